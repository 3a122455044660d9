import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Manager } from "../manager.ts";
import { type File, Officer, wholePart } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";

const LIST = "Demo wanted persons";
/** Somebody on no list. */
const PERSON = 5004;

test("a full server is waited for, a name is found in another script, and who enters a list later is matched", async ({
  server,
  newPerson,
}) => {
  const [desk, first, second, bench] = [await newPerson(), await newPerson(), await newPerson(), await newPerson()];
  const officer = await Officer.signIn(desk, server);
  await officer.listsHeld(1);
  await officer.startEncounter();
  const part = desk.waitForResponse((answer) => answer.url().includes("/parts/"), { timeout: 60_000 });
  await officer.scanFinger(PERSON, "Right index", 1);
  await officer.expectNoMatchSoFar(LIST);

  // What the person says of themselves holds nothing up; a date that cannot be read is told.
  await desk.getByRole("button", { name: "Check and send" }).click();
  await desk.getByText("Name and birth (optional)").click();
  await desk.getByLabel("Names, one in each line").fill("محمد خالد");
  await desk.getByLabel("Born").fill("5.4.90");
  await expect(desk.getByText("This date cannot be read and is left out.")).toBeVisible();
  await desk.getByLabel("Born").fill("1990-05-04");
  await expect(desk.getByText("This date cannot be read and is left out.")).toHaveCount(0);
  await expectAccessible(desk);

  // The server has no place for the search at first: the record waits, and goes by itself.
  let refused = 0;
  await desk.route(/\/api\/encounters\?urgency=person_present/, async (route) => {
    if (refused++ > 0) return route.continue();
    await route.fulfill({
      status: 503,
      headers: { "retry-after": "3" },
      json: { code: "searches_full", detail: "256 searches are under way.", retry_after: 3 },
    });
  });
  await desk.getByRole("button", { name: "Send", exact: true }).click();
  await expect(desk.getByText("tried again in 3 seconds")).toBeVisible();
  await expectAccessible(desk);
  const image = await wholePart(await part);
  const print: File = { name: "print.png", mimeType: "image/png", buffer: await image.body() };
  await officer.toDesk();
  await expect(desk.getByText("No match", { exact: true }).first()).toBeVisible();
  const reference = (await desk.getByTestId("encounter").first().getAttribute("data-reference")) ?? "";

  // A reviewer finds the name as somebody else would write it, for a reason.
  const reviewer = await Reviewer.signIn(bench, server, "Reviewer 3");
  await expect(reviewer.hit(reference)).toHaveCount(0);
  await bench.goto(`${server.address}/names`);
  await bench.getByLabel("Names, one in each line").fill("Mohamed Khaled");
  await bench.getByLabel("Born").fill("1990-04-05");
  await bench.getByRole("button", { name: "Search" }).click();
  await expect(bench.getByText("Say why, in a few words")).toBeVisible();
  await bench.getByLabel("Why you look for this person").fill("A letter of the embassy");
  await bench.getByRole("button", { name: "Search" }).click();
  const named = bench.locator(`[data-testid=named][data-reference="${reference}"]`);
  await expect(named).toContainText("day and month changed over");
  await expectAccessible(bench);

  // Somebody puts the person on a list: the past encounter is found, and two people are asked.
  const author = await Manager.signIn(first, server, "Watchlist manager 1");
  await author.openList(LIST);
  await first.getByRole("link", { name: "New entry" }).click();
  const entry = await author.draft("Somebody who was here before", print);
  const validator = await Manager.signIn(second, server, "Watchlist manager 2");
  await validator.openList(LIST);
  await validator.openEntry(entry);
  await validator.step("Validate");
  await author.stands("Validated");
  await author.step("Publish");
  const row = desk.locator(`[data-testid=encounter][data-reference="${reference}"]`);
  await expect(row.getByText("Later match")).toBeVisible({ timeout: 30_000 });
  await expect(row).toContainText(`Somebody who entered ${LIST} since then`);
  await expectAccessible(desk);
  await bench.goto(`${server.address}/queue`);
  await expect(reviewer.hit(reference).getByText("Later match")).toBeVisible();
  await expectAccessible(bench);
});
