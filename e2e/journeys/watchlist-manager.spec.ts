import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Manager } from "../manager.ts";
import { type File, Officer, wholePart } from "../officer.ts";

const LIST = "Demo wanted persons";
/** Somebody on no list. */
const PERSON = 5003;

test("an entry is drafted, validated by a second person, published, held on a device, found, withdrawn, gone and marked", async ({
  server,
  newPerson,
}) => {
  const [desk, first, second] = [await newPerson(), await newPerson(), await newPerson()];
  const officer = await Officer.signIn(desk, server);
  await officer.listsHeld(1);

  // The print that a partner will send is one that the officer takes while the person is on no list.
  await officer.startEncounter();
  const sent = desk.waitForResponse((answer) => answer.url().includes("/parts/"));
  await officer.scanFinger(PERSON, "Right index", 1);
  await officer.expectNoMatchSoFar(LIST);
  await officer.send();
  await officer.toDesk();
  await expect(desk.getByText("No match", { exact: true }).first()).toBeVisible();
  const image = await wholePart(await sent);
  const print: File = { name: "print.png", mimeType: "image/png", buffer: await image.body() };

  // What is missing is said while the draft is written.
  const author = await Manager.signIn(first, server, "Watchlist manager 1");
  await expectAccessible(first);
  await author.openList(LIST);
  await expect(first.getByTestId("holder")).toContainText("Officer 14");
  await expect(first.getByTestId("calendar").getByRole("definition").first()).toBeVisible();
  await expectAccessible(first);
  await first.getByRole("link", { name: "New entry" }).click();
  for (const lack of ["Name a source", "Name the criterion", "Give the date", "Say until when", "Add a print"]) {
    await expect(first.getByText(lack)).toBeVisible();
  }
  await expectAccessible(first);
  // What the category asks for is there as conditions: gang membership takes two sources.
  const conditions = first.getByTestId("condition");
  await expect(conditions.filter({ hasText: "Missing" })).toHaveCount(5);
  await first.getByRole("combobox", { name: "Category" }).selectOption("Gang membership");
  await first.getByLabel("Source 1").fill("Police of the capital");
  await expect(conditions.first()).toContainText("2 sources that do not depend on each other");
  await expect(conditions.first()).toContainText("Missing");
  const reference = await author.draft("Somebody who escaped", print);
  await author.stands("Draft");
  await expect(first.getByRole("button", { name: "Validate" })).toHaveCount(0);
  await expectAccessible(first);

  // The second person stands for it; then it is published, and the device holds it without a reload.
  const validator = await Manager.signIn(second, server, "Watchlist manager 2");
  await validator.openList(LIST);
  await validator.show("Draft");
  await expect(second.getByTestId("entry")).toHaveCount(1);
  await validator.openEntry(reference);
  await validator.step("Validate");
  await validator.stands("Validated");
  await author.stands("Validated");
  await author.step("Publish");
  await author.stands("Active");
  const version = (await first.getByTestId("history").locator(".chip").first().innerText()).trim();
  await first.getByRole("link", { name: LIST }).click();
  await expect(first.getByTestId("holder")).toContainText(version);
  await expect(first.getByTestId("holder")).toContainText("up to date");

  // An active entry asks for nothing: it can be validated again, but that is not what the page is about.
  await expect(second.getByRole("button", { name: "Validate again" })).not.toHaveClass(/go/);

  // It is found by part of the name; without a reason nobody looks for anybody.
  await author.find("ESCAPED some", "");
  await expect(first.getByText("Say in a few words why you look for this person.")).toBeVisible();
  await author.find("ESCAPED some", "a call from the prison service");
  await expect(first.getByText("1 found")).toBeVisible();
  await expect(first.getByTestId("entry")).toHaveAttribute("data-reference", reference);
  await expectAccessible(first);
  await first.getByRole("button", { name: "Show all" }).click();

  // A month of the calendar opens; those who were enrolled by template alone have no picture, and say so.
  await first.getByTestId("calendar").getByRole("button").first().click();
  await expect(first.getByRole("button", { name: /^Due in / })).toHaveAttribute("aria-pressed", "true");
  await first.getByTestId("entry").getByRole("link").first().click();
  await expect(first.getByRole("heading", { name: /^Entry / })).toBeVisible();
  await expectAccessible(first);
  await first.getByRole("link", { name: LIST }).click();

  // The device finds the person by itself.
  await officer.startEncounter();
  await officer.scanFinger(PERSON, "Right index", 1);
  await officer.expectLead();
  await expect(officer.lead).toContainText("Severity 3 of 4");
  const lead = await officer.send();
  await officer.toDesk();
  await officer.startEncounter();
  await officer.scanFinger(PERSON, "Right index", 1);
  await officer.expectLead();

  // Withdrawn: gone from the device, and what it led to is marked.
  await author.openEntry(reference);
  await author.withdraw("The prison service found a mistake.");
  await author.stands("Withdrawn");
  await expect(first.getByTestId("history")).toContainText("The prison service found a mistake.");
  await officer.expectNoMatchSoFar(LIST);
  await expect(officer.lead).toContainText("An earlier lead no longer counts");
  await expectAccessible(desk);
  await desk.getByRole("link", { name: "Umbral, to the first page" }).click();
  await expect(officer.encounter(lead)).toContainText("Lead withdrawn from the list");
  await expectAccessible(desk);
});
