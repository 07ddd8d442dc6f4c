// Cleanup: a rule shows what it would hide, hides it, and gives it back; a device leaves step by step.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { makeSilent } from "../data.ts";
import { binary, expect, test } from "../fixtures.ts";
import { expectSound, hydrated, listen, setUp } from "../portal.ts";

const importing = (database: string, files: string[]) =>
  execFileSync(binary(), ["import", ...files, "--database", database], { stdio: "pipe" });

test("a rule hides what its preview showed, and one button brings it back", async ({ page, muster }, testInfo) => {
  const heard = listen(page);
  await setUp(page, muster);
  importing(muster.database, makeSilent(join(testInfo.outputDir, "files")));
  await page.goto("/cleanup");
  await page.getByRole("link", { name: "Add a rule" }).click();
  await hydrated(page);
  const days = page.getByLabel("Hide after so many days without a check-in");
  await expect(page.getByText("1 record would be hidden: silent for more than 90 days.")).toBeVisible();
  await expect(page.getByText("1 Hybrid joined: clean it up in the domain.")).toBeVisible();

  await days.fill("200");
  await expect(page.getByText("You changed the rule since.")).toBeVisible();
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("0 records would be hidden: silent for more than 200 days.")).toBeVisible();
  await hydrated(page);
  await days.fill("7");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Write a number of days from 30 to 270.")).toBeVisible();
  await hydrated(page);
  await days.fill("90");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByText("Show which").click();
  await expect(page.getByRole("link", { name: "FH-SILENT" })).toBeVisible();
  await page.getByRole("button", { name: "Save, and hide 1" }).click();

  await expect(page.getByRole("row", { name: /^Windows On 90 days/ })).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("button", { name: "Bring back 1 record" })).toBeVisible({ timeout: 500 });
  }).toPass();
  await expectSound(page);
  await page.getByRole("link", { name: "1 record is hidden" }).click();
  await expect(page.getByRole("row", { name: /FH-SILENT/ })).toBeVisible();
  await hydrated(page);
  await expectSound(page);
  // Its object in the directory is left, and is not managed.
  await page.getByRole("link", { name: "FH-SILENT" }).click();
  await expect(page.getByText("1 record", { exact: true })).toBeVisible();
  await expect(page.getByText("Not managed").first()).toBeVisible();

  await page.goto("/cleanup");
  await page.getByRole("button", { name: "Bring back 1 record" }).click();
  await expect(page.getByText(/^Taken back/)).toBeVisible();
  await page.goto("/devices?search=fh-silent");
  await page.getByRole("link", { name: "FH-SILENT" }).click();
  await expect(page.getByText("2 records", { exact: true })).toBeVisible();
  await page.goto("/cleanup/rule?platform=windows");
  await expect(page.getByText("1 Somebody brought it back.")).toBeVisible();
  expect(heard).toEqual([]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a device leaves step by step", async ({ page, muster }, testInfo) => {
    await setUp(page, muster);
    importing(muster.database, makeSilent(join(testInfo.outputDir, "files")));
    await page.goto("/devices/stale");
    await page.getByRole("link", { name: /^90 to 179 days/ }).click();
    await page.getByRole("link", { name: "FH-SILENT" }).click();
    await page.getByRole("link", { name: "Offboard" }).click();
    const step = (name: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
    await step("Save its recovery keys and passwords").getByRole("button", { name: "It is done" }).click();
    await expect(step("Save its recovery keys and passwords")).toContainText("by Maren Oduya");
    await step("Retire or wipe it").getByRole("button", { name: "It is done" }).click();
    await expect(step("Remove its Autopilot registration")).toContainText("Not needed.");
    await step("Disable its object in the directory").getByRole("button", { name: "It is done" }).click();
    await expect(step("Wait for 30 days")).toContainText("Until");
    await expect(page.getByRole("button", { name: "It is done" })).toHaveCount(0);
    await page.goto("/devices/leaving");
    await expect(page.getByRole("row", { name: /FH-SILENT/ })).toContainText("Disable its object");
    await page.getByRole("link", { name: "FH-SILENT" }).click();
    await page.getByRole("button", { name: "It is not done" }).click();
    await expect(step("Disable its object in the directory").getByRole("button", { name: "It is done" })).toBeVisible();
  });
});
