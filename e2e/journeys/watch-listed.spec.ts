import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { manifestIn, Officer } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";

test("a watch-listed person is found, confirmed by two people, and the officer's screen says so at once", async ({
  server,
  newPerson,
}) => {
  const [desk, first, second] = [await newPerson(), await newPerson(), await newPerson()];
  const officer = await Officer.signIn(desk, server);
  const reviewer3 = await Reviewer.signIn(first, server, "Reviewer 3");
  const reviewer7 = await Reviewer.signIn(second, server, "Reviewer 7");
  await expectAccessible(first);

  // The officer captures, and the device has a lead before anything is sent.
  await officer.listsHeld(1);
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  await officer.scanFinger(3, "Right middle", 2);
  await officer.expectLead();
  await expect(officer.lead).toContainText("Demo wanted persons");
  await expect(officer.lead).toContainText(/one stranger in \S+ scores this high/);
  await expectAccessible(desk);

  // The server finds the very same: one engine, score for score.
  const sending = desk.waitForResponse((answer) => new URL(answer.url()).pathname === "/api/encounters" && answer.request().method() === "POST");
  const reference = await officer.send();
  const sent = await sending;
  const onDevice = manifestIn(sent.request()).preliminary.leads;
  expect(onDevice.length).toBeGreaterThan(0);
  expect((await sent.json()).encounter.answer.leads).toEqual(onDevice);
  await expect(desk.getByRole("heading", { name: "Under review" })).toBeVisible();
  await officer.toDesk();

  // It arrives at the reviewers' without reloading.
  await expect(reviewer3.hit(reference)).toContainText("First review");
  await reviewer3.take(reference);
  await expect(first.getByText("Demo wanted persons")).toHaveCount(0);
  await expectAccessible(first);
  await reviewer3.analyse("Loop, clear ridges.");
  await expect(first.getByText("A lead, not an identity.")).toBeVisible();
  await expect(first.getByRole("button", { name: "Pair 1", exact: true })).toBeVisible();
  await expectAccessible(first);

  // A decision needs its reason.
  await first.getByRole("button", { name: /^Exclusion/ }).click();
  await expect(first.getByText("A decision needs its reason.")).toBeVisible();
  await expectAccessible(first);
  await first.getByRole("button", { name: "Write it yourself" }).click();
  await expect(first.getByLabel("Reason")).toBeFocused();
  await reviewer3.decide("Identification", "Agreement over the whole core; no difference.");
  await expect(first.getByText("Your decision is saved")).toBeVisible();
  await expect(officer.encounter(reference)).toContainText("Under review");

  // The second reviewer is told nothing of the first.
  await expect(reviewer7.hit(reference)).toContainText("Second review");
  const served: string[] = [];
  second.on("response", async (answer) => {
    if (answer.url().includes("/api/hits")) served.push(await answer.text().catch(() => ""));
  });
  await reviewer7.review(reference, "Identification", "Twelve points agree.");
  expect(served.join("\n")).not.toContain("Agreement over the whole core");

  // Two identifications: the alert is on the officer's screen, who acknowledges it.
  // Somebody who is missing is not announced like somebody who is wanted.
  const alert = desk.getByRole("region", { name: "Somebody who may need help" });
  await expect(alert).toContainText(reference);
  await expect(alert).toContainText("The person is not wanted for anything.");
  await expect(desk.getByRole("region", { name: "Alert" })).toHaveCount(0);
  await expect(alert).toContainText("Two reviewers identified this person independently of each other.");
  await expectAccessible(desk);
  await alert.getByRole("button", { name: "I have seen this" }).click();
  await expect(alert).toHaveCount(0);
  await expect(officer.encounter(reference)).toContainText("Seen by Officer 14");

  // Every step is in the log, and the chain holds.
  const audit = await newPerson();
  await audit.goto(server.link("Administrator 1"));
  await expect(audit.getByRole("heading", { name: "Audit log" })).toBeVisible();
  for (const step of ["encounter.store", "hit.claim", "hit.analyse", "hit.decide", "alert.raise", "alert.acknowledge"]) {
    await expect(audit.getByText(step, { exact: true }).first(), step).toBeVisible();
  }
  await audit.getByRole("button", { name: "Verify the chain" }).click();
  await expect(audit.getByText("The chain holds")).toBeVisible();
  await expectAccessible(audit);
});
