import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";

test("two reviewers disagree: no alert, a supervisor decides", async ({ server, newPerson }) => {
  const officer = await Officer.signIn(await newPerson(), server);
  const reviewer3 = await Reviewer.signIn(await newPerson(), server, "Reviewer 3");
  const reviewer7 = await Reviewer.signIn(await newPerson(), server, "Reviewer 7");

  await officer.startEncounter();
  await officer.scanFinger(5, "Left index", 1);
  const reference = await officer.send();
  await officer.toDesk();
  await expect(officer.encounter(reference)).toContainText("Under review");

  await reviewer3.review(reference, "Identification", "Ten points agree.");
  await reviewer7.review(reference, "Exclusion", "The deltas differ.");

  await expect(officer.encounter(reference)).toContainText("With the supervisor");
  await expect(officer.page.getByRole("region", { name: "Alert" })).toHaveCount(0);

  const supervisor = await Reviewer.signIn(await newPerson(), server, "Supervisor 2");
  await supervisor.take(reference);
  await expect(supervisor.page.getByText("The deltas differ.")).toHaveCount(0);
  await supervisor.analyse();
  // What each of the two charted is shown, without their names.
  const differ = supervisor.page.getByRole("region", { name: "Where they differ" });
  await expect(differ).toContainText("Ten points agree.");
  await expect(differ).toContainText("The deltas differ.");
  await expect(differ).not.toContainText("Reviewer");
  await differ.getByLabel("Examiner A", { exact: true }).check();
  await expectAccessible(supervisor.page);
  await supervisor.decide("Exclusion", "The ridge counts differ by five.");
  await expect(officer.encounter(reference)).toContainText("Leads excluded");
  await expect(officer.page.getByRole("region", { name: "Alert" })).toHaveCount(0);
});

test("two exclusions close the hit without an alert", async ({ server, newPerson }) => {
  const officer = await Officer.signIn(await newPerson(), server);
  const reviewer3 = await Reviewer.signIn(await newPerson(), server, "Reviewer 3");
  const reviewer7 = await Reviewer.signIn(await newPerson(), server, "Reviewer 7");

  await officer.startEncounter();
  await officer.scanFinger(6, "Right index", 1);
  const reference = await officer.send();
  await officer.toDesk();
  await reviewer3.review(reference, "Exclusion", "The cores differ.");
  await expect(officer.encounter(reference)).toContainText("Under review");
  await reviewer7.review(reference, "Exclusion", "Different pattern.");
  await expect(officer.encounter(reference)).toContainText("Leads excluded");
  await expect(officer.page.getByRole("region", { name: "Alert" })).toHaveCount(0);
});
