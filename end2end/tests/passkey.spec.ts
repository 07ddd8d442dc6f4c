// Passkeys with Chromium's virtual authenticator.
import type { CDPSession, Page } from "@playwright/test";
import { createServer } from "node:net";
import { expect, startMuster, test } from "../fixtures.ts";
import { expectSound, hydrated, setUp } from "../portal.ts";

/** An authenticator in the machine that says yes to everything. */
async function authenticator(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return session;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

test("a passkey is added, named, signs in, and is removed", async ({ page }) => {
  // Browsers take passkeys for a host name only.
  const port = await freePort();
  const muster = await startMuster(["--listen", `127.0.0.1:${port}`, "--public-address", `http://localhost:${port}`]);
  try {
    await authenticator(page);
    await setUp(page, muster);
    await page.goto(`${muster.url}/account`);
    await hydrated(page);
    await page.getByLabel("Add a passkey").fill("Laptop");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    const row = page.getByRole("row", { name: /Laptop|Work laptop/ });
    await expect(row).toBeVisible();
    await row.getByRole("button", { name: "Rename" }).click();
    const dialog = page.getByRole("dialog", { name: "Rename the passkey" });
    await dialog.getByLabel("Name").fill("Work laptop");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await expect(page.getByRole("rowheader", { name: "Work laptop" })).toBeVisible();
    await expectSound(page);

    await page.getByRole("main").getByRole("button", { name: "Sign out" }).first().press("Enter");
    await hydrated(page);
    await page.goto(`${muster.url}/sign-in?next=%2Faccount`);
    await hydrated(page);
    await expectSound(page);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page).toHaveURL(`${muster.url}/account`);
    await expect(page.getByText("Signed in as Maren Oduya")).toBeVisible();
    await expect(page.getByRole("row", { name: /Work laptop/ })).toContainText("just now");

    await page.getByRole("button", { name: "Remove Work laptop" }).click();
    await expect(page.getByText("This account has none yet.")).toBeVisible();
    await page.getByRole("main").getByRole("button", { name: "Sign out" }).first().press("Enter");
    await page.goto(`${muster.url}/sign-in`);
    await hydrated(page);
    // The authenticator still has it; Muster does not know it any more.
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page.getByText("This passkey is not known here")).toBeVisible();
  } finally {
    await muster.stop();
  }
});
