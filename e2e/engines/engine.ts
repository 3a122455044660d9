// A browser that Playwright cannot drive, over the standard protocol that it speaks: what a journey needs of it.

/** An element of the page, as the protocol names it. */
export type Element = unknown;

export interface Engine {
  /** "Firefox 153.7". */
  readonly name: string;
  /** Opens an address, and waits until the page is there. */
  open(address: string): Promise<void>;
  /** Calls a function in the page; its answer is JSON. */
  evaluate<T, A>(act: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  /** What a function in the page finds. */
  find<A>(look: (argument: A) => globalThis.Element | null, argument: A): Promise<Element | undefined>;
  click(element: Element): Promise<void>;
  choose(element: Element, files: string[]): Promise<void>;
  screenshot(): Promise<Buffer>;
  /** Kills the browser, and starts it again on what it had kept. */
  restart(): Promise<void>;
  /** Ends it, and removes what it had kept. */
  throwAway(): Promise<void>;
}

/** The first line of a program's output that matches. */
export async function lineOf(lines: AsyncIterable<string>, wanted: RegExp, program: string): Promise<string> {
  for await (const line of lines) {
    const found = wanted.exec(line)?.[1];
    if (found) return found;
  }
  throw new Error(`${program} ended before it was ready`);
}
