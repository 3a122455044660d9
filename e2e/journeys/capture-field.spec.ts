// In the field: a phone of 360 px, a thumb in a glove.
import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

const THUMB = 44;

/** What can be pressed and is lower or narrower than a thumb, each with its size. */
async function tooSmall(controls: Locator): Promise<string[]> {
  return controls.evaluateAll(
    (elements, least) =>
      elements
        .map((element) => ({ element, box: (element.closest("label") ?? element).getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.height < least - 0.5 || box.width < least - 0.5))
        .map(({ element, box }) => `${element.textContent?.trim() || element.getAttribute("aria-label") || element.id}: ${box.width.toFixed(0)} x ${box.height.toFixed(0)}`),
    THUMB,
  );
}

async function fits(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth), "nothing runs off the side").toBeLessThanOrEqual(360);
}

test("everything can be pressed with a thumb, and the large key stays under it", async ({ server, newPerson }) => {
  const page = await newPerson();
  await page.setViewportSize({ width: 360, height: 640 });
  const officer = await Officer.signIn(page, server);
  await officer.startEncounter();
  await fits(page);
  expect(await tooSmall(page.locator("main").getByRole("button"))).toEqual([]);
  expect(await tooSmall(page.locator("main select, main input"))).toEqual([]);
  expect(await tooSmall(page.getByRole("radio").and(page.locator(".finger")))).toEqual([]);

  const take = page.getByRole("button", { name: /^Take: Left four/ });
  await expect(take, "without scrolling").toBeInViewport({ ratio: 1 });
  await officer.goOnByItself(false);
  await page.evaluate(() => scrollTo(0, 0));
  await take.click();
  await expect(page.locator(".live-picture canvas")).toBeVisible();
  await expect(page.getByRole("button", { name: "Take it now" })).toBeInViewport({ ratio: 1 });
  await officer.taken(4);
  await fits(page);
  await expectAccessible(page);
});
