// What a watchlist manager does, in the words that the screen uses.
import { expect, type Page } from "@playwright/test";
import type { File } from "./officer.ts";
import type { Account, Server } from "./server.ts";

export class Manager {
  constructor(readonly page: Page) {}

  static async signIn(page: Page, server: Server, account: Account): Promise<Manager> {
    await page.goto(server.link(account));
    await expect(page.getByRole("heading", { name: "Watchlists" })).toBeVisible();
    return new Manager(page);
  }

  async openList(name: string): Promise<void> {
    await this.page.getByRole("link", { name }).click();
    await expect(this.page.getByRole("heading", { name, level: 1 })).toBeVisible();
  }

  /** Writes a draft that lacks nothing; answers with its reference. */
  async draft(subject: string, print: File): Promise<string> {
    const field = (name: string) => this.page.getByLabel(name);
    const choice = (name: string) => this.page.getByRole("combobox", { name });
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    await field("Whom the source means").fill(subject);
    await choice("Category").selectOption("Escaped from custody");
    await field("Criterion").fill("Sentence not served");
    await field("Source 1").fill("Prison service");
    await field("Date of the evidence").fill(day(-3));
    await field("Counts until").fill(day(300));
    await field("Add image files, one finger each").setInputFiles([print]);
    await choice("Finger").selectOption("Right index");
    await this.page.getByRole("button", { name: "Save the draft" }).click();
    const title = this.page.getByRole("heading", { name: /^Entry / });
    await expect(title).toBeVisible();
    return (await title.locator(".reference").innerText()).trim();
  }

  /** Shows the entries in a state. */
  async show(state: string): Promise<void> {
    const filter = this.page.getByRole("group", { name: "State" }).getByRole("button", { name: state });
    await filter.click();
    await expect(filter).toHaveAttribute("aria-pressed", "true");
  }

  /** Finds entries by name or reference; answers with what the page says of it. */
  async find(words: string, reason: string): Promise<void> {
    const search = this.page.getByRole("search");
    await search.getByLabel("Find by name or reference").fill(words);
    await search.getByLabel("Why you look").fill(reason);
    await search.getByRole("button", { name: "Find" }).click();
  }

  /** Opens an entry by its row in the list. */
  async openEntry(reference: string): Promise<void> {
    await this.show("Any state");
    await this.page.getByRole("link", { name: reference }).click();
    await expect(this.page.getByRole("heading", { name: `Entry ${reference}` })).toBeVisible();
  }

  async stands(state: string): Promise<void> {
    await expect(this.page.locator("header .chip").filter({ hasText: state })).toBeVisible();
  }

  async step(name: "Validate" | "Publish"): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  async withdraw(reason: string): Promise<void> {
    await this.page.getByRole("button", { name: "Withdraw" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Withdraw this entry?" });
    await dialog.getByRole("button", { name: "Withdraw" }).click();
    await expect(dialog.getByText("Say why the entry is taken back.")).toBeVisible();
    await dialog.getByLabel("Reason").fill(reason);
    await dialog.getByRole("button", { name: "Withdraw" }).click();
    await expect(dialog).toHaveCount(0);
  }
}
