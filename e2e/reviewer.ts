// What a reviewer does, in the words that the screen uses.
import { expect, type Locator, type Page } from "@playwright/test";
import type { Account, Server } from "./server.ts";

export type Finding = "Identification" | "Exclusion" | "Inconclusive";

export class Reviewer {
  constructor(readonly page: Page) {}

  static async signIn(page: Page, server: Server, account: Account): Promise<Reviewer> {
    await page.goto(server.link(account));
    await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
    return new Reviewer(page);
  }

  /** The row of a hit in the queue. */
  hit(reference: string): Locator {
    return this.page.locator(`[data-testid=hit][data-reference="${reference}"]`);
  }

  /** Takes the hit: the probe alone is on the bench. */
  async take(reference: string): Promise<void> {
    await this.hit(reference).getByRole("link").click();
    await expect(this.page.getByRole("heading", { name: "Look at the probe alone" })).toBeVisible();
  }

  /** Every print on the bench that has an image shows it. */
  async imagesShown(): Promise<void> {
    await expect(this.page.getByText("The image is being fetched.")).toHaveCount(0);
    await expect(this.page.locator(".print-canvas").first()).toBeVisible();
  }

  /** One of the two prints. */
  print(side: "Probe" | "Candidate"): Locator {
    return this.page.getByRole("img", { name: new RegExp(`^${side}, .*minutiae found`) });
  }

  /** Saves the analysis of the probe; the candidate is then shown. */
  async analyse(note = ""): Promise<void> {
    await this.page.getByRole("radio", { name: "Sufficient", exact: true }).check();
    await this.page.getByLabel("Note (may be empty)").fill(note);
    await this.page.getByRole("button", { name: "Save and show the candidate" }).click();
    await expect(this.page.getByRole("heading", { name: "Your decision" })).toBeVisible();
  }

  /** Decides; an identification is confirmed once more. */
  async decide(finding: Finding, reason: string): Promise<void> {
    await this.page.getByLabel("Reason").fill(reason);
    await this.page.getByRole("button", { name: new RegExp(`^${finding}`) }).click();
    if (finding === "Identification") {
      await this.page.getByRole("button", { name: "Yes, identification" }).click();
    }
  }

  /** From the queue to a saved decision. */
  async review(reference: string, finding: Finding, reason: string): Promise<void> {
    await this.take(reference);
    await this.analyse();
    await this.decide(finding, reason);
  }
}
