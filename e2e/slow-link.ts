// A poor link between a browser and a server, at the level of TCP. What it stands for:
//
// - Each direction carries so many bits a second, for all connections together, which take turns packet by packet. A packet
//   has at most 1,460 bytes of data and 40 bytes of headers; every second packet is acknowledged by one of 40 bytes, which
//   the other direction carries.
// - A packet arrives `latency` after it has left. A connection opens after one round trip.
// - Of a packet that is lost (the same ones for the same seed) nothing is seen but the time: it is sent again after a round trip
//   and a second, twice as long each time, and what follows it in its connection arrives after it. Browser and server hide
//   real losses from whoever looks from here, so this is what is left of them.
// - A sender has at most 16 packets of a connection in the link's queue, as its window would let it.
//
// Left out: slow start (the link holds less than a first window at once), fast retransmission (too few packets are under
// way for it), and TLS: journeys speak plain HTTP/1.1.
import { createConnection, createServer, type AddressInfo, type Server as Listener, type Socket } from "node:net";
import type { Account, Server } from "./server.ts";
import { type Moment, Tripwire } from "./tripwire.ts";

export type Conditions = {
  /** In each direction. */
  bitsPerSecond: number;
  /** One way, in milliseconds. */
  latency: number;
  /** How many of a hundred packets are lost. */
  lossPercent: number;
};

const SEGMENT = 1460;
const HEADERS = 40;
const WINDOW = 16;

/** 9.6 kbit/s, 1.5 s, 5 % loss. */
export const POOR: Conditions = { bitsPerSecond: 9600, latency: 1500, lossPercent: 5 };

type Packet = { data: Buffer; last: boolean };

/** One direction of a connection. */
class Stream {
  readonly queue: Packet[] = [];
  /** Under way, in their order. */
  readonly inFlight: Packet[] = [];
  /** When the packet before arrives: none overtakes it. */
  arrives = 0;
  /** Nothing leaves before: the connection is being opened. */
  opens = 0;

  constructor(
    readonly from: Socket,
    readonly to: Socket,
    readonly way: Way,
    watched: (data: Buffer, goOn: (data: Buffer) => void) => void,
  ) {
    from.on("data", (data) => watched(data, (data) => this.accept(data)));
    from.on("end", () => {
      this.queue.push({ data: Buffer.alloc(0), last: true });
      way.send();
    });
  }

  private accept(data: Buffer): void {
    for (let at = 0; at < data.length; at += SEGMENT) this.queue.push({ data: data.subarray(at, at + SEGMENT), last: false });
    if (this.queue.length > WINDOW) this.from.pause();
    this.way.send();
  }
}

/** One direction of the link. */
class Way {
  readonly streams: Stream[] = [];
  /** Bytes of data, and those with headers, acknowledgements and what was sent again. */
  data = 0;
  carried = 0;
  packets = 0;
  lost = 0;
  conditions: Conditions | undefined;
  private free = 0;
  private turn = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly random: () => number,
    private readonly other: () => Way,
  ) {}

  /** Sends what may leave now, and comes back for the rest. */
  send(): void {
    const now = performance.now();
    clearTimeout(this.timer);
    const waiting = this.streams.filter((stream) => stream.queue.length > 0);
    if (waiting.length === 0) return;
    const ready = waiting.filter((stream) => !this.conditions || stream.opens <= now);
    const at = ready.length > 0 ? (this.conditions ? this.free : now) : Math.min(...waiting.map((stream) => stream.opens));
    if (at > now) {
      this.timer = setTimeout(() => this.send(), at - now);
      return;
    }
    this.carry(ready[this.turn++ % ready.length]!, now);
    this.send();
  }

  /** An acknowledgement of a packet that went the other way. */
  acknowledge(): void {
    if (this.conditions) this.occupy(HEADERS, performance.now());
  }

  private occupy(bytes: number, now: number): number {
    this.carried += bytes;
    this.free = Math.max(this.free, now) + (bytes * 8000) / this.conditions!.bitsPerSecond;
    return this.free;
  }

  private carry(stream: Stream, now: number): void {
    const packet = stream.queue.shift()!;
    if (stream.queue.length <= WINDOW / 2 && stream.from.isPaused()) stream.from.resume();
    this.data += packet.data.length;
    stream.inFlight.push(packet);
    stream.arrives = Math.max(stream.arrives, this.arrival(packet, now));
    if (stream.arrives > now) setTimeout(() => this.deliver(stream), stream.arrives - now);
    else this.deliver(stream);
  }

  /** When a packet that leaves now would arrive. */
  private arrival(packet: Packet, now: number): number {
    if (!this.conditions) return now;
    const { latency, lossPercent } = this.conditions;
    let left = this.occupy(packet.data.length + HEADERS, now);
    for (let wait = 2 * latency + 1000; this.random() * 100 < lossPercent; wait *= 2) {
      this.lost++;
      left = Math.max(left + wait, this.occupy(packet.data.length + HEADERS, now));
    }
    if (++this.packets % 2 === 0) this.other().acknowledge();
    return left + latency;
  }

  /** Hands over the packet that left first. */
  private deliver(stream: Stream): void {
    const { data, last } = stream.inFlight.shift()!;
    if (stream.to.destroyed) return;
    if (data.length > 0) stream.to.write(data);
    if (last) stream.to.end();
  }
}

