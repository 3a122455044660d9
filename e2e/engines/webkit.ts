// WebKitGTK, over W3C WebDriver (https://www.w3.org/TR/webdriver2/). Playwright's WebKit is a build of its own.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Element, type Engine, lineOf } from "./engine.ts";

export const PACKAGES = "webkit2gtk-driver, gir1.2-webkit2-4.1, python3-gi, xvfb";
const WINDOW = join(import.meta.dirname, "webkit-window.py");
/** By which the protocol tells an element from other values. */
const REFERENCE = "element-6066-11e4-a52e-4f735466cecf";

export class WebKit implements Engine {
  name = "WebKitGTK";
  private readonly folder = mkdtempSync(join(tmpdir(), "umbral-webkit-"));
  private driver!: ChildProcess;
  private address = "";
  private session = "";

  private constructor(
    private readonly screen: ChildProcess,
    private readonly display: string,
    private readonly room?: number,
  ) {}

  /** A browser that keeps no more than `room` bytes for a site, or as much as it likes. */
  static async start(room?: number): Promise<WebKit> {
    // It has no headless mode: a screen that nobody sees. It says its number once it is there.
    const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const number = await lineOf(createInterface({ input: screen.stdio[3] as NodeJS.ReadableStream }), /^(\d+)/, "Xvfb");
    const webkit = new WebKit(screen, `:${number}`, room);
    await webkit.begin();
    return webkit;
  }

  private async begin(): Promise<void> {
    const port = await freePort();
    // A process group of its own, so that nothing of it outlives the kill.
    const env = { ...process.env, DISPLAY: this.display, GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" };
    this.driver = spawn("WebKitWebDriver", [`--port=${port}`], { stdio: "ignore", detached: true, env });
    this.address = `http://127.0.0.1:${port}/session`;
    const disk = statfsSync(this.folder);
    const part = this.room === undefined ? -1 : this.room / (disk.blocks * disk.bsize);
    const args = [this.folder, String(part)];
    const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary: WINDOW, args } } };
    const answer = await this.once(() => this.ask("POST", "", { capabilities }));
    this.name = `WebKitGTK ${answer.capabilities.browserVersion}`;
    this.session = `/${answer.sessionId}`;
  }

  /** Asks until the driver listens. */
  private async once<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        await new Promise((wait) => setTimeout(wait, 100));
      }
    }
  }

  private async ask(method: "POST" | "GET", path: string, body?: object): Promise<any> {
    const answer = await fetch(this.address + this.session + path, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = (await answer.json()) as { value: any };
    if (!answer.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  }

  async open(address: string): Promise<void> {
    await this.ask("POST", "/url", { url: address });
  }

  async evaluate<T, A>(act: (argument: A) => T | Promise<T>, argument: A): Promise<T> {
    const script = `const [argument, done] = arguments;
      (async () => (${act})(JSON.parse(argument)))().then((value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.ask("POST", "/execute/async", { script, args: [JSON.stringify(argument ?? null)] });
    if (error) throw new Error(error);
    return value;
  }

  async find<A>(look: (argument: A) => globalThis.Element | null, argument: A): Promise<Element | undefined> {
    const script = `return (${look})(JSON.parse(arguments[0]));`;
    const found = await this.ask("POST", "/execute/sync", { script, args: [JSON.stringify(argument)] });
    return found?.[REFERENCE];
  }

  async click(element: Element): Promise<void> {
    // Its own click takes no part of a drawing.
    const script = "const box = arguments[0].getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2];";
    const [x, y] = await this.ask("POST", "/execute/sync", { script, args: [{ [REFERENCE]: element }] });
    const at = { type: "pointerMove", x: Math.round(x), y: Math.round(y), origin: "viewport" };
    const actions = [at, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
    await this.ask("POST", "/actions", { actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }] });
  }

  async choose(element: Element, files: string[]): Promise<void> {
    await this.ask("POST", `/element/${element}/value`, { text: files.join("\n") });
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.ask("GET", "/screenshot"), "base64");
  }

  private async kill(): Promise<void> {
    const ended = new Promise((end) => this.driver.once("exit", end));
    process.kill(-this.driver.pid!, "SIGKILL");
    await ended;
    this.session = "";
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.begin();
  }

  async throwAway(): Promise<void> {
    await this.kill();
    this.screen.kill();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Whether this machine has all that it takes. */
export function isThere(): boolean {
  const programs = ["/usr/bin/WebKitWebDriver", "/usr/bin/Xvfb"].every((program) => existsSync(program));
  return programs && spawnSync(WINDOW, ["--is-there"]).status === 0;
}

/** Free a moment ago, and seldom taken since. */
function freePort(): Promise<number> {
  return new Promise((free) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => free(port));
    });
  });
}
