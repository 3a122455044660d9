// The bench itself: every tool by pointer and by key, what is charted, how few keys a clear hit takes, three sizes.
import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";
import type { Page } from "@playwright/test";
import type { Server } from "../server.ts";

/** A hit of one finger in the queue, and a reviewer before it. */
async function waiting(server: Server, newPerson: () => Promise<Page>, fingers = ["Right index"]): Promise<[Reviewer, string]> {
  const officer = await Officer.signIn(await newPerson(), server);
  await officer.listsHeld(1);
  await officer.startEncounter();
  for (const [at, finger] of fingers.entries()) await officer.scanFinger(3, finger, at + 1);
  const reference = await officer.send();
  const reviewer = await Reviewer.signIn(await newPerson(), server, "Reviewer 3");
  await expect(reviewer.hit(reference)).toBeVisible();
  return [reviewer, reference];
}

test("a clear exclusion takes five keys from the queue", async ({ server, newPerson }) => {
  const [reviewer] = await waiting(server, newPerson);
  const page = reviewer.page;
  let keys = 0;
  const press = async (key: string) => {
    keys++;
    await page.keyboard.press(key);
  };
  await press("n");
  await expect(page.getByRole("heading", { name: "Look at the probe alone" })).toBeVisible();
  await press("v");
  await press("Enter");
  await expect(page.getByRole("heading", { name: "Your decision" })).toBeVisible();
  await press("F2");
  await expect(page.getByRole("heading", { name: "Exclusion: why?" })).toBeVisible();
  await press("1");
  await expect(page.getByText("Your decision is saved")).toBeVisible();
  await expect(page.getByText("The pattern types differ.")).toBeVisible();
  console.log(`${"keystrokes from the queue to a clear exclusion".padEnd(52)} ${keys}`);
  expect(keys).toBeLessThanOrEqual(6);
});

test("the probe is marked by pointer and by key, and the analysis is locked with its marks", async ({ server, newPerson }) => {
  const [reviewer, reference] = await waiting(server, newPerson);
  const page = reviewer.page;
  await reviewer.take(reference);
  await reviewer.imagesShown();
  await page.keyboard.press("e");
  const frame = (await reviewer.print("Probe").boundingBox())!;
  await page.mouse.click(frame.x + frame.width * 0.5, frame.y + frame.height * 0.6);
  await expect(page.getByText("minutia marked by you")).toBeVisible();
  // The cross goes elsewhere by the arrows, and Enter marks there.
  for (let step = 0; step < 12; step++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page.locator(".marked .figure")).toHaveText("2");
  await page.keyboard.press("y");
  await expectAccessible(page);
  await page.keyboard.press("Delete");
  await expect(page.locator(".marked .figure")).toHaveText("1");
  await page.keyboard.press("u");
  const all = Number(await page.locator(".marked .figure").innerText());
  expect(all).toBeGreaterThan(10);
  await page.keyboard.press("e");
  await page.keyboard.press("v");
  const sent = page.waitForRequest((request) => request.url().endsWith("/analysis"));
  await page.keyboard.press("Enter");
  const charts = (await sent).postDataJSON().charts;
  expect(charts).toHaveLength(1);
  expect(charts[0].marks).toHaveLength(all);
  await expect(page.getByRole("heading", { name: "Your decision" })).toBeVisible();
});

