// A moment on a request's way at which the link holds it, so that a journey can look at the screen, and cut the link just there.
import type { Socket } from "node:net";

export type Moment =
  /** The server has nothing of it. */
  | "before it leaves"
  /** The server has half of it. */
  | "half way up"
  /** The server has done what was asked and answered; the browser has nothing of the answer. */
  | "before its answer"
  /** The browser has half of the answer. */
  | "half way down";

export class Tripwire {
  /** The request is at its moment. */
  readonly reached: Promise<void>;
  private reach!: () => void;
  /** The connection that carries the request, once it was seen. */
  private browser: Socket | undefined;
  /** Bytes that still go up before the moment. */
  private upTo = Infinity;
  private over = false;
  private holding: { direction: "up" | "down"; held: Buffer[]; goOn: (data: Buffer) => void } | undefined;

  /** For the first request that begins like this, as "POST /api/encounters?...". */
  constructor(
    private readonly request: RegExp,
    private readonly moment: Moment,
  ) {
    this.reached = new Promise((reach) => (this.reach = reach));
  }

  /** Lets pass what comes before the moment, and holds what follows. */
  pass(browser: Socket, direction: "up" | "down", data: Buffer, goOn: (data: Buffer) => void): void {
    if (!this.browser && !this.over && direction === "up" && this.request.test(data.toString("latin1"))) this.begin(browser, data);
    if (browser !== this.browser) return goOn(data);
    if (this.holding) {
      if (direction !== this.holding.direction) return goOn(data);
      this.holding.held.push(data);
      return;
    }
    let before = data.length;
    if (direction === "up") {
      before = Math.min(before, this.upTo);
      this.upTo -= before;
    } else if (this.moment === "before its answer") before = 0;
    else if (this.moment === "half way down") before = half(data, data.length - headOf(data));
    if (before > 0) goOn(data.subarray(0, before));
    if (before === data.length) return;
    this.holding = { direction, held: [data.subarray(before)], goOn };
    this.reach();
  }

  /** Lets go on what was held; the request arrives as if nothing had been. */
  release(): void {
    const { held, goOn } = this.holding ?? { held: [], goOn: () => {} };
    this.browser = undefined;
    this.over = true;
    held.forEach(goOn);
  }

  private begin(browser: Socket, data: Buffer): void {
    this.browser = browser;
    if (this.moment === "before it leaves") this.upTo = 0;
    if (this.moment === "half way up") {
      const length = /\r\ncontent-length: (\d+)\r\n/i.exec(data.toString("latin1", 0, headOf(data)))![1]!;
      this.upTo = half(data, Number(length));
    }
  }
}

/** How long the head of a request or an answer is. */
function headOf(data: Buffer): number {
  return data.indexOf("\r\n\r\n") + 4;
}

/** The head, and half of a body of this length. */
function half(data: Buffer, length: number): number {
  return headOf(data) + Math.floor(length / 2);
}
