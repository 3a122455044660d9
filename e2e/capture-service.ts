// Capture services in software, and the site that lets its desks use them.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Page } from "@playwright/test";
import { test as base } from "./journey.ts";
import { Server, umbral } from "./server.ts";

const target = process.env.CARGO_TARGET_DIR ?? resolve(import.meta.dirname, "../target");
const double = (name: string) => join(target, "debug", name);

/** A program that says a line when it is ready. */
async function started(name: string, ...given: string[]): Promise<[ChildProcess, Interface]> {
  const process = spawn(double(name), given, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: process.stdout! });
  await new Promise<void>((ready, failed) => {
    process.once("exit", (code) => failed(new Error(`${name} ended with ${code}`)));
    lines.once("line", () => ready());
  });
  return [process, lines];
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const over = new Promise((end) => process.once("exit", end));
  process.kill("SIGKILL");
  await over;
}

/** A MOSIP secure biometric interface with a four-finger scanner. */
export class Sbi {
  /** Not the first port: the page has to look for it. */
  private static readonly PORT = 4503;

  private constructor(private process: ChildProcess, private readonly seed: number) {}

  /** `seed` is of its keys, of which no site knows until it is told. */
  static async start(seed = 1): Promise<Sbi> {
    return new Sbi(await Sbi.run(seed), seed);
  }

  private static async run(seed: number): Promise<ChildProcess> {
    const [process] = await started("sbi-double", "--port", String(Sbi.PORT), "--seed", String(seed));
    return process;
  }

  /** Calls `use` with a file that holds the root certificate of its scanner. */
  async withRoot<T>(use: (file: string) => Promise<T>): Promise<T> {
    const folder = mkdtempSync(join(tmpdir(), "umbral-root-"));
    const file = join(folder, "root.pem");
    writeFileSync(file, await (await fetch(`http://127.0.0.1:${Sbi.PORT}/double/root`)).text());
    try {
      return await use(file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** What it does wrong from here on; nothing for nothing. */
  fault = (name: string) => this.tell("fault", name);
  /** Who stands before the scanner. */
  person = (seed: number) => this.tell("person", String(seed));

  private async tell(what: string, body: string): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${Sbi.PORT}/double/${what}`, { method: "POST", body });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** It dies. */
  die = () => ended(this.process);

  /** It is started again, with the keys it had. */
  async rise(): Promise<void> {
    this.process = await Sbi.run(this.seed);
  }
}

/** A desk with services on it, and the server that lets pages use them; all of it ends with the journey. */
export class Desk {
  private readonly ends: (() => Promise<void>)[] = [];

  /** A secure biometric interface. */
  async sbi(seed?: number): Promise<Sbi> {
    const sbi = await Sbi.start(seed);
    this.ends.push(sbi.die);
    return sbi;
  }

  /** SecuGen's service with one reader, on which a person's right index lies. */
  async secugen(person: number): Promise<void> {
    const [process] = await started("secugen-double", "--person", String(person));
    this.ends.push(() => ended(process));
  }

  /** HID's service behind its addresses, to which this page's requests and sockets are routed. */
  async hid(page: Page, person: number): Promise<void> {
    const [process, lines] = await started("hid-double", String(person));
    this.ends.push(() => ended(process));
    const waiting: ((answer: any) => void)[] = [];
    lines.on("line", (line) => waiting.shift()?.(JSON.parse(line)));
    const ask = (asked: object): Promise<any> =>
      new Promise((answered) => {
        waiting.push(answered);
        process.stdin!.write(`${JSON.stringify(asked)}\n`);
      });
    await page.route("https://127.0.0.1:52181/**", async (route) => {
      const body = await ask({ url: route.request().url(), body: route.request().postData() ?? "" });
      await route.fulfill({ body, headers: { "access-control-allow-origin": "*", "content-type": "application/json" } });
    });
    await page.routeWebSocket(/^wss:\/\/127\.0\.0\.1:52182\//, async (socket) => {
      if (!(await ask({ connect: socket.url() }))) return socket.close();
      socket.onMessage(async (message) => {
        const asked = typeof message === "string" ? { text: message } : { binary: message.toString("base64") };
        for (const { text, binary } of await ask(asked)) socket.send(text ?? Buffer.from(binary, "base64"));
      });
    });
  }

  /** A server whose site "Northgate" has these services switched on, as an administrator does it. */
  async siteWith(...services: string[]): Promise<Server> {
    const server = await Server.start((data) => {
      execFileSync(umbral, ["site-services", "--data", data, "--site", "Northgate", ...services]);
    });
    this.ends.push(() => server.stop());
    return server;
  }

  /** A server whose site trusts this interface's scanner. */
  siteTrusting(sbi: Sbi, ...others: string[]): Promise<Server> {
    return sbi.withRoot((root) => this.siteWith("--sbi-root", root, ...others));
  }

  async end(): Promise<void> {
    for (const end of this.ends) await end();
  }
}

export const test = base.extend<{ desk: Desk }>({
  desk: async ({}, use) => {
    const desk = new Desk();
    await use(desk);
    await desk.end();
  },
});
