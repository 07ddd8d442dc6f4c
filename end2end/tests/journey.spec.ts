// An admin's first hour: first run, import, scope with its effect, What if, finding a device.
import type { Page } from "@playwright/test";
import { join } from "node:path";
import { makeFiles } from "../data.ts";
import { expect, type Muster, test } from "../fixtures.ts";
import { hydrated, listen, setUp } from "../portal.ts";

const DEVICES = 10_000;
const USERS = 2_500;
const PILOT = USERS / 10;
const CONTRACTORS = USERS / 100;

test.setTimeout(240_000);

/** What both journeys see: `live` says whether scripts run. */
async function firstHour(page: Page, muster: Muster, files: string[], live: boolean): Promise<void> {
  const alive = async () => (live ? hydrated(page) : undefined);
  const effect = page.getByRole("region", { name: "Effect before saving" });
  const row = (name: string) => effect.getByRole("row", { name }).getByRole("cell");

  await setUp(page, muster);

  await test.step("import", async () => {
    await page.goto("/devices/import");
    await alive();
    await page.locator("input[type=file]").setInputFiles(files);
    if (!live) await page.getByRole("button", { name: "Check files" }).click();
    await page.waitForURL(/\/devices\/import\/.+/);
    const start = page.getByRole("button", { name: /^Import [\d,]+ records$/ });
    await untilVisible(page, start, live);
    await start.click();
    await untilVisible(page, page.getByRole("heading", { level: 1, name: "What changed" }), live);
    await expect(page.getByText("Done", { exact: true })).toHaveCount(files.length);
  });

  await test.step("scope Some, its effect shown, saved", async () => {
    await page.goto("/enrollment/automatic");
    await alive();
    await expect(row("MDM scope").nth(1)).toHaveText("0");
    for (const [scope, group] of [
      ["MDM", "Pilot"],
      ["MAM", "Contractors"],
    ]) {
      await page.getByRole("group", { name: `${scope} user scope` }).getByRole("radio", { name: /^Some/ }).check();
      await addGroup(page, scope, group, live);
    }
    await expect(row("MDM scope")).toHaveText(["0", String(PILOT), `+${PILOT}`]);
    await expect(row("Both")).toHaveText(["0", String(CONTRACTORS), `+${CONTRACTORS}`]);
    await expect(effect.getByText(`${CONTRACTORS} users are in both scopes`)).toBeVisible();
    await effect.getByRole("link", { name: "Show list of those who gain" }).click();
    await expect(page.getByText(`of ${PILOT}`).first()).toBeVisible();
    await page.goBack();
    await alive();
    await expect(row("MDM scope").nth(1)).toHaveText(String(PILOT));
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText(/Last changed .* by Maren Oduya/)).toBeVisible();
    await expect(page.getByRole("region", { name: "Unsaved changes" })).toHaveCount(0);
    await page.reload();
    await expect(row("MDM scope")).toHaveText([String(PILOT), String(PILOT), "0"]);
    await page.getByRole("link", { name: "History" }).click();
    await expect(page.getByRole("row", { name: /MDM user scope/ })).toContainText("Some");
  });

  await test.step("What if says the same of single users", async () => {
    for (const [n, outcome, group] of [
      ["00010", "The device will enroll, personal.", "Pilot"],
      ["00011", "Registered only. The device will not enroll.", undefined],
      ["00300", "MAM only. The device will not enroll.", "Contractors"],
    ]) {
      await page.goto("/enrollment/what-if");
      await alive();
      await page.getByLabel("User", { exact: true }).fill(`user${n}@fabricharbor.example`);
      await page.getByRole("button", { name: "Decide" }).click();
      await expect(page.getByRole("heading", { name: outcome })).toBeVisible();
      if (group) await expect(page.getByRole("listitem").getByRole("link", { name: group, exact: true }).first()).toBeVisible();
    }
  });

  await test.step("find a device by part of its serial number; the address keeps the view", async () => {
    await page.goto("/devices");
    await alive();
    await expect(page.getByRole("main").getByText(DEVICES.toLocaleString("en-GB")).first()).toBeVisible();
    await page.getByPlaceholder("Name, serial, user or any id").fill("4x00042q");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("link", { name: "FH-LT-00042" })).toBeVisible();
    await expect(page.getByRole("rowheader")).toHaveCount(1);
    await expect(page).toHaveURL(/search=4x00042q/i);
    await page.reload();
    await expect(page.getByRole("rowheader")).toHaveCount(1);
    await page.getByRole("link", { name: "FH-LT-00042" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "FH-LT-00042" })).toBeVisible();
    await expect(page.getByText("PF4X00042Q").first()).toBeVisible();
    await page.goBack();
    await expect(page.getByRole("rowheader")).toHaveCount(1);
    await page.goto("/devices?compliance=not_compliant&ownership=personal");
    const filtered = page.locator("main").getByRole("link", { name: /^Remove filter/ });
    await expect(filtered).toHaveCount(2);
    await page.reload();
    await expect(filtered).toHaveCount(2);
  });
}

/** Waits for what appears by itself in a live page, and on reload in one without scripts. */
async function untilVisible(page: Page, what: ReturnType<Page["locator"]>, live: boolean): Promise<void> {
  await expect(async () => {
    if (!live && !(await what.isVisible())) await page.reload();
    await expect(what).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 120_000 });
}

async function addGroup(page: Page, scope: string, name: string, live: boolean): Promise<void> {
  const field = page.locator(`#${scope.toLowerCase()}_find`);
  await field.fill(name);
  if (live) {
    await page.getByRole("option", { name: new RegExp(`^${name} [\\d,]`) }).click();
  } else {
    await field.press("Enter");
    await page.getByRole("button", { name: `Add ${name}`, exact: true }).click();
  }
}

test("an admin's first hour", async ({ page, muster }, testInfo) => {
  const heard = listen(page);
  const files = makeFiles(join(testInfo.outputDir, "files"), { devices: DEVICES, users: USERS });
  await firstHour(page, muster, files, true);
  expect(heard).toEqual([]);
});

test.describe("with scripts switched off", () => {
  test.use({ javaScriptEnabled: false });
  test("the same first hour", async ({ page, muster }, testInfo) => {
    const files = makeFiles(join(testInfo.outputDir, "files"), { devices: DEVICES, users: USERS });
    await firstHour(page, muster, files, false);
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  test("the same first hour", async ({ page, muster }, testInfo) => {
    const heard = listen(page);
    const files = makeFiles(join(testInfo.outputDir, "files"), { devices: DEVICES, users: USERS });
    await firstHour(page, muster, files, true);
    expect(heard).toEqual([]);
  });
});
