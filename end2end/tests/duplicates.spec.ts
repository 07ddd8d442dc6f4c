// Duplicates: found when files are imported, explained, merged, taken back.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { makeReinstalled, makeSeparateEnrollment } from "../data.ts";
import { binary, expect, test } from "../fixtures.ts";
import { hydrated, listen, setUp } from "../portal.ts";

const importing = (database: string, files: string[]) =>
  execFileSync(binary(), ["import", ...files, "--database", database], { stdio: "pipe" });

test("the article's story: advised, converged, merged and taken back", async ({ page, muster }, testInfo) => {
  const heard = listen(page);
  await setUp(page, muster);
  const files = makeSeparateEnrollment(join(testInfo.outputDir, "files"));
  importing(muster.database, files.before);
  await page.goto("/duplicates");
  await hydrated(page);
  await expect(page.getByRole("row", { name: /FH-TWIN/ })).toContainText("Advise the user");
  await page.getByRole("link", { name: "FH-TWIN" }).click();
  await expect(page.getByText("The device joined the organisation while automatic enrollment did not include its user.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Merge" })).toHaveCount(0);
  await expect(page.getByRole("listitem").filter({ hasText: "Detected" })).toHaveAttribute("aria-current", "step");
  await expect(page.getByText("Such pairs keep arriving: the MDM user scope is None.")).toBeVisible();
  await page.getByText("Instructions for the user").click();
  await expect(page.getByText("Sign in with twin@fabricharbor.example.")).toBeVisible();
  await page.getByRole("button", { name: "I told the user" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Advised, waiting" })).toContainText("told by Maren Oduya");

  importing(muster.database, files.after);
  await page.reload();
  await hydrated(page);
  await expect(page.getByText("These records are one device. Merge them")).toBeVisible();
  await page.keyboard.press("m");
  await expect(page.getByLabel("The record that stays")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Merged: Joined, then enrolled separately/)).toBeVisible();
  await page.goto("/devices?search=pf4twin1");
  await expect(page.getByText(/^1–1 of 1 device/)).toBeVisible();
  await page.getByRole("link", { name: "FH-TWIN" }).click();
  await page.getByRole("link", { name: "Joined, then enrolled separately" }).click();
  await page.getByRole("button", { name: "Take the merge back" }).click();
  await expect(page.getByRole("button", { name: "Merge" })).toBeVisible();
  await page.goto("/devices?search=pf4twin1");
  await expect(page.getByText(/^1–2 of 2 devices/)).toBeVisible();
  expect(heard).toEqual([]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("what is certain is merged at once, and a group is dismissed", async ({ page, muster }, testInfo) => {
    await setUp(page, muster);
    importing(muster.database, makeReinstalled(join(testInfo.outputDir, "files")));
    await page.goto("/duplicates/certain");
    await page.getByRole("button", { name: "Merge 1 group" }).click();
    await expect(page.getByText("1 group was merged.")).toBeVisible();
    await page.getByRole("link", { name: "Show what is merged" }).click();
    await page.getByRole("link", { name: "FH-TWIN" }).click();
    await page.getByRole("button", { name: "Take the merge back" }).click();
    await page.getByRole("button", { name: "Not a duplicate" }).click();
    await expect(page.getByText(/^Said to be no duplicate by Maren Oduya/)).toBeVisible();
    await page.goto("/duplicates");
    await expect(page.getByRole("heading", { name: "No duplicates" })).toBeVisible();
  });
});
