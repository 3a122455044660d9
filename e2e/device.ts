// A browser with a profile of its own on the disk, which can be killed at any moment, as a power cut would.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Page, chromium } from "@playwright/test";

const executable = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path)) ?? chromium.executablePath();

export class Device {
  private readonly profile = mkdtempSync(join(tmpdir(), "umbral-profile-"));
  private process: ChildProcess | undefined;
  private browser: Browser | undefined;

  /** Starts the browser, on whatever an earlier one left on the disk. */
  async start(): Promise<Page> {
    const port = join(this.profile, "DevToolsActivePort");
    rmSync(port, { force: true });
    const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const options = ["--headless=new", "--remote-debugging-port=0", `--user-data-dir=${this.profile}`, "--no-first-run", ...sandbox];
    // A process group of its own, so that nothing of it outlives the kill.
    this.process = spawn(executable, [...options, "about:blank"], { stdio: "ignore", detached: true });
    while (!existsSync(port) || !readFileSync(port, "utf8").includes("\n")) await new Promise((wait) => setTimeout(wait, 50));
    const [number] = readFileSync(port, "utf8").split("\n");
    this.browser = await chromium.connectOverCDP(`http://127.0.0.1:${number}`);
    const page = await this.browser.contexts()[0]!.newPage();
    await page.setViewportSize({ width: 1440, height: 900 });
    return page;
  }

  /** Kills every process of the browser at once: nothing is closed, nothing is written any more. */
  async kill(): Promise<void> {
    const ended = new Promise((end) => this.process!.once("exit", end));
    process.kill(-this.process!.pid!, "SIGKILL");
    await ended;
    await this.browser?.close().catch(() => {});
  }

  /** Kills what still runs, and removes the profile. */
  async throwAway(): Promise<void> {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) await this.kill();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The files of the profile in which one of `secrets` stands, with its name. */
  filesWith(secrets: Record<string, Buffer>): string[] {
    const found: string[] = [];
    for (const entry of readdirSync(this.profile, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const content = readFileSync(path);
      for (const [name, secret] of Object.entries(secrets)) {
        if (content.includes(secret)) found.push(`${name} in ${path}`);
      }
    }
    return found;
  }
}
