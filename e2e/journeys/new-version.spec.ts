// A newer version of the pages takes over on the officer's word, and never in mid-encounter.
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Officer } from "../officer.ts";
import { Server, web } from "../server.ts";
import { SlowLink } from "../slow-link.ts";

/** Publishes another version: one file changed, and the service worker that knows it. */
function publish(assets: string): void {
  const style = join(assets, "style/base.css");
  appendFileSync(style, "/* newer */\n");
  rmSync(`${style}.br`, { force: true });
  const worker = join(assets, "service-worker.js");
  const [first, ...code] = readFileSync(worker, "utf8").split("\n");
  const shell = JSON.parse(first!.replace(/^const SHELL = /, "").replace(/;$/, ""));
  shell.version = "newer";
  shell.files["/style/base.css"] = `sha256-${createHash("sha256").update(readFileSync(style)).digest("base64")}`;
  writeFileSync(worker, [`const SHELL = ${JSON.stringify(shell)};`, ...code].join("\n"));
  rmSync(`${worker}.br`, { force: true });
}

const look = async () => void (await (await navigator.serviceWorker.ready).update());
const style = async () => (await fetch("/style/base.css")).text();

test("a newer version waits for the officer's word, and for the encounter's end", async ({ browser }) => {
  const assets = mkdtempSync(join(tmpdir(), "umbral-web-"));
  cpSync(web, assets, { recursive: true });
  const server = await Server.start(undefined, assets);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "allow" });
  try {
    const page = await context.newPage();
    const officer = await Officer.signIn(page, server);
    await expect.poll(() => page.evaluate(() => !!navigator.serviceWorker.controller)).toBe(true);
    const offer = page.getByText("A newer version of Umbral is ready.");
    const versions = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("umbral-shell-"))).catch(() => []);
    const [before] = await versions();
    await expect(offer).toHaveCount(0);

    await officer.startEncounter();
    publish(assets);
    await page.evaluate(look);
    await expect.poll(versions).toEqual(expect.arrayContaining([before, "umbral-shell-newer"]));
    await expect(offer).toHaveCount(0);
    expect(await page.evaluate(style)).not.toContain("newer");

    await page.getByRole("link", { name: "Umbral" }).or(page.locator(".mark")).first().click();
    await expect(offer).toHaveCount(0);
    await page.getByRole("button", { name: "Discard it" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Discard it" }).click();
    await expect(offer).toBeVisible();
    await page.getByRole("button", { name: "Change to it" }).click();
    await expect.poll(versions).toEqual(["umbral-shell-newer"]);
    await expect(page.getByRole("heading", { name: "Desk" })).toBeVisible();
    await expect(offer).toHaveCount(0);
    expect(await page.evaluate(style)).toContain("newer");
  } finally {
    await context.close();
    await server.stop();
    rmSync(assets, { recursive: true, force: true });
  }
});

test("a newer version that a cut link left half way leaves the device's own whole, and comes with the link", async ({ browser }) => {
  const assets = mkdtempSync(join(tmpdir(), "umbral-web-"));
  cpSync(web, assets, { recursive: true });
  const server = await Server.start(undefined, assets);
  const link = await SlowLink.to(server);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "allow" });
  try {
    const page = await context.newPage();
    await Officer.signIn(page, link);
    await expect.poll(() => page.evaluate(() => !!navigator.serviceWorker.controller)).toBe(true);
    const offer = page.getByText("A newer version of Umbral is ready.");

    publish(assets);
    const held = link.hold(/^GET \/style\/base\.css /, "half way down");
    const looking = page.evaluate(look).catch(() => {});
    await held.reached;
    link.cut();
    await looking;
    await page.goto(link.address);
    await expect(page.getByRole("heading", { name: "Desk" })).toBeVisible();
    await expect(offer).toHaveCount(0);
    expect(await page.evaluate(style)).not.toContain("newer");

    link.mend();
    await page.evaluate(look);
    await page.getByRole("button", { name: "Change to it" }).click();
    await expect(offer).toHaveCount(0);
    await expect.poll(() => page.evaluate(style).catch(() => "")).toContain("newer");
  } finally {
    await context.close();
    link.close();
    await server.stop();
    rmSync(assets, { recursive: true, force: true });
  }
});