test("pairs are added and taken away, prints overlaid, blinked, turned, measured, all without a mouse", async ({ server, newPerson }) => {
  const [reviewer, reference] = await waiting(server, newPerson, ["Right index", "Right middle"]);
  const page = reviewer.page;
  await reviewer.take(reference);
  await reviewer.analyse();
  await reviewer.imagesShown();
  const figure = page.locator("[aria-labelledby=charted] .figure");
  const paired = Number(await figure.innerText());
  await page.getByRole("button", { name: "Pair 2", exact: true }).click();
  await page.keyboard.press("Delete");
  await expect(figure).toHaveText(String(paired - 1));

  await page.keyboard.press("c");
  await page.locator("h1").click();
  for (let step = 0; step < 4; step++) await page.keyboard.press("+");
  const half = page.getByText("Now the same minutia on the candidate.");
  // Where there is a pair at the cross, Enter chooses it; a little aside there is none.
  for (let tries = 0; tries < 8 && !(await half.isVisible()); tries++) {
    for (let step = 0; step < 6; step++) await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
  }
  await expect(half).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(figure).toHaveText(String(paired));
  await expect(page.getByText("1 added by hand")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("0");

  await page.keyboard.press("o");
  await expect(page.getByText("with the candidate over it, 50 % opaque")).toBeVisible();
  await page.keyboard.press("t");
  await page.getByLabel("Opacity").fill("0.8");
  await expect(page.getByText("80 % opaque")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("b");
  await page.getByLabel("Changes a second (0: Space)").fill("0");
  const shown = page.locator(".over-words");
  await page.locator("h1").click();
  const before = await shown.innerText();
  await page.keyboard.press("Space");
  await expect(shown).not.toHaveText(before);
  await page.keyboard.press("b");
  await page.keyboard.press("t");

  for (const key of [",", ".", ".", "+", "-", "<", ">", "Shift+ArrowLeft", "i", "l", "k", "k", "k", "k", "k", "m", "x", "s", "s"]) {
    await page.keyboard.press(key);
  }
  await page.keyboard.press("a");
  await page.keyboard.press("r");
  await page.keyboard.press("Enter");
  for (let step = 0; step < 25; step++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/Ridges crossed: \d+ on the probe/)).toBeVisible();
  await page.keyboard.press("Escape");

  // 1:1 wants the screen measured first; then it is remembered.
  await page.keyboard.press("1");
  await page.getByLabel("Width").fill("324");
  await expectAccessible(page);
  await page.getByRole("button", { name: "It is as large as the card" }).click();
  await expect(page.locator(".zoom-figure")).toHaveText("1.0×");
  await page.keyboard.press("0");

  await page.keyboard.press("]");
  await expect(page.getByRole("button", { name: "Right middle" })).toHaveAttribute("aria-pressed", "true");
  const sent = page.waitForRequest((request) => request.url().endsWith("/decision"));
  await reviewer.decide("Inconclusive", "The tips are missing.");
  const charts = (await sent).postDataJSON().charts;
  expect(charts).toHaveLength(1);
  expect(charts[0].pairs.filter((pair: { author: string }) => pair.author === "examiner")).toHaveLength(1);
  await expect(page.getByText("Your decision is saved")).toBeVisible();
});

test("a hit is skipped with a reason, comes last for who skipped it, and the keys are told", async ({ server, newPerson }) => {
  const [reviewer, reference] = await waiting(server, newPerson);
  const page = reviewer.page;
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys on the bench" })).toBeVisible();
  await page.keyboard.press("Escape");
  await reviewer.take(reference);
  await page.keyboard.press("z");
  await page.getByRole("button", { name: "Skip", exact: true }).last().click();
  await page.getByLabel("Why").fill("I know the person.");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Skip", exact: true }).last().click();
  await expect(page.getByRole("heading", { name: "Queue" }).or(page.getByRole("heading", { name: /^Hit/ }))).toBeVisible();
  await page.goto(new URL("/queue", page.url()).href);
  await expect(reviewer.hit(reference)).toContainText("skipped by you");
});

for (const [width, height] of [[1280, 800], [820, 1180], [390, 844]] as const) {
  test(`the bench works at ${width} by ${height}`, async ({ server, newPerson }) => {
    const [reviewer, reference] = await waiting(server, newPerson);
    const page = reviewer.page;
    await page.setViewportSize({ width, height });
    await expectAccessible(page);
    await reviewer.take(reference);
    await reviewer.imagesShown();
    await expectAccessible(page);
    await reviewer.analyse();
    await reviewer.imagesShown();
    await expectAccessible(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    for (const side of ["Probe", "Candidate"] as const) {
      const frame = (await reviewer.print(side).boundingBox())!;
      expect(Math.min(frame.width, frame.height)).toBeGreaterThan(240);
    }
  });
}
