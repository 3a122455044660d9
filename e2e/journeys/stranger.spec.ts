import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

test("a person on no list gets 'no match in ... as of ...', never 'clear'", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await Officer.signIn(page, server);
  await expectAccessible(page);
  await officer.listsHeld(1);
  await officer.startEncounter();
  await officer.scan(5001, 2);
  await officer.expectNoMatchSoFar("Demo wanted persons");
  await expectAccessible(page);

  const reference = await officer.send();
  await expect(page.getByRole("heading", { name: "No match" })).toBeVisible();
  await expect(page.getByText(/in Demo wanted persons, version \d+, as of \S+/).first()).toBeVisible();
  await expectAccessible(page);

  await officer.toDesk();
  await expect(officer.encounter(reference)).toContainText("No match");
  await expect(officer.encounter(reference)).toContainText(/in Demo wanted persons, version \d+, as of /);
  await expect(page.getByText(/\bclear\b/i)).toHaveCount(0);
});
