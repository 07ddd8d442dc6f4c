// What the journeys share: first run, importing, and what every page has to be.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, type Muster } from "./fixtures.ts";

export const PASSWORD = "harbour lights at dusk";

/** Creates the first administrator through the printed link and signs in. */
export async function setUp(page: Page, muster: Muster): Promise<void> {
  await page.goto(muster.setUpLink);
  await page.getByLabel("Organisation", { exact: true }).fill("Fabric Harbor");
  await page.getByLabel("Your name").fill("Maren Oduya");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Maren Oduya");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
}

/** Collects what a page writes to the console or throws; the journey ends with it being empty. */
export function listen(page: Page): string[] {
  const heard: string[] = [];
  page.on("console", (message) => heard.push(`${message.type()}: ${message.text()} (${page.url()})`));
  page.on("pageerror", (error) => heard.push(`error: ${error.message} (${page.url()})`));
  return heard;
}

/** Waits until the browser has taken the page over. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator("html[data-hydrated]")).toHaveCount(1);
}

/** Fails on any accessibility violation, and when the page scrolls sideways. */
export async function expectSound(page: Page): Promise<void> {
  await expectNone(page, new AxeBuilder({ page }));
  const { wide, screen } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    screen: document.documentElement.clientWidth,
  }));
  expect(wide, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(screen);
}

/** What another scheme changes of a page that is sound: its colours. */
export async function expectContrast(page: Page): Promise<void> {
  await expectNone(page, new AxeBuilder({ page }).withRules(["color-contrast"]));
}

async function expectNone(page: Page, axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.html).join(" | ")}`);
  expect(found, page.url()).toEqual([]);
}
