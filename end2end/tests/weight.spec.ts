// What a first visit loads: WASM, scripts and the stylesheet, in brotli, as they travel.
import type { Browser, BrowserContext } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { hydrated, setUp } from "../portal.ts";

/** At most so many bytes. 300,000 is where the sign-in page should be. */
const BUDGETS: Record<string, number> = { "/sign-in": 345_000, "/": 480_000, "/devices": 620_000 };

async function firstVisit(browser: Browser, url: string, cookies: Awaited<ReturnType<BrowserContext["cookies"]>>) {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  const assets = new Map<string, string>();
  let bytes = 0;
  network.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.url.includes("/assets/")) assets.set(requestId, response.url);
  });
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (assets.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto(url);
  await hydrated(page);
  await context.close();
  return { bytes, files: [...assets.values()] };
}

test("a first visit stays light, and loads no file twice", async ({ page, muster, browser }) => {
  await setUp(page, muster);
  const signedIn = await page.context().cookies();
  for (const [path, budget] of Object.entries(BUDGETS)) {
    const { bytes, files } = await firstVisit(browser, muster.url + path, path === "/sign-in" ? [] : signedIn);
    expect(new Set(files).size, files.join(" ")).toBe(files.length);
    expect(bytes, `${path}: ${files.join(" ")}`).toBeLessThanOrEqual(budget);
  }
});
