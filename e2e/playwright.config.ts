import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const chromium = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const root = process.getuid?.() === 0;

export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  globalSetup: "./demo-data.ts",
  // One server and three browser contexts a journey: two journeys at once would only queue for two cores.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: !!process.env.CI,
  reporter: [["list"]],
  use: {
    actionTimeout: 20_000,
    browserName: "chromium",
    headless: true,
    launchOptions: { executablePath: chromium, args: root ? ["--no-sandbox"] : [] },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