export class SlowLink {
  readonly up: Way;
  readonly down: Way;
  private readonly listener: Listener;
  private readonly sockets = new Set<Socket>();
  private cutOff = false;
  private tripwire: Tripwire | undefined;

  private constructor(
    private readonly server: Server,
    seed: number,
  ) {
    let state = seed >>> 0;
    // Mulberry32: the same losses each time.
    const random = () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    this.up = new Way(random, () => this.down);
    this.down = new Way(random, () => this.up);
    const { hostname, port } = new URL(server.address);
    this.listener = createServer((browser) => {
      if (this.cutOff) return void browser.destroy();
      const server = createConnection({ host: hostname, port: Number(port) });
      const watched = (direction: "up" | "down") => (data: Buffer, goOn: (data: Buffer) => void) =>
        this.tripwire ? this.tripwire.pass(browser, direction, data, goOn) : goOn(data);
      const streams = [
        new Stream(browser, server, this.up, watched("up")),
        new Stream(server, browser, this.down, watched("down")),
      ] as const;
      const { conditions } = this.up;
      if (conditions) streams[0].opens = performance.now() + 2 * conditions.latency;
      for (const stream of streams) stream.way.streams.push(stream);
      for (const socket of [browser, server]) {
        socket.setNoDelay();
        this.sockets.add(socket);
        // What is broken off is not carried any further.
        socket.on("close", () => {
          this.sockets.delete(socket);
          for (const stream of streams) {
            if (stream.from === socket && !stream.queue.some(({ last }) => last)) stream.to.destroy();
            if (stream.to === socket) {
              stream.from.destroy();
              stream.way.streams.splice(stream.way.streams.indexOf(stream), 1);
            }
          }
        });
        socket.on("error", () => {});
      }
    });
  }

  /** Opens a good link to a server. */
  static async to(server: Server, seed = 1): Promise<SlowLink> {
    const link = new SlowLink(server, seed);
    await new Promise<void>((listening) => link.listener.listen(0, "127.0.0.1", listening));
    return link;
  }

  /** What the browser types. */
  get address(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** A fresh one-time sign-in link, through this one. */
  link(account: Account): string {
    const { pathname, search, hash } = new URL(this.server.link(account));
    return this.address + pathname + search + hash;
  }

  /** From now on it is as poor as that; without conditions it is good again. */
  become(conditions: Conditions | undefined): void {
    for (const way of [this.up, this.down]) {
      way.conditions = conditions;
      way.send();
    }
  }

  /** Holds the next request that begins like this, at this moment. */
  hold(request: RegExp, moment: Moment): Tripwire {
    return (this.tripwire = new Tripwire(request, moment));
  }

  /** Cuts every connection, with what is held there, and refuses new ones until it is mended. */
  cut(): void {
    this.cutOff = true;
    this.tripwire = undefined;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.cutOff = false;
  }

  /** Bytes so far, both ways: of data, and with headers, acknowledgements and what was sent again. */
  get bytes(): { up: number; down: number; carried: number; lost: number } {
    const { up, down } = this;
    return { up: up.data, down: down.data, carried: up.carried + down.carried, lost: up.lost + down.lost };
  }

  close(): void {
    this.listener.close();
    for (const socket of this.sockets) socket.destroy();
  }
}
