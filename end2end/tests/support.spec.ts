// Ten support calls, each answered on one screen from one search; and the help pages that callers are sent.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { id, makeSupportCalls } from "../data.ts";
import { binary, expect, type Muster, test } from "../fixtures.ts";
import { expectContrast, expectSound, hydrated, listen } from "../portal.ts";
import type { Page } from "@playwright/test";

/** A DNS server in which the record of quay.example leads elsewhere. */
async function startDns(folder: string): Promise<{ address: string; server: ChildProcess }> {
  mkdirSync(folder, { recursive: true });
  const port = await new Promise<number>((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
  const zone = (name: string, records: string[]) => {
    const file = join(folder, `${name}.zone`);
    writeFileSync(file, [`$ORIGIN ${name}.`, "$TTL 300", "@ SOA ns root 1 3600 600 86400 300", "@ NS ns", "ns A 127.0.0.1", ...records, ""].join("\n"));
    return `auth-zone:\n name: "${name}."\n zonefile: "${file}"\n for-downstream: yes\n for-upstream: no\n`;
  };
  const config = join(folder, "unbound.conf");
  writeFileSync(
    config,
    `server:\n interface: 127.0.0.1@${port}\n do-daemonize: no\n username: ""\n chroot: ""\n directory: "${folder}"\n pidfile: ""\n use-syslog: no\n` +
      ` module-config: iterator\n num-threads: 1\nremote-control:\n control-enable: no\n` +
      zone("quay.example", ["enterpriseenrollment CNAME mdm.elsewhere.example."]) +
      zone("elsewhere.example", ["mdm A 192.0.2.7"]),
  );
  const server = spawn("/usr/sbin/unbound", ["-d", "-c", config], { stdio: "ignore" });
  return { address: `127.0.0.1:${port}`, server };
}

async function post(page: Page, muster: Muster, path: string, form: [string, string][]): Promise<void> {
  const answer = await page.request.post(`${muster.url}${path}`, {
    headers: { origin: muster.url, "content-type": "application/x-www-form-urlencoded" },
    data: new URLSearchParams(form).toString(),
    maxRedirects: 0,
  });
  expect(answer.status(), path).toBe(303);
  expect(answer.headers().location, path).not.toContain("problem=");
}

test("ten support calls", async ({ page, muster }, testInfo) => {
  test.setTimeout(180_000);
  const heard = listen(page);
  const folder = join(testInfo.outputDir, "files");
  const dns = await startDns(join(testInfo.outputDir, "dns"));
  try {
    await page.goto(muster.setUpLink);
    await page.getByLabel("Organisation", { exact: true }).fill("Fabric Harbor");
    await page.getByLabel("Your name").fill("Maren Oduya");
    await page.getByLabel("Password").fill("harbour lights at dusk");
    await page.locator("input[name=unlicensed_admins][value=off]").check();
    await page.getByRole("button", { name: "Create administrator" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Maren Oduya");
    await page.getByLabel("Password").fill("harbour lights at dusk");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    execFileSync(binary(), ["import", ...makeSupportCalls(folder), "--database", muster.database], { stdio: "pipe" });
    await page.goto(`/enrollment/automatic?mdm_scope=some&mdm_groups=${id("Managed")}&mam_scope=some&mam_groups=${id("Protected")}`);
    await hydrated(page);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText(/Last changed .* by Maren Oduya/)).toBeVisible();
    await post(page, muster, "/roles/00000000-0000-0000-0000-000000000002/assign", [
      ["name", "Help desk"],
      ["member", id("Desk")],
      ["all_users", "yes"],
      ["all_devices", "yes"],
    ]);
    await post(page, muster, "/enrollment/domains/settings", [
      ["target", "commercial"],
      ["resolvers", dns.address],
      ["version", "0"],
    ]);
    await page.goto("/enrollment/domains/quay.example");
    await expect(page.getByText("Leads elsewhere").first()).toBeVisible();

    const calls: { call: string; typed: string; finding: RegExp; says: string }[] = [
      { call: "refused for licence", typed: "nadia.reef@quay.example", finding: /^Enrollment is refused: no licence$/, says: "missing a licence" },
      { call: "out of scope", typed: "Oskar Tide", finding: /^Out of MDM scope/, says: "not set up for this yet" },
      { call: "too many devices", typed: "mona.buoy@quay.example", finding: /^Enrollment is refused: too many devices$/, says: "which one you no longer use" },
      { call: "Home edition", typed: "HEDDAS-PC", finding: /^This Windows cannot enroll$/, says: "Windows" },
      { call: "unverified suffix", typed: "vera.sound@quay.local", finding: /not verified: quay\.local$/, says: "sign-in name has to change" },
      { call: "two records", typed: "twin@fabricharbor.example", finding: /^FH-TWIN has 2 records$/, says: "shows up twice" },
      { call: "stale device", typed: "PF5STALE1", finding: /^FH-STALE1 was not heard of for 120 days$/, says: "have not heard from your computer" },
      { call: "wrong CNAME", typed: "cleo.name@quay.example", finding: /^EnterpriseEnrollment of quay\.example: leads elsewhere$/, says: "server address" },
      { call: "MAM instead of MDM", typed: "mats.spar@quay.example", finding: /MAM scope wins$/, says: "only your work apps are protected" },
      { call: "unlicensed admin cannot sign in", typed: "ada.helm@quay.example", finding: /not let in as an administrator$/, says: "Your role is in place" },
    ];
    for (const { call, typed, finding, says } of calls) {
      await test.step(call, async () => {
        await page.goto("/support");
        await hydrated(page);
        await page.getByRole("searchbox", { name: "User, device, serial number or error code" }).fill(typed);
        await page.getByRole("button", { name: "Find" }).click();
        const found = page.getByRole("article").filter({ has: page.getByRole("heading", { name: finding }) });
        await expect(found).toHaveCount(1);
        await expect(found.getByRole("heading", { name: "What to do" })).toBeVisible();
        await expect(found.locator("blockquote")).toContainText(says);
      });
    }
    await test.step("a part of a name asks which one is meant", async () => {
      await page.goto("/support?q=FH-MANY");
      await page.getByRole("link", { name: /FH-MANY3/ }).click();
      await expect(page.getByRole("heading", { level: 2, name: "FH-MANY3" })).toBeVisible();
    });
    await test.step("a code is answered by what it means", async () => {
      await page.goto("/support?q=-2145910760");
      await expect(page.getByRole("heading", { name: "0x80180018" })).toBeVisible();
    });
  } finally {
    dns.server.kill();
  }
  expect(heard).toEqual([]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a help page is found, read and changed to another Windows and language, by anybody", async ({ page, muster }) => {
    await page.goto(`${muster.url}/help?lang=en`);
    await page.getByRole("searchbox").fill("twice");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("main").getByRole("link", { name: "My computer shows up twice" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "Choose Connect." })).toBeVisible();
    await page.getByRole("link", { name: "Earlier", exact: true }).click();
    await expect(page.getByText("This Windows cannot do it by itself.")).toBeVisible();
    await page.getByRole("link", { name: "Deutsch" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mein Computer steht zweimal da");
    await page.goto(`${muster.url}/help?lang=en&q=2149056536`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Error code 0x80180018");
    const missing = await page.goto(`${muster.url}/help/teleport?lang=en`);
    expect(missing?.status()).toBe(404);
  });
});

test("every help page is sound, wide and narrow, light and dark, and searches by itself once loaded", async ({ page, muster }) => {
  const heard = listen(page);
  const topics = ["start", "add-account", "join", "company-portal", "company-portal-website", "check-and-sync", "leave", "what-it-can-see", "shows-up-twice", "messages"];
  const paths = ["/help", "/help?q=nothing-like-that", "/help/code/80180014", ...topics.flatMap((topic) => [`/help/${topic}?lang=en`, `/help/${topic}?lang=de&windows=earlier`])];
  test.setTimeout(paths.length * 15_000);
  for (const path of paths) {
    await page.goto(`${muster.url}${path}`);
    for (const size of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: "light" });
      await expectSound(page);
      await page.emulateMedia({ colorScheme: "dark" });
      await expectContrast(page);
    }
  }
  await page.goto(`${muster.url}/help/start?lang=en`);
  // Waited for from before: the answer may be there sooner than the next line.
  const index = page.waitForResponse(/index\.json/);
  await page.getByRole("searchbox").focus();
  await index;
  await page.context().setOffline(true);
  await page.getByRole("searchbox").fill("serial number");
  await expect(page.getByRole("status").getByRole("link", { name: "What IT can see" })).toBeVisible();
  await page.context().setOffline(false);
  expect(heard).toEqual([]);
});
