import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { expect, go, test } from "../journey.ts";
import { Officer } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";
import type { Account, Server } from "../server.ts";

/** Somebody who follows subjects, at their cases. */
async function atCases(page: Page, server: Server, account: Account): Promise<Page> {
  await page.goto(server.link(account));
  await go(page, "Cases");
  await expect(page.getByRole("heading", { name: "Cases", level: 1 })).toBeVisible();
  return page;
}

/** The row of the case that an encounter's person is in: there is one of each. */
function rows(page: Page): Locator {
  return page.getByTestId("case");
}

function moments(page: Page, what: string): Locator {
  return page.locator(`.timeline li[data-what=${what}]`);
}

test("two people's identification makes a case, which is found, written in, merged and split with its whole trace", async ({
  server,
  newPerson,
}) => {
  test.slow();
  const officer = await Officer.signIn(await newPerson(), server);
  const reviewer3 = await Reviewer.signIn(await newPerson(), server, "Reviewer 3");
  const reviewer7 = await Reviewer.signIn(await newPerson(), server, "Reviewer 7");
  const page = await atCases(await newPerson(), server, "Supervisor 2");
  await expect(page.getByText("There is no case yet")).toBeVisible();
  await expectAccessible(page);

  const references: string[] = [];
  for (const person of [3, 5]) {
    await officer.startEncounter();
    await officer.scanFinger(person, "Right index", 1);
    const reference = await officer.send();
    references.push(reference);
    await officer.toDesk();
    await reviewer3.review(reference, "Identification", "Agreement over the whole core.");
    await expect(reviewer3.page.getByText("Your decision is saved")).toBeVisible();
    await reviewer3.page.getByRole("link", { name: "To the queue" }).click();
    await reviewer7.review(reference, "Identification", "Nothing that differs.");
    await expect(reviewer7.page.getByRole("link", { name: /Type-9/ })).toBeVisible();
    await reviewer7.page.getByRole("link", { name: "To the queue" }).click();
  }

  // Each has a case, and each says what it waits for.
  await page.reload();
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first()).toContainText("was not acknowledged");

  // Nobody looks for a case without saying why.
  await page.getByLabel("Reference of the case or an encounter").fill(references[0]!);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("Say in a few words why you look for this case")).toBeVisible();
  await page.getByLabel("Why you look for it").fill("the embassy asks about this person");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 case found.")).toBeVisible();
  await expectAccessible(page);
  const one = (await rows(page).getAttribute("data-reference"))!;
  await page.getByRole("button", { name: "Show what waits" }).click();
  await expect(rows(page)).toHaveCount(2);
  const other = (await rows(page).evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.reference!))).find(
    (reference) => reference !== one,
  )!;

  // The case, with all that happened.
  await page.getByRole("link", { name: one }).click();
  await expect(page.getByRole("heading", { name: `Case ${one}` })).toBeVisible();
  await expect(page.getByTestId("next")).toContainText(`The alert on ${references[0]} was not acknowledged`);
  for (const what of ["recorded", "found", "decided", "alerted", "linked"]) {
    await expect(moments(page, what)).toHaveCount(1);
  }
  await expectAccessible(page);

  await page.getByRole("button", { name: "Add the note" }).click();
  await expect(page.getByText("A note says something.")).toBeVisible();
  await page.getByLabel("Write a note").fill("Has an appointment with the consul.");
  await page.getByRole("button", { name: "Add the note" }).click();
  await expect(moments(page, "note")).toContainText("Has an appointment with the consul.");
  await expect(moments(page, "note")).toContainText("Supervisor 2");

  const upload = page.getByLabel(/Lay in a document/);
  await upload.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no document") });
  await expect(page.getByText("A document is a PDF, a PNG or a JPEG.")).toBeVisible();
  await upload.setInputFiles({ name: "warrant.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n%%EOF") });
  const document = page.getByRole("link", { name: "warrant.pdf" });
  const saving = page.waitForEvent("download");
  await document.click();
  expect((await saving).suggestedFilename()).toBe("warrant.pdf");

  // All of it, to be taken out.
  const reporting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the report" }).click();
  const report = await reporting;
  expect(report.suggestedFilename()).toBe(`${one}.pdf`);
  const pdf = readFileSync(await report.path(), "latin1");
  expect(pdf.startsWith("%PDF-")).toBe(true);
  expect(pdf.match(/\/Type \/Page\b(?!s)/g)?.length, "pages").toBeGreaterThan(1);

  // Merged, with who and why.
  await page.getByRole("button", { name: "Merge with another case" }).click();
  await expectAccessible(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("The other case (7F3K-92QD)").fill(other);
  await dialog.getByRole("button", { name: "Merge with another case" }).click();
  await expect(dialog.getByText("Say why: it stays on the timeline.")).toBeVisible();
  await dialog.getByLabel("Why").fill("The court holds them for one person.");
  await dialog.getByRole("button", { name: "Merge with another case" }).click();
  await expect(page.getByTestId("case-encounter")).toHaveCount(2);
  await expect(moments(page, "linked").filter({ hasText: "The court holds them for one person." })).toHaveCount(1);

  // A wrong link, undone: nothing is deleted.
  await page.getByRole("checkbox", { name: new RegExp(references[1]!) }).check();
  await page.getByRole("button", { name: "Split off the chosen ones" }).click();
  await page.getByRole("dialog").getByLabel("Why").fill("The court was wrong.");
  await page.getByRole("dialog").getByRole("button", { name: "Split off the chosen ones" }).click();
  await expect(page.getByRole("heading", { name: `Case ${one}` })).toHaveCount(0);
  await expect(page.getByTestId("case-encounter")).toHaveCount(1);
  await expect(page.getByTestId("case-encounter")).toContainText(references[1]!);
  await page.getByRole("link", { name: "All cases" }).click();
  await page.getByRole("link", { name: one }).click();
  await expect(page.getByTestId("case-encounter")).toHaveCount(1);
  const ended = page.getByTestId("link").filter({ hasText: "The court was wrong." });
  await expect(ended).toContainText("The court holds them for one person.");
  await expect(ended).toContainText("Supervisor 2");
  await expect(moments(page, "unlinked")).toHaveCount(1);
  await expectAccessible(page);
});
