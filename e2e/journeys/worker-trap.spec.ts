// The matcher stops in the middle of a search: it traps, hangs or is killed. It is replaced, and the search asked once more;
// where that fails too, nothing reads as "no match".
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

/** What becomes of a worker over a search: the shipped module's own trap, an endless loop, or its end without a word. */
const DEEDS = {
  // Its memory ends far below this address: WebAssembly traps, as it does on whatever reaches beyond it.
  traps: "this.__wbg_ptr = 0xfffffff0;",
  hangs: "for (;;);",
  "is killed": "self.close(); return new Promise(() => {});",
};

/** Lets the workers from the `first` to the `last` that start on this page stop over their searches. */
async function stopsOverSearches(page: Page, deed: string, stops: (started: number) => boolean): Promise<() => number> {
  let started = 0;
  await page.route("**/matcher/worker.js", async (route) => {
    const response = await route.fetch();
    const shipped = await response.text();
    const body = stops(started++)
      ? `${shipped}
const answer = WorkerMatcher.prototype.answer;
WorkerMatcher.prototype.answer = function (request, bytes) {
  if (JSON.parse(request).kind === "search") { ${deed} }
  return answer.call(this, request, bytes);
};`
      : shipped;
    await route.fulfill({ response, body });
  });
  return () => started;
}

for (const [what, deed] of Object.entries(DEEDS)) {
  test(`a matcher that ${what} over a search is replaced, holds its lists again, and is asked once more`, async ({ server, newPerson }) => {
    test.setTimeout(240_000);
    const page = await newPerson();
    const shares = await page.evaluate(() => Math.min(navigator.hardwareConcurrency, 4));
    const started = await stopsOverSearches(page, deed, (number) => number < shares);
    const officer = await Officer.signIn(page, server);
    await officer.listsHeld(1);
    await officer.startEncounter();
    await officer.scanFinger(3, "Right index", 1);
    // A worker without a word is given half a minute.
    await expect(officer.lead.getByText("Possible match: a lead, not an identity")).toBeVisible({ timeout: 120_000 });
    await expect(page.getByTestId("not-all")).toHaveCount(0);
    // Each share's worker, the one that took its place, and the one that judges live pictures.
    expect(started()).toBe(2 * shares + 1);
  });
}

test("where it traps twice the lead says which lists were not searched, and never that there is no match", async ({ server, newPerson }) => {
  test.setTimeout(240_000);
  const page = await newPerson();
  await stopsOverSearches(page, DEEDS.traps, () => true);
  const officer = await Officer.signIn(page, server);
  await officer.listsHeld(1);
  await officer.startEncounter();
  await officer.scanFinger(5001, "Right index", 1);
  await expect(officer.lead.getByTestId("not-all")).toBeVisible();
  await expect(officer.lead).toContainText("Demo wanted persons: not at all");
  await expect(officer.lead.getByText("No match so far")).toHaveCount(0);
  await expectAccessible(page);
  // The server searches all the same.
  await officer.send();
  await expect(page.getByRole("heading", { name: "No match" })).toBeVisible();
});
