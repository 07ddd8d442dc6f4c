// One worker: every test starts its own server with an empty database (see fixtures.ts), and two cores are enough for that.
import { defineConfig, devices } from "@playwright/test";
import { execSync } from "node:child_process";

/** The browser of the system, never one that is downloaded. */
function findChromium(): string {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome"];
  return execSync(names.map((name) => `command -v ${name}`).join(" || "), { encoding: "utf8" }).trim();
}

export default defineConfig({
  testDir: "tests",
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: findChromium(),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
