// Every page, wide and narrow, light and dark, empty and filled: no violation, no word in the console.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { makeFiles, makeReinstalled } from "../data.ts";
import { binary, expect, test } from "../fixtures.ts";
import { expectContrast, expectSound, hydrated, listen, setUp } from "../portal.ts";

const PAGES = [
  "/",
  "/account",
  "/devices",
  "/devices?compliance=not_compliant&sort=serial",
  "/devices?search=nothing-is-called-so",
  "/devices?no_such_filter=1",
  "/devices?rows=records",
  "/devices?columns=serial,name,user_upn,enrolled,records,id,os,category",
  "/devices?at=after:50:2020-01-01T00:00:00%2B00:00~00000000-0000-0000-0000-000000000007",
  "/devices/views",
  "/devices/import",
  "/cleanup",
  "/cleanup/rule",
  "/cleanup/rule?platform=windows&days=7",
  "/cleanup/hidden",
  "/cleanup/hidden?at=nowhere",
  "/devices/stale",
  "/devices/leaving",
  "/duplicates",
  "/duplicates?case=D5&state=merged",
  "/duplicates?no_such_filter=1",
  "/duplicates/certain",
  "/duplicates/blocked",
  "/duplicates/blocked?kind=address&value=dock&field=value&problem=Write+an+address.",
  "/duplicates/00000000-0000-0000-0000-000000000000",
  "/tenant/sign-in-providers",
  "/tenant/sign-in-providers/new",
  "/tenant/sign-in-providers/new?issuer=x&field=issuer&problem=write+a+whole+address",
  "/enrollment/automatic",
  "/enrollment/automatic?mdm_scope=all&mam_scope=all",
  "/enrollment/automatic/history",
  "/enrollment/automatic/effect?list=gain&mdm_scope=all",
  "/enrollment/automatic?mdm_discovery=http%3A%2F%2Fplain.example&version=0",
  "/enrollment/automatic?mdm_scope=all&version=99",
  "/enrollment/what-if",
  "/enrollment/what-if?user=user00010@fabricharbor.example&path=add-account",
  "/enrollment/what-if?user=person&path=add-account",
  "/enrollment/what-if?path=teleport",
  "/enrollment/check-up",
  "/enrollment/automatic/effect?list=outside",
  "/enrollment/domains",
  "/enrollment/domains?suffix=noor%40x&field=suffix&problem=Write+a+domain.",
  "/enrollment/domains/fabricharbor.example",
  "/enrollment/domains/settings",
  "/enrollment/domains/settings?target=china&resolvers=x&field=resolvers&problem=Write+addresses.",
  "/users?no_such_filter=1",
  "/users",
  "/groups",
  "/users/new",
  "/groups/new",
  "/licences",
  "/tenant/invitations",
  "/tenant/invitations/new",
  "/tenant/api-tokens",
  "/tenant/api-tokens/new",
  "/tenant/api-tokens/new?name=x&field=permissions&problem=Choose+at+least+one.",
  "/support",
  "/support?q=user00010%40fabricharbor.example",
  "/support?q=fh",
  "/support?q=-2145910760",
  "/support?q=teleport",
  "/support/help-pages",
  "/tenant/organisation",
  "/tenant/organisation?name=x&colour=red&version=0&field=colour&problem=Write+a+colour.",
  "/support/codes",
  "/support/codes?q=-2145910764",
  "/support/codes?q=teleport",
  "/support/codes/80180014",
  "/support/codes/nonsense",
  "/audit",
  "/audit?result=refused&from=2026-10-01",
  "/audit?no_such_filter=1",
  "/audit/1",
  "/audit/999999",
  "/search?q=person",
  "/search?q=",
  "/gallery",
  "/no-such-page",
];

/** Pages behind the first link of a list. */
const BEHIND = ["/devices", "/devices/import", "/duplicates", "/users", "/groups"];

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

for (const filled of [false, true]) {
  test(`every page is sound in ${filled ? "an organisation of 300" : "an empty system"}`, async ({ page, muster }, testInfo) => {
    const heard = listen(page);
    await setUp(page, muster);
    const paths = [...PAGES];
    if (filled) {
      const files = makeFiles(join(testInfo.outputDir, "files"), { devices: 300, users: 300 });
      files.push(...makeReinstalled(join(testInfo.outputDir, "twins")));
      execFileSync(binary(), ["import", ...files, "--database", muster.database], { stdio: "pipe" });
      await page.goto("/enrollment/automatic?mdm_scope=all");
      await hydrated(page);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await expect(page.getByText(/Last changed .* by Maren Oduya/)).toBeVisible();
      for (const list of BEHIND) {
        await page.goto(list);
        const link = page.locator("main table a[href*='-']").first();
        const path = await link.getAttribute("href").then((href) => new URL(href ?? "", page.url()).pathname);
        paths.push(path);
        if (list === "/groups") paths.push(`${path}?kind=group`);
        if (list === "/devices") paths.push(`${path}/offboarding`);
      }
    }
    // Each page is loaded once and looked at in every size and scheme, as a window that is resized: the walk is long enough.
    test.setTimeout(60_000 + paths.length * 20_000);
    for (const path of paths) {
      await page.goto(path);
      await hydrated(page);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme: "light" });
        await expectSound(page);
        await page.emulateMedia({ colorScheme: "dark" });
        await expectContrast(page);
      }
    }
    // A browser reports every page that answers 404 or 400 by itself.
    expect(heard.filter((line) => !line.includes("Failed to load resource"))).toEqual([]);
  });
}

test("signing in and setting up are sound", async ({ page, muster }) => {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const path of ["/sign-in", muster.setUpLink, "/set-up?token=used", "/sign-in?problem=wrong"]) {
      await page.goto(path);
      await hydrated(page);
      await expectSound(page);
    }
  }
});
