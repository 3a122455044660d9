// A server of one's own: started on a free port with its own data folder, stopped at the end.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { File } from "./officer.ts";

const target = process.env.CARGO_TARGET_DIR ?? resolve(import.meta.dirname, "../target");
export const umbral = process.env.UMBRAL_SERVER ?? join(target, "debug/umbral");
export const web = process.env.UMBRAL_WEB ?? join(target, "web");

/** Where the global setup leaves a freshly made demo programme to copy from. */
export const demoData = join(target, "e2e-demo-data");

export type Account =
  | "Officer 14"
  | "Officer 21"
  | "Reviewer 3"
  | "Reviewer 7"
  | "Supervisor 2"
  | "Programme manager 1"
  | "Programme manager 2"
  | "Auditor 1"
  | "Administrator 1"
  | "Watchlist manager 1"
  | "Watchlist manager 2";

export class Server {
  private constructor(
    readonly address: string,
    readonly data: string,
    private readonly process: ChildProcess,
  ) {}

  /**
   * Starts on a copy of the demo data; `prepare` may change it first, as an installer would from the command line. `flags` are
   * the operator's own.
   */
  static async start(prepare?: (data: string) => void, assets = web, flags: string[] = []): Promise<Server> {
    const data = mkdtempSync(join(tmpdir(), "umbral-e2e-"));
    cpSync(demoData, data, { recursive: true });
    prepare?.(data);
    const process = spawn(umbral, ["serve", "--data", data, "--port", "0", "--assets", assets, ...flags], {
      stdio: ["ignore", "pipe", log()],
    });
    return new Server(await readyAddress(process), data, process);
  }

  /** A fresh one-time sign-in link. */
  link(account: Account): string {
    const link = execFileSync(umbral, ["link", "--data", this.data, "--account", account, "--address", this.address]);
    return link.toString().trim();
  }

  /** Puts somebody on a list for each of these prints at 500 ppi, as from the command line. */
  enrol(list: string, prints: File[]): void {
    const folder = mkdtempSync(join(tmpdir(), "umbral-enrol-"));
    const files = prints.map(({ buffer }, at) => {
      const file = join(folder, `${at}.pgm`);
      writeFileSync(file, buffer);
      return file;
    });
    const grounds = ["--category", "Escaped from custody", "--source", "Journey", "--criterion", "Sentence not served", "--expires-days", "9"];
    execFileSync(umbral, ["enrol", "--data", this.data, "--list", list, ...grounds, "--validator", "Journey 2", "--ppi", "500", ...files]);
    rmSync(folder, { recursive: true });
  }

  /** How many bytes the server keeps of an image of an encounter, sealed. */
  bytesOfImage(encounter: string, name: string): number {
    return statSync(join(this.data, "objects", "encounter", encounter, name)).size;
  }

  async stop(): Promise<void> {
    const ended = new Promise((end) => this.process.once("exit", end));
    this.process.kill("SIGTERM");
    await ended;
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** The servers' log, for whoever looks into a failure. */
export function log(): number {
  const folder = join(import.meta.dirname, "test-results");
  mkdirSync(folder, { recursive: true });
  return openSync(join(folder, "server.log"), "a");
}

/** Resolves with the address once the server says it is ready. */
export function readyAddress(process: ChildProcess): Promise<string> {
  return new Promise((ready, fail) => {
    process.once("exit", (code) => fail(new Error(`the server ended with ${code} before it was ready`)));
    createInterface({ input: process.stdout! }).on("line", (line) => {
      const address = /^ready (\S+)/.exec(line)?.[1];
      if (address) ready(address);
    });
  });
}
