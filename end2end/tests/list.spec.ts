// All devices as one makes it one's own: columns, filters, views, selection, records. With and without scripts.
import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { join } from "node:path";
import { makeFiles } from "../data.ts";
import { binary, expect, type Muster, test } from "../fixtures.ts";
import { hydrated, listen, setUp } from "../portal.ts";

const DEVICES = 300;
const PERSONAL = DEVICES / 5;

test.setTimeout(240_000);

async function prepare(page: Page, muster: Muster, folder: string): Promise<void> {
  await setUp(page, muster);
  const files = makeFiles(folder, { devices: DEVICES, users: 60 });
  execFileSync(binary(), ["import", ...files, "--database", muster.database], { stdio: "pipe" });
}

/** What both journeys see: `live` says whether scripts run. */
async function ownList(page: Page, live: boolean): Promise<void> {
  const open = async (path: string) => {
    await page.goto(path);
    if (live) await hydrated(page);
  };
  const heads = page.getByRole("columnheader");
  const pager = page.getByRole("navigation", { name: "Pages" });
  const menu = async (name: string) => {
    const button = page.getByRole("main").getByRole("button", { name, exact: true });
    await button.click();
    return page.locator(`[id="${await button.getAttribute("popovertarget")}"]`);
  };

  await test.step("the total is exact, and follows the rows", async () => {
    await open("/devices");
    await expect(pager).toContainText(`1–50 of ${DEVICES} devices`);
    if (live) await expect(page.locator(".title .total")).toHaveText(String(DEVICES));
  });

  await test.step("columns are chosen, put in order and remembered", async () => {
    const columns = await menu("Columns");
    await columns.getByLabel("Model", { exact: true }).uncheck();
    await columns.getByLabel("Enrolled", { exact: true }).check();
    if (live) {
      const up = columns.getByRole("button", { name: "Move Serial number up" });
      for (let i = 0; i < 7; i++) await up.click();
    } else {
      await columns.getByLabel("Place of Serial number").fill("1");
    }
    await columns.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(/columns=/);
    await open("/devices?view=all");
    const names = await heads.allInnerTexts();
    const shown = names.map((name) => name.trim()).filter((name) => name !== "");
    expect(shown).not.toContain("Model");
    expect(shown).toContain("Enrolled");
    expect(shown.indexOf("Serial number")).toBeLessThan(2);
  });

  await test.step("a filter excludes, another compares versions; each is a pill", async () => {
    let filters = await menu("Add filter");
    await filters.locator("summary", { hasText: "Ownership" }).click();
    await filters.getByRole("link", { name: "Ownership is not Corporate" }).click();
    await expect(page).toHaveURL(/ownership\.not=corporate/);
    await expect(pager).toContainText(`of ${PERSONAL} devices`);
    filters = await menu("Add filter");
    await filters.locator("summary", { hasText: "OS version" }).click();
    await filters.getByLabel("OS version: operator").selectOption("at least");
    await filters.getByPlaceholder("10.0.26100").fill("10.0.22000");
    await filters.locator("form").filter({ hasText: "at least" }).getByRole("button", { name: "Add" }).click();
    await expect(page.getByRole("link", { name: "Remove filter: OS version is at least Windows 10.0.22000" })).toBeVisible();
    await expect(pager).toContainText(`of ${(PERSONAL * 2) / 3} devices`);
  });

  await test.step("the list is kept as a view, becomes the default, and opens by itself", async () => {
    const views = await menu("Views");
    await views.getByText("Save this view").click();
    await views.getByLabel("Name").fill("Personal and new");
    await views.getByRole("button", { name: "Save view" }).click();
    await expect(page.getByRole("button", { name: "Personal and new" })).toBeVisible();
    await open("/devices/views");
    await page.getByRole("button", { name: "Make Personal and new the default view" }).click();
    await expect(page.getByText("Default", { exact: true })).toBeVisible();
    await open("/devices");
    await expect(page.getByRole("link", { name: /^Remove filter/ })).toHaveCount(2);
    await page.getByRole("link", { name: "Clear all" }).click();
    await expect(pager).toContainText(`of ${DEVICES} devices`);
    await open("/devices/views");
    await page.getByText("Change or delete").click();
    await page.getByRole("button", { name: "Delete the view Personal and new" }).click();
    await expect(page.getByText("No view is saved yet")).toBeVisible();
  });

  await test.step("records stand under one another, and the pager says whose they are", async () => {
    await open("/devices?rows=records&sort=name");
    await expect(pager).toContainText(`100 records of devices 1–50 of ${DEVICES} devices`);
    await expect(page.getByRole("rowheader", { name: "FH-LT-00000" })).toHaveCount(2);
  });

  await test.step("a page that is gone leads to the first one", async () => {
    await open("/devices?sort=name&at=after:300:zzz~00000000-0000-0000-0000-000000000007");
    await page.getByRole("link", { name: "Go to the first page" }).click();
    await expect(page.getByRole("rowheader", { name: "FH-LT-00000" })).toBeVisible();
  });
}

test("a list of one's own", async ({ page, muster }, testInfo) => {
  const heard = listen(page);
  await prepare(page, muster, join(testInfo.outputDir, "files"));
  await ownList(page, true);
  expect(heard).toEqual([]);
});

test.describe("with scripts switched off", () => {
  test.use({ javaScriptEnabled: false });
  test("the same list of one's own", async ({ page, muster }, testInfo) => {
    await prepare(page, muster, join(testInfo.outputDir, "files"));
    await ownList(page, false);
    await page.goto("/devices?sort=name");
    const commands = page.getByRole("toolbar", { name: "Actions on the selection" });
    await expect(commands.getByRole("button", { name: "Edit" })).toBeHidden();
    await page.getByLabel("Select FH-LT-00001").check();
    await commands.getByRole("button", { name: "Edit" }).click();
    await expect(page).toHaveURL(/\/devices\/edit\?id=[0-9a-f-]{36}$/);
  });
});

test("rows are selected by pointer and by keyboard, and all that match by the filter", async ({ page, muster }, testInfo) => {
  const heard = listen(page);
  await prepare(page, muster, join(testInfo.outputDir, "files"));
  await page.goto("/devices?sort=name&ownership=personal");
  await hydrated(page);
  const commands = page.getByRole("toolbar", { name: "Actions on the selection" });
  const edit = commands.getByRole("link", { name: "Edit" });
  await expect(edit).toBeHidden();
  await page.getByLabel("Select FH-LT-00005").check();
  await expect(commands).toContainText("1 selected");
  await page.getByRole("link", { name: "FH-LT-00010" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(commands).toContainText("3 selected");
  expect(await edit.getAttribute("href")).toMatch(/^\/devices\/edit\?id=[^&]+&id=[^&]+&id=[^&]+$/);
  await page.keyboard.press("Escape");
  await expect(edit).toBeHidden();
  await page.getByLabel("Select the 50 rows on this page").check();
  await expect(commands).toContainText("50 selected");
  await commands.getByRole("button", { name: `Select all ${PERSONAL} devices` }).click();
  await expect(commands).toContainText("All that match are selected, on every page");
  await expect(edit).toHaveAttribute("href", "/devices/edit?ownership=personal");
  await page.getByLabel("Select FH-LT-00005").uncheck();
  await expect(commands).toContainText("49 selected");
  await commands.getByRole("button", { name: "Clear selection" }).click();
  await expect(edit).toBeHidden();
  expect(heard).toEqual([]);
});
