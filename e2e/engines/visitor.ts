// What an officer does in a browser that Playwright does not drive, in the words that the screen uses.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { type Door, type File, recordsOn } from "../officer.ts";
import type { Element, Engine } from "./engine.ts";

type Kind = "button" | "link" | "heading" | "label" | "input" | "radio" | "text";

export class Visitor {
  constructor(readonly engine: Engine) {}

  async signIn(door: Door): Promise<void> {
    await this.engine.open(door.link("Officer 14"));
    await this.sees("heading", "Desk");
  }

  /** From the desk to the fingers: a person who may be recorded, and has been told. */
  async startEncounter(): Promise<void> {
    await this.press("link", "New encounter");
    await this.press("label", "No");
    await this.press("label", "18 or older");
    await this.press("button", "Next");
    await this.press("button", "The person has been told");
    await this.sees("heading", "Fingers");
  }

  /** Brings a print of a finger as a file of 500 ppi, the `taken`th. */
  async addFile(finger: string, { name, buffer }: File, taken = 1): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "umbral-file-"));
    const file = join(folder, name);
    writeFileSync(file, buffer);
    await this.press("radio", `${finger}.*`);
    await this.engine.choose(await this.found("input", "Choose image files"), [file]);
    // 500 ppi is what it proposes.
    await this.press("button", "Read the file");
    await this.sees("text", `${taken} fingers? taken`);
    rmSync(folder, { recursive: true });
  }

  /** Checks and sends; answers with the encounter's reference. */
  async send(): Promise<string> {
    await this.press("button", "Check and send");
    await this.press("button", "Send");
    await this.sees("text", "To the desk");
    return this.engine.evaluate(() => document.querySelector<HTMLElement>(".sent .reference")!.innerText.trim(), undefined);
  }

  /** What the desk says of an encounter. */
  async expectEncounter(reference: string, says: string): Promise<void> {
    const row = () =>
      this.engine.evaluate(
        (reference) => document.querySelector<HTMLElement>(`[data-testid=encounter][data-reference="${reference}"]`)?.innerText ?? "",
        reference,
      );
    await expect.poll(row, { timeout: 30_000 }).toContain(says);
    await expect.poll(row, { timeout: 30_000 }).not.toContain("images under way");
  }

  /** How many records lie on these shelves of the device's store. */
  kept(shelves: string[]): Promise<number> {
    return this.engine.evaluate(recordsOn, shelves);
  }

  async press(kind: Kind, name: string): Promise<void> {
    await this.engine.click(await this.found(kind, name));
  }

  async sees(kind: Kind, name: string | RegExp): Promise<void> {
    await this.found(kind, name);
  }

  private async found(kind: Kind, name: string | RegExp): Promise<Element> {
    const words = typeof name === "string" ? `^${name}$` : name.source;
    let element: Element | undefined;
    // A page that is just being left has nothing.
    const look = async () => (element = await this.engine.find(shown, { kind, words }).catch(() => undefined)) !== undefined;
    await expect.poll(look, { message: `${kind} ${name}`, timeout: 30_000 }).toBe(true);
    return element!;
  }
}

/** In the page: what is shown under this name. */
function shown({ kind, words }: { kind: Kind; words: string }): globalThis.Element | null {
  const places = { button: "button", link: "a", heading: "h1, h2, h3", label: "label", input: "input, select", radio: "[role=radio]", text: "body *" };
  const wanted = new RegExp(words);
  const clean = (text: string | null | undefined) => (text ?? "").replace(/\s+/g, " ").trim();
  const named = (element: Element) => {
    const label = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0] : undefined;
    const name = element.getAttribute("aria-label") ?? label?.innerText ?? (element as HTMLElement).innerText;
    return wanted.test(clean(name));
  };
  type Element = globalThis.Element;
  for (const element of document.querySelectorAll(places[kind])) {
    // A file input is hidden behind its label.
    const hidden = element.getClientRects().length === 0 && !(element instanceof HTMLInputElement && element.type === "file");
    if (hidden || !named(element) || (kind === "text" && [...element.children].some(named))) continue;
    element.scrollIntoView({ block: "center" });
    return element;
  }
  return null;
}
