// The stock Firefox, over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/). Playwright drives a Firefox of its own, or the
// very newest; a distribution's has neither to be.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import WebSocket from "ws";
import { type Element, type Engine, lineOf } from "./engine.ts";

export const PROGRAMS = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** Nothing is asked of its maker while it is tested. */
const PREFERENCES = {
  "app.normandy.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#",
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

export class Firefox implements Engine {
  name = "Firefox";
  private readonly profile = mkdtempSync(join(tmpdir(), "umbral-firefox-"));
  private process!: ChildProcess;
  private socket!: WebSocket;
  private context = "";
  private asked = 0;
  private readonly answers = new Map<number, (answer: any) => void>();

  private constructor(private readonly program: string) {
    const preferences = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
    writeFileSync(join(this.profile, "user.js"), preferences.join(""));
  }

  static async start(program: string): Promise<Firefox> {
    const firefox = new Firefox(program);
    await firefox.begin();
    return firefox;
  }

  private async begin(): Promise<void> {
    const options = ["--headless", "--remote-debugging-port=0", "--profile", this.profile, "--no-remote"];
    // A process group of its own, so that nothing of it outlives the kill.
    this.process = spawn(this.program, options, { stdio: ["ignore", "ignore", "pipe"], detached: true });
    const lines = createInterface({ input: this.process.stderr! });
    const address = await lineOf(lines, /WebDriver BiDi listening on (ws:\S+)/, this.program);
    this.process.stderr!.resume();
    this.socket = new WebSocket(`${address}/session`);
    await new Promise((open, fail) => this.socket.once("open", open).once("error", fail));
    this.socket.on("message", (data) => {
      const answer = JSON.parse(data.toString());
      this.answers.get(answer.id)?.(answer);
      this.answers.delete(answer.id);
    });
    const { capabilities } = await this.ask("session.new", { capabilities: {} });
    this.name = `Firefox ${capabilities.browserVersion}`;
    const { contexts } = await this.ask("browsingContext.getTree", {});
    this.context = contexts[0].context;
    await this.ask("browsingContext.setViewport", { context: this.context, viewport: { width: 1440, height: 900 } });
  }

  private ask(method: string, params: object): Promise<any> {
    const id = ++this.asked;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((done, fail) => {
      this.answers.set(id, ({ type, result, error, message }) =>
        type === "success" ? done(result) : fail(new Error(`${method}: ${error}: ${message}`)),
      );
    });
  }

  private async call(act: string, argument: unknown): Promise<any> {
    const { type, result, exceptionDetails } = await this.ask("script.callFunction", {
      functionDeclaration: act,
      arguments: [{ type: "string", value: JSON.stringify(argument ?? null) }],
      target: { context: this.context },
      awaitPromise: true,
    });
    if (type === "exception") throw new Error(exceptionDetails.text);
    return result;
  }

  async open(address: string): Promise<void> {
    await this.ask("browsingContext.navigate", { context: this.context, url: address, wait: "complete" });
  }

  async evaluate<T, A>(act: (argument: A) => T | Promise<T>, argument: A): Promise<T> {
    const { value } = await this.call(`async (argument) => JSON.stringify((await (${act})(JSON.parse(argument))) ?? null)`, argument);
    return JSON.parse(value);
  }

  async find<A>(look: (argument: A) => globalThis.Element | null, argument: A): Promise<Element | undefined> {
    const { sharedId } = await this.call(`(argument) => (${look})(JSON.parse(argument))`, argument);
    return sharedId && { sharedId };
  }

  async click(element: Element): Promise<void> {
    const origin = { type: "element", element };
    const actions = [{ type: "pointerMove", x: 0, y: 0, origin }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
    await this.ask("input.performActions", { context: this.context, actions: [{ type: "pointer", id: "mouse", actions }] });
  }

  async choose(element: Element, files: string[]): Promise<void> {
    await this.ask("input.setFiles", { context: this.context, element, files });
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.ask("browsingContext.captureScreenshot", { context: this.context });
    return Buffer.from(data, "base64");
  }

  private async kill(): Promise<void> {
    const ended = new Promise((end) => this.process.once("exit", end));
    process.kill(-this.process.pid!, "SIGKILL");
    await ended;
    this.socket.terminate();
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.begin();
  }

  async throwAway(): Promise<void> {
    await this.kill();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
