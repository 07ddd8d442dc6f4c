// Error codes: found from any box, in any form, with what to do and what to say.
import { expect, test } from "../fixtures.ts";
import { hydrated, listen, setUp } from "../portal.ts";

test("a code is found in whatever form it is typed", async ({ page, muster }) => {
  const heard = listen(page);
  await setUp(page, muster);
  await page.goto("/support/codes");
  await hydrated(page);
  const box = page.getByRole("main").getByRole("searchbox");
  for (const typed of ["0x80180018", "80180018", "2149056536", "-2145910760", "menroll_e_userlicense", "Error: 0x80180018!"]) {
    await box.fill(typed);
    await box.press("Enter");
    await expect(page.getByRole("table").getByRole("link")).toHaveText(["0x80180018"]);
  }
  await page.getByRole("link", { name: "0x80180018" }).click();
  await expect(page.getByRole("heading", { name: "0x80180018" })).toBeVisible();
  await expect(page.getByText("Your account needs a licence. Ask IT to assign one.")).toBeVisible();
  await page.goto("/search?q=0x801c003");
  await page.getByRole("link", { name: "0x801C0003" }).click();
  await expect(page.getByText("The directory does not allow this user to register or join devices.")).toBeVisible();
  expect(heard).toEqual([]);
});
