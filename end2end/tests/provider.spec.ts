// Signing in and out with a real provider, in a real browser, on both sides.
import type { Page } from "@playwright/test";
import { expect, type Muster, test } from "../fixtures.ts";
import { expectSound, hydrated, PASSWORD, setUp } from "../portal.ts";
import { CLIENT_ID, CLIENT_SECRET, PERSON, type RunningProvider, startProvider } from "../provider.ts";

test.setTimeout(180_000);

const NAME = "Harbour";

/** Adds the provider as an administrator does, tests it, and signs out. */
async function addProvider(page: Page, muster: Muster, provider: RunningProvider): Promise<void> {
  await setUp(page, muster);
  await page.goto("/tenant/sign-in-providers");
  await page.getByRole("link", { name: "Add a provider" }).click();
  await page.getByLabel("Name", { exact: true }).fill(NAME);
  await page.getByLabel("Address (issuer)").fill(provider.issuer);
  await page.getByLabel("Client id").fill(CLIENT_ID);
  await page.getByLabel("Client secret").fill("wrong");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("The provider is added.")).toBeVisible();
  await expect(page.getByText(`${muster.url}/sign-in/with/harbour/callback`)).toBeVisible();

  await page.getByRole("button", { name: "Test now" }).click();
  await expect(page.getByText("refuses the client id or the client secret")).toBeVisible();
  await page.getByLabel("Client secret").fill(CLIENT_SECRET);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Test now" }).click();
  await expect(page.getByText("The provider answers")).toBeVisible();
  await signOut(page);
  await expect(page.getByText("You are signed out.")).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out" }).first().click();
}

/** What the person does at the provider. */
async function signInThere(page: Page): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill(PERSON.sub);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("somebody signs in at the provider and comes back to the page asked for", async ({ page, muster }) => {
      const provider = await startProvider(muster.url, "harbour");
      await addProvider(page, muster, provider);

      await page.goto("/users");
      await page.getByRole("link", { name: `Continue with ${NAME}` }).click();
      await signInThere(page);
      await expect(page).toHaveURL(`${muster.url}/users`);
      await page.goto("/account");
      await expect(page.getByText(`with an account of ${NAME}`)).toBeVisible();

      await signOut(page);
      // Muster's page leads to the provider's, which asks once more.
      await page.getByRole("button", { name: "Yes, sign me out" }).click();
      await expect(page).toHaveURL(/\/sign-in$/);
      await page.goto("/account");
      await expect(page).toHaveURL(/\/sign-in\?next=/);
      // Signed out there too: it asks who it is again.
      await page.getByRole("link", { name: `Continue with ${NAME}` }).click();
      await expect(page.getByPlaceholder("Enter any login")).toBeVisible();
      await provider.stop();
    });
  });
}

test("signing out at the provider ends every browser's sign-in here", async ({ page, browser, muster }) => {
  const provider = await startProvider(muster.url, "harbour");
  await addProvider(page, muster, provider);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: `Continue with ${NAME}` }).click();
  await signInThere(page);
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

  // A copy of Muster's cookies: the sign-in itself ends, not only the cookie of this browser.
  const copy = await browser.newContext({ storageState: await page.context().storageState() });
  const second = await copy.newPage();
  await second.goto(`${muster.url}/account`);
  await expect(second.getByText(`with an account of ${NAME}`)).toBeVisible();

  await page.goto(`${provider.issuer}/session/end`);
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await expect(page.getByText("Sign-out Success")).toBeVisible();
  for (const one of [page, second]) {
    await one.goto(`${muster.url}/account`);
    await expect(one).toHaveURL(/\/sign-in\?next=/);
  }
  await copy.close();
  await provider.stop();
});

test("a session that ended leads to signing in and back, and a provider that is down is told", async ({ page, muster }) => {
  const provider = await startProvider(muster.url, "harbour");
  await addProvider(page, muster, provider);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: `Continue with ${NAME}` }).click();
  await signInThere(page);
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

  await page.context().clearCookies({ name: "muster" });
  await page.goto("/groups");
  await expect(page.getByText("You will come back to the page you asked for.")).toBeVisible();
  // The provider still knows the person, so nobody types anything.
  await page.getByRole("link", { name: `Continue with ${NAME}` }).click();
  await expect(page).toHaveURL(`${muster.url}/groups`);

  await page.context().clearCookies({ name: "muster" });
  await provider.stop();
  await page.goto("/groups");
  // What the provider said of itself counts for a minute.
  await expect(async () => {
    await page.goto(`${muster.url}/sign-in?next=%2Fgroups`);
    const link = page.getByRole("link", { name: `Continue with ${NAME}` });
    await page.goto(new URL((await link.getAttribute("href")) ?? "", muster.url).href);
    await expect(page.getByText("The sign-in provider does not answer.")).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 90_000, intervals: [5_000] });
  await hydrated(page);
  await expectSound(page);
  await page.getByLabel("Name", { exact: true }).fill("Maren Oduya");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(`${muster.url}/groups`);
  // The emergency is on the overview.
  await page.goto("/");
  await expect(page.getByText("The local account Maren Oduya signed in")).toBeVisible();
});
