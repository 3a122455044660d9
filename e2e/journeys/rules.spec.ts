import { expectAccessible } from "../accessibility.ts";
import { expect, go, test } from "../journey.ts";
import { Officer } from "../officer.ts";

test("a rule is changed in words, and the officer's first question follows it", async ({ server, newPerson }) => {
  const page = await newPerson();
  await page.goto(server.link("Programme manager 1"));
  await expect(page.getByRole("heading", { name: "Requests" })).toBeVisible();
  await go(page, "The rules");
  const inForce = page.getByTestId("in-force");
  await expect(inForce).toContainText("Nobody under 14 is recorded.");
  await expectAccessible(page);

  const editor = page.getByTestId("editor");
  await editor.locator("summary").click();
  await editor.getByLabel("Nobody younger is recorded (years)").fill("16");
  const change = editor.getByTestId("change");
  await expect(change).toContainText("Nobody under 14 is recorded.");
  await expect(change).toContainText("Nobody under 16 is recorded.");
  await editor.getByLabel("Why, for everybody to read").fill("the new law on minors");
  await expectAccessible(page);
  await editor.getByRole("button", { name: "Make this the next version" }).click();
  await expect(inForce).toContainText("Version 3");
  await expect(inForce).toContainText("Nobody under 16 is recorded.");
  await expect(page.getByText("the new law on minors")).toBeVisible();

  // An officer may read them all, and change none; the first step asks what they ask.
  const officer = await Officer.signIn(await newPerson(), server);
  const desk = officer.page;
  await desk.goto(`${server.address}/rules`);
  await expect(desk.getByTestId("in-force")).toContainText("Nobody under 16 is recorded.");
  await expect(desk.getByTestId("editor")).toHaveCount(0);
  await desk.goto(`${server.address}/`);
  await desk.getByRole("link", { name: "New encounter" }).click();
  await desk.getByLabel("No", { exact: true }).check();
  await desk.getByLabel("16 to 17").check();
  await expect(desk.getByText("This person counts as a minor.")).toBeVisible();
  await desk.getByRole("group", { name: "Is a guardian beside the person?" }).getByLabel("No", { exact: true }).check();
  await expectAccessible(desk);
  await desk.getByRole("button", { name: "Next" }).click();
  await expect(desk.getByRole("heading", { name: "Do not record this person" })).toBeVisible();
  await expect(desk.getByText("A minor is recorded only with a guardian beside them.")).toBeVisible();
});

test("what is to be forgotten is looked through first, and a legal hold is put and lifted with a reason", async ({
  server,
  newPerson,
}) => {
  const officer = await Officer.signIn(await newPerson(), server);
  await officer.startEncounter();
  await officer.scanFinger(5, "Left index", 1);
  const reference = await officer.send();

  const page = await newPerson();
  await page.goto(server.link("Programme manager 1"));
  await go(page, "Forgetting");
  await expect(page.getByTestId("announced")).toContainText("Nothing is announced.");
  await page.getByTestId("dry-run").getByRole("button", { name: "Look through the records" }).click();
  await expect(page.getByTestId("dry-run").getByRole("status")).toContainText("0 would be erased, 0 are due and kept.");
  await expect(page.getByTestId("certificates")).toContainText("Nothing was erased yet.");
  await expectAccessible(page);

  const holds = page.getByTestId("holds");
  await holds.getByLabel("Reference of the record").fill("AAAA-AAAA");
  await holds.getByLabel(/^Why: the proceedings/).fill("case 12 of the court of Northgate");
  await holds.getByRole("button", { name: "Put under legal hold" }).click();
  await expect(holds.getByRole("status")).toContainText("There is no such record.");
  await holds.getByLabel("Reference of the record").fill(reference);
  await holds.getByRole("button", { name: "Put under legal hold" }).click();
  const held = holds.getByRole("listitem").filter({ hasText: reference });
  await expect(held).toContainText("case 12 of the court of Northgate");
  await expect(held).toContainText("Programme manager 1");
  await expectAccessible(page);

  await held.getByRole("button", { name: "Lift" }).click();
  const lifting = page.getByRole("dialog", { name: "Lift" });
  await lifting.getByRole("button", { name: "Lift" }).click();
  await expect(lifting).toContainText("Say why, in a few words");
  await lifting.getByLabel("Why it is no longer needed").fill("the court has decided");
  await expectAccessible(page);
  await lifting.getByRole("button", { name: "Lift" }).click();
  await expect(held).toHaveCount(0);
});
