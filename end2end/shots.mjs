import { chromium } from "@playwright/test";
const [base, name, password, out, scripts, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const ctx = await browser.newContext({ javaScriptEnabled: scripts !== "off", viewport: { width: 1440, height: 900 } });
const page = await ctx.newPage();
page.on("console", (m) => { if (m.type() !== "debug") console.log("console", page.url(), m.type(), m.text()); });
page.on("pageerror", (e) => console.log("pageerror", page.url(), e.message));
await page.goto(base + "/sign-in");
await page.fill("input[name=name]", name);
await page.fill("input[name=password]", password);
await page.click("main button[type=submit]");
await page.waitForURL((u) => !u.pathname.startsWith("/sign-in"));
for (const [i, path] of paths.entries()) {
  await page.goto(base + path);
  await page.waitForTimeout(scripts === "off" ? 200 : 900);
  for (const [label, w, h, scheme] of [["wide", 1440, 900, "light"], ["phone", 390, 844, "dark"]]) {
    await page.setViewportSize({ width: w, height: h });
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: `${out}/${i}-${label}.png`, fullPage: label === "phone" });
  }
}
await browser.close();
