// A server whose one list is large: what it says of lists is said in its place from a file that `cargo xtask eval copy` made.
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer, request as ask, type Server as Listener } from "node:http";
import { type AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import type { Server } from "./server.ts";

const folder = join(process.env.CARGO_TARGET_DIR ?? resolve(import.meta.dirname, "../target"), "large-list");

export class LargeList {
  private constructor(
    readonly address: string,
    readonly people: number,
    readonly bytes: number,
    private readonly listener: Listener,
    private readonly server: Server,
  ) {}

  static get isThere(): boolean {
    return existsSync(join(folder, "copy.json"));
  }

  /** Answers for this server. */
  static async before(server: Server): Promise<LargeList> {
    const { list, seal } = JSON.parse(readFileSync(join(folder, "copy.json"), "utf8"));
    const file = join(folder, "copy.bin");
    const listener = createServer((from, to) => {
      const json = (content: unknown) => to.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(content));
      const { pathname } = new URL(from.url!, "http://localhost");
      if (pathname === "/api/lists") return json([list]);
      if (pathname === "/api/lists/key") return json({ key: seal.key });
      if (pathname === `/api/lists/${list.id}/copy`) {
        to.writeHead(200, {
          "content-type": "application/octet-stream",
          "content-length": statSync(file).size,
          "umbral-list-version": list.version,
          "umbral-list-as-of": list.as_of,
          "umbral-signature": seal.signature,
        });
        return createReadStream(file).pipe(to);
      }
      const { hostname, port } = new URL(server.address);
      const passed = ask({ hostname, port, path: from.url, method: from.method, headers: from.headers }, (answer) => {
        to.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(to);
      });
      passed.on("error", () => to.destroy());
      return from.pipe(passed);
    });
    await new Promise<void>((listening) => listener.listen(0, "127.0.0.1", listening));
    const { port } = listener.address() as AddressInfo;
    const address = new URL(server.address);
    address.port = String(port);
    return new LargeList(address.origin, list.people, statSync(file).size, listener, server);
  }

  link(account: Parameters<Server["link"]>[0]): string {
    return this.server.link(account).replace(this.server.address, this.address);
  }

  end(): void {
    this.listener.closeAllConnections();
    this.listener.close();
  }
}
