import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

test("an auditor says why, and sees who did what with one person's record", async ({ server, newPerson }) => {
  const officer = await Officer.signIn(await newPerson(), server);
  await officer.startEncounter();
  await officer.scanFinger(5, "Left index", 1);
  const reference = await officer.send();
  await officer.toDesk();

  const page = await newPerson();
  await page.goto(server.link("Auditor 1"));
  await expect(page.getByRole("heading", { name: "Audit log" })).toBeVisible();
  await expect(page.getByText("Nobody stood out.")).toBeVisible();
  const lines = page.getByTestId("line");
  await expect(lines.first()).toBeVisible();

  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByText(/The chain holds/)).toBeVisible();

  // By the person: the reference is all that a complaint names.
  await page.getByLabel("Reference of the record").fill(reference.toLowerCase());
  await page.getByLabel(/^Why you look/).fill("why");
  await page.getByRole("button", { name: "Read the lines" }).click();
  await expect(page.getByText("Say in a few words why you look")).toBeVisible();
  await page.getByLabel(/^Why you look/).fill("complaint 41 of the person");
  await page.getByRole("button", { name: "Read the lines" }).click();
  await expect(page.getByText(/Only lines of .* are shown. Reason: complaint 41 of the person/)).toBeVisible();
  await expect(lines.filter({ hasText: "encounter.store" })).toHaveCount(1);
  await expect(lines.filter({ hasText: "hit.open" })).toHaveCount(1);
  await expect(lines.filter({ hasText: "site.add" })).toHaveCount(0);
  await expectAccessible(page);

  // By who works here: one touch on the name, then the reason.
  await page.getByRole("button", { name: "Officer 14" }).first().click();
  await expect(page.getByLabel("Name of the account")).toHaveValue("Officer 14");
  await page.getByLabel(/^Why you look/).fill("complaint 41 of the person");
  await page.getByRole("button", { name: "Read the lines" }).click();
  await expect(page.getByText(/Only lines of Officer 14 are shown/)).toBeVisible();
  await expect(lines.filter({ hasText: "session.open" })).not.toHaveCount(0);

  // The looking itself is on record.
  await page.getByRole("button", { name: "Show all lines" }).click();
  await expect(lines.filter({ hasText: "complaint 41 of the person" })).toHaveCount(2);

  // The site's own rule: one look a day stands out from now on.
  await page.getByText("What counts as unusual at each site").click();
  const site = page.getByRole("form", { name: "Northgate" });
  await site.getByLabel("Most looks a day").fill("1");
  await site.getByRole("button", { name: "Keep" }).click();
  await expect(site.getByText("Kept.")).toBeVisible();
  await page.reload();
  await expect(page.getByTestId("unusual").filter({ hasText: "Officer 14" })).toContainText("more than the site's 1 a day");
  await expectAccessible(page);
});
