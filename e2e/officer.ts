// What an officer does, in the words that the screen uses.
import { gunzipSync } from "node:zlib";
import { type APIResponse, expect, type Locator, type Page, type Request, type Response } from "@playwright/test";
import type { Account } from "./server.ts";

/** What a synthetic person may do when they are asked for a finger. */
export type Deed =
  | "As asked"
  | "Lays the other hand down"
  | "Always lays the right index down"
  | "Leaves one finger out"
  | "Has skin that prints poorly";

/** The manifest in the request that sent an encounter, which a browser packs. */
export function manifestIn(request: Request): any {
  const body = request.postDataBuffer()!;
  const packed = request.headers()["content-encoding"] === "gzip";
  return JSON.parse((packed ? gunzipSync(body) : body).toString());
}

/** An image of an encounter as the server has it, once the last of its pieces is there. */
export async function wholePart(answer: Response): Promise<APIResponse> {
  const address = answer.url().replace(/\/pieces.*$/, "");
  const read = () => answer.frame().page().request.get(address);
  await expect.poll(async () => (await read()).status(), "the image is whole").toBe(200);
  return read();
}

/** Where somebody gets in: the server, or a link to it. */
export type Door = { link(account: Account): string };

export type File = { name: string; mimeType: string; buffer: Buffer };

/** In the page: how many records lie on these shelves of the device's store. */
export async function recordsOn(shelves: string[]): Promise<number> {
  const open = indexedDB.open("umbral");
  const database = await new Promise<IDBDatabase>((done) => (open.onsuccess = () => done(open.result)));
  const reading = database.transaction(shelves);
  const counts = shelves.map((shelf) => {
    const count = reading.objectStore(shelf).count();
    return new Promise<number>((done) => (count.onsuccess = () => done(count.result)));
  });
  const kept = (await Promise.all(counts)).reduce((all, each) => all + each);
  database.close();
  return kept;
}

export class Officer {
  readonly lead: Locator;

  constructor(readonly page: Page) {
    this.lead = page.getByTestId("lead");
  }

  static async signIn(page: Page, door: Door, account: Account = "Officer 14"): Promise<Officer> {
    await page.goto(door.link(account));
    const officer = new Officer(page);
    await expect(page.getByRole("heading", { name: "Desk" })).toBeVisible();
    return officer;
  }

  /** From the desk to the fingers: a person who may be recorded, and has been told. */
  async startEncounter(): Promise<void> {
    await this.page.getByRole("link", { name: "New encounter" }).click();
    await this.page.getByLabel("No", { exact: true }).check();
    await this.page.getByLabel("18 or older").check();
    await this.page.getByRole("button", { name: "Next", exact: true }).click();
    await this.page.getByRole("button", { name: "The person has been told" }).click();
    await expect(this.page.getByRole("heading", { name: "Fingers", level: 1 })).toBeVisible();
  }

  /** The device holds its copies: the chip in the header says so. */
  async listsHeld(count: number): Promise<void> {
    await expect(this.page.getByText(new RegExp(`${count} lists? held`))).toBeVisible();
  }

  /** Who stands at the simulated scanner, and what they do when they are asked for something. */
  async atScanner(person: number, does: Deed = "As asked"): Promise<void> {
    await this.page.getByLabel("Who is at the scanner").selectOption(String(person));
    await this.page.getByLabel("What the person does").selectOption(does);
  }

  /** Whether the next step begins without a touch. */
  async goOnByItself(on: boolean): Promise<void> {
    await this.page.getByLabel("Go on by itself").setChecked(on);
  }

  /** Each finger is a step of its own, and begins with a touch. */
  async oneFingerAtATime(): Promise<void> {
    await this.goOnByItself(false);
    const key = this.page.getByRole("button", { name: "One finger at a time" });
    const single = this.page.getByRole("button", { name: "Several fingers at once" });
    await expect(key.or(single)).toBeVisible();
    if (await key.isVisible()) await key.click();
    await expect(single).toBeVisible();
  }

  /** Begins the step under way, or another try at it. */
  async take(): Promise<void> {
    await this.page.getByRole("button", { name: /^Take(?: again)?: / }).click();
  }

  /** Places the next `count` fingers of a synthetic person on the simulated scanner. */
  async scan(person: number, count: number): Promise<void> {
    await this.atScanner(person);
    await this.oneFingerAtATime();
    for (let taken = 1; taken <= count; taken++) {
      await this.take();
      await this.taken(taken);
    }
  }

  /** Picks a finger on the diagram, then places it. */
  async scanFinger(person: number, finger: string, total: number): Promise<void> {
    await this.atScanner(person);
    await this.oneFingerAtATime();
    await this.finger(finger).click();
    await this.page.getByRole("button", { name: `Take: ${finger}` }).click();
    await this.taken(total);
  }

  /** A finger of the diagram. */
  finger(name: string): Locator {
    return this.page.getByRole("radio", { name });
  }

  /** The one sentence that matters now. */
  get said(): Locator {
    return this.page.getByTestId("say");
  }

  async addFiles(files: File[]): Promise<void> {
    await this.page.getByLabel("Choose image files").setInputFiles(files);
  }

  /** Answers the question at which resolution the files were scanned. */
  async resolution(ppi: number, files: number): Promise<void> {
    const dialog = this.page.getByRole("dialog", { name: "At which resolution?" });
    await dialog.getByLabel("Pixels per inch").fill(String(ppi));
    if (files > 1) await dialog.getByLabel(/^Use it for the other/).check();
    await dialog.getByRole("button", { name: "Read the file" }).click();
  }

  async taken(count: number): Promise<void> {
    // Several steps may lie before it.
    await expect(this.page.getByText(new RegExp(`^${count} fingers? taken$`))).toBeVisible({ timeout: 60_000 });
  }

  /** The preliminary lead, once the search of all prints so far has been answered. */
  async expectLead(): Promise<void> {
    await expect(this.lead.getByText("Possible match: a lead, not an identity")).toBeVisible();
  }

  async expectNoMatchSoFar(list: string): Promise<void> {
    await expect(this.lead.getByText("No match so far")).toBeVisible();
    await expect(this.lead.getByText(new RegExp(`in ${list}, version \\d+, as of `))).toBeVisible();
  }

  /** What of the encounter the screen calls saved. */
  get saved(): Locator {
    return this.page.getByTestId("saved");
  }

  /** Nothing of any encounter is on the device any more. */
  async nothingLeftOnTheDevice(): Promise<void> {
    await expect.poll(() => this.kept(["steps", "images", "outbox"])).toBe(0);
  }

  /** The copies of lists are on the device. */
  async copiesKept(): Promise<void> {
    await expect.poll(() => this.kept(["lists"])).toBeGreaterThan(0);
  }

  /** How many records lie on these shelves of the device's store. */
  kept(shelves: string[]): Promise<number> {
    return this.page.evaluate(recordsOn, shelves);
  }

  /** Checks and sends; answers with the encounter's reference. */
  async send(): Promise<string> {
    await this.page.getByRole("button", { name: "Check and send" }).first().click();
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
    return (await this.page.locator(".sent .reference").first().innerText()).trim();
  }

  async toDesk(): Promise<void> {
    await this.page.getByRole("link", { name: "To the desk" }).click();
  }

  /** The row of an encounter on the desk. */
  encounter(reference: string): Locator {
    return this.page.locator(`[data-testid=encounter][data-reference="${reference}"]`);
  }
}
