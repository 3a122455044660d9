// Several alerts for one person at once, on a phone: each is read whole, none in the way of another.
import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";

/** Whatever can be touched in there can be brought under a thumb, and nothing lies over it. */
async function expectInReach(page: Page, whole: Locator): Promise<void> {
  for (const each of await whole.locator("button, a").all()) {
    await each.scrollIntoViewIfNeeded();
    const [height, uncovered] = await each.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return [height, element.contains(document.elementFromPoint(left + width / 2, top + height / 2))] as const;
    });
    const name = await each.evaluate((element) => element.getAttribute("aria-label") ?? element.textContent);
    expect(uncovered, `${name} is covered`).toBe(true);
    expect(height, name ?? "").toBeGreaterThanOrEqual(43.5);
  }
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider, "nothing scrolls sideways").toBeLessThanOrEqual(0);
}

test("three alerts are read one at a time on a phone, and acknowledged one by one, by touch and by key", async ({
  server,
  newPerson,
}) => {
  const officer = await Officer.signIn(await newPerson(), server);
  const first = await Reviewer.signIn(await newPerson(), server, "Reviewer 3");
  const second = await Reviewer.signIn(await newPerson(), server, "Reviewer 7");
  const references: string[] = [];
  for (const person of [3, 4, 5]) {
    await officer.startEncounter();
    await officer.scanFinger(person, "Right index", 1);
    references.push(await officer.send());
    await officer.toDesk();
  }
  for (const reference of references) {
    for (const reviewer of [first, second]) {
      await reviewer.review(reference, "Identification", "Ten points agree.");
      await reviewer.page.getByRole("link", { name: "To the queue" }).last().click();
    }
  }

  const page = officer.page;
  await page.setViewportSize({ width: 360, height: 740 });
  const whole = page.locator(".alerts");
  const stack = whole.getByRole("navigation", { name: "Alerts that wait for you" });
  const shown = whole.getByRole("region");
  const seen = shown.getByRole("button", { name: "I have seen this" });
  await expect(stack).toContainText("of 3");
  while (!(await stack.getByText("Alert 1 of 3").isVisible())) {
    await stack.getByRole("button", { name: "Previous alert" }).click();
  }
  const read = new Set<string>();
  for (const at of [1, 2, 3]) {
    await expect(stack).toContainText(`Alert ${at} of 3`);
    await expect(shown).toHaveCount(1);
    await expectInReach(page, whole);
    read.add(await shown.locator(".reference").innerText());
    if (at < 3) await stack.getByRole("button", { name: "Next alert" }).click();
  }
  expect([...read].sort()).toEqual([...references].sort());
  // Whoever may need help comes after what is urgent.
  await expect(shown).toContainText("Reported missing");
  await expectAccessible(page);
  await stack.getByRole("button", { name: "Next alert" }).click();
  await expect(stack).toContainText("Alert 1 of 3");

  await seen.click();
  await expect(stack).toContainText("Alert 1 of 2");
  await expect(shown).toHaveCount(1);

  // By key the next one takes the focus, but not its button: a key that is held down acknowledges nothing unread.
  await seen.focus();
  await page.keyboard.press("Enter");
  await expect(stack).toHaveCount(0);
  await expect(shown).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(shown).toContainText("Reported missing");
  for (let steps = 0; steps < 4 && !(await seen.evaluate((button) => button === document.activeElement)); steps++) {
    await page.keyboard.press("Tab");
  }
  await expect(seen).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(shown).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Desk" })).toBeFocused();
  for (const reference of references) await expect(officer.encounter(reference)).toContainText("Seen by Officer 14");
});
