// What an installer does on the device check page, in the words that the screen uses.
import { expect, type Locator, type Page } from "@playwright/test";
import type { Server } from "./server.ts";

export class Installer {
  readonly facts: Locator;
  readonly paces: Locator;

  constructor(readonly page: Page) {
    this.facts = page.getByTestId("facts");
    this.paces = page.getByTestId("paces");
  }

  static async signIn(page: Page, server: Server): Promise<Installer> {
    await page.goto(server.link("Administrator 1"));
    await page.getByRole("link", { name: "Check a scanner" }).click();
    await expect(page.getByRole("heading", { name: "Device check" })).toBeVisible();
    return new Installer(page);
  }

  async connect(): Promise<void> {
    await this.page.getByRole("button", { name: "Connect a USB scanner" }).click();
  }

  async check(scanner: string): Promise<void> {
    await this.page.getByRole("button", { name: `Check ${scanner}` }).click();
  }

  /** The page asks for this now. */
  async asked(words: string): Promise<void> {
    await expect(this.page.getByText(words)).toBeVisible();
  }

  async skip(): Promise<void> {
    await this.page.getByRole("button", { name: "Leave this out" }).click();
  }

  /** How a pace went. */
  async went(pace: string, words: string | RegExp): Promise<void> {
    await expect(this.paces.getByRole("listitem").filter({ hasText: pace }).last()).toContainText(words);
  }

  /** A fact of the report. */
  async fact(name: string): Promise<string> {
    const row = this.facts.locator("div", { has: this.page.getByText(name, { exact: true }) });
    return (await row.getByRole("definition").innerText()).trim();
  }
}
