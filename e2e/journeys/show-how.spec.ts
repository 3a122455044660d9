import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";

const how = (page: Page) => page.getByRole("dialog", { name: "How the engine reads it" });

test("an officer looks into how a print is read, layer by layer, by keys and by buttons", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await Officer.signIn(page, server);
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  await page.getByRole("button", { name: "Right index", exact: true }).click();
  await page.getByRole("button", { name: "Show how" }).click();

  const dialog = how(page);
  await expect(dialog.getByRole("img", { name: "Right index: Print" })).toBeVisible();
  await expect(dialog.getByRole("radio")).toHaveCount(7);
  const pictures = new Set<string>();
  const shown = async (layer: string) => {
    const drawing = dialog.getByRole("img", { name: `Right index: ${layer}` });
    await expect(drawing).toBeVisible();
    pictures.add((await drawing.locator("image").getAttribute("href"))!);
  };
  await shown("Print");
  for (const layer of ["Area", "Ridge flow", "Ridge spacing", "Wave", "Enhanced"]) {
    await dialog.getByRole("radio", { name: layer, exact: true }).check({ force: true });
    await shown(layer);
  }
  expect(pictures.size, "each layer has a picture of its own").toBe(6);
  await page.keyboard.press("7");
  await shown("Minutiae");
  await expect(dialog.getByRole("radio", { name: "Minutiae" })).toBeFocused();
  await expect(dialog.getByText(/ridge endings? kept/)).toBeVisible();
  await expect(dialog.getByText(/left out: the print ends there/)).toBeVisible();
  await expectAccessible(page);

  // It fits a phone.
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page);
  const overflow = await dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});

test("a reviewer sees how the probe alone is read until it is analysed, and then both prints with their pairs", async ({
  server,
  newPerson,
}) => {
  const [desk, bench] = [await newPerson(), await newPerson()];
  const officer = await Officer.signIn(desk, server);
  await officer.listsHeld(1);
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  const reference = await officer.send();

  const reviewer = await Reviewer.signIn(bench, server, "Reviewer 3");
  await reviewer.take(reference);
  await reviewer.imagesShown();
  await bench.keyboard.press("h");
  const dialog = how(bench);
  await expect(dialog.getByRole("img")).toHaveCount(1);
  await expect(dialog.getByRole("img", { name: "Probe: Right index: Print" })).toBeVisible();
  await expect(dialog.getByRole("radio", { name: "Pairs" })).toHaveCount(0);
  await bench.keyboard.press("8");
  await expect(dialog.getByRole("img", { name: "Probe: Right index: Print" })).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();

  await reviewer.analyse();
  await bench.getByRole("button", { name: "Show how" }).click();
  await bench.keyboard.press("8");
  await expect(dialog.getByRole("img", { name: "Probe: Right index: Pairs" })).toBeVisible();
  await expect(dialog.getByRole("img", { name: "Candidate: Right index: Pairs" })).toBeVisible();
  await expect(dialog.getByText("A lead, not an identity.")).toBeVisible();
  // Each pair has its number on both prints.
  const ones = dialog.locator(".how-number", { hasText: /^\s*1\s*$/ });
  await expect(ones).toHaveCount(2);
  await expectAccessible(bench);
});
