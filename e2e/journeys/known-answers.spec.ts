// Known-answer hits end to end: mixed in by the rules, decided like any other, told once they are closed; and the word
// that a break would do good.
import { expectAccessible } from "../accessibility.ts";
import { expect, go, test } from "../journey.ts";
import { Officer } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";

test("a known answer is decided like any hit, then told and counted, and a break is suggested", async ({
  server,
  newPerson,
}) => {
  test.setTimeout(240_000);
  const rules = await newPerson();
  await rules.goto(server.link("Programme manager 1"));
  await go(rules, "The rules");
  const editor = rules.getByTestId("editor");
  await editor.locator("summary").first().click();
  await editor.getByLabel("Known-answer hits for each 100 found").fill("100");
  await editor.getByLabel("They come within (minutes)").fill("1");
  await editor.getByLabel("Suggest a break after (hits)").fill("1");
  await editor.getByLabel("Why, for everybody to read").fill("we measure ourselves");
  await editor.getByRole("button", { name: "Make this the next version" }).click();
  await expect(rules.getByTestId("in-force")).toContainText("For each 100 hits that searches find, about 100");

  const officer = await Officer.signIn(await newPerson(), server);
  const first = await Reviewer.signIn(await newPerson(), server, "Reviewer 3");
  const second = await Reviewer.signIn(await newPerson(), server, "Reviewer 7");
  await officer.startEncounter();
  await officer.scanFinger(5, "Left index", 1);
  const found = await officer.send();
  await officer.toDesk();

  const rows = first.page.locator("[data-testid=hit]");
  await expect(rows).toHaveCount(2, { timeout: 120_000 });
  const references = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-reference")!));
  const made = references.find((reference) => reference !== found)!;
  await expect(first.hit(made)).not.toContainText("Known answer");
  await first.take(made);
  await first.imagesShown();
  await first.analyse();
  await expect(first.print("Candidate")).toBeVisible();
  await first.decide("Inconclusive", "Too little to tell.");
  await expect(first.page.getByText("The review goes on without you")).toBeVisible();
  await expect(first.page.getByText("known-answer")).toHaveCount(0);

  // One hit is enough for these rules; the reminder stands beside what is done, and goes when it is put away.
  const reminder = first.page.getByTestId("break-reminder");
  await expect(reminder).toContainText("A break of 5 minutes would do your eyes good.");
  await expectAccessible(first.page);
  await first.page.getByRole("link", { name: "To the queue" }).click();
  await expect(reminder).toBeVisible();
  await expectAccessible(first.page);
  await reminder.getByRole("button", { name: "Not now" }).click();
  await expect(reminder).toHaveCount(0);

  await second.review(made, "Inconclusive", "The ridges are faint.");
  await expect(second.page.getByRole("heading", { name: "It was a known-answer hit" })).toBeVisible();
  await expectAccessible(second.page);
  await expect(officer.encounter(found)).toContainText("Under review");
  await expect(officer.page.getByRole("region", { name: "Alert" })).toHaveCount(0);

  await first.page.getByRole("link", { name: "Error rates" }).click();
  const own = first.page.getByTestId("rates");
  await expect(own).toHaveCount(1);
  await expect(own.getByRole("row", { name: /Inconclusive/ })).toContainText("1 of 1");
  await expectAccessible(first.page);

  await rules.goto(`${server.address}/error-rates`);
  await expect(rules.getByTestId("rates")).toHaveCount(3);
  await expect(rules.getByTestId("rates").first().getByRole("row", { name: /Inconclusive/ })).toContainText("2 of 2");
  await expectAccessible(rules);
});
