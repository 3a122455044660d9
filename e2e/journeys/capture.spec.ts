// How prints are taken: the sequences, what is told as it goes, and what the record keeps.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { manifestIn, Officer } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";
import type { Server } from "../server.ts";
import { laid } from "../simulated.ts";

const STRANGER = 5003;
const LISTED = 3;

async function atTheFingers(page: Page, server: Server, account: "Officer 14" | "Officer 21" = "Officer 14") {
  const officer = await Officer.signIn(page, server, account);
  await officer.listsHeld(1);
  await officer.startEncounter();
  return officer;
}

/** What the page sends when the officer sends. */
async function manifest(officer: Officer) {
  const sending = officer.page.waitForRequest((request) => new URL(request.url()).pathname === "/api/encounters" && request.method() === "POST");
  await officer.send();
  return manifestIn(await sending);
}

test("ten fingers in three steps, by themselves; the lead is there before the last hand is lifted", async ({
  server,
  newPerson,
}) => {
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.atScanner(LISTED);
  await officer.take();
  await expect(page.locator(".live-picture canvas")).toBeVisible();
  await officer.taken(4);
  await officer.expectLead();
  await officer.taken(8);
  await officer.taken(10);
  await expect(officer.said).toContainText("Every finger is taken.");
  for (const finger of ["Left little", "Left index", "Right little", "Right thumb"]) {
    await expect(officer.finger(finger)).toHaveAccessibleName(/Quality \d+ of 100/);
  }
  await expectAccessible(page);

  const sent = await manifest(officer);
  expect(sent.sequence).toBe("four_four_two");
  expect(sent.fingers).toHaveLength(10);
  expect(sent.fingers.map((finger: any) => finger.taking.step).toSorted()).toEqual([13, 13, 13, 13, 14, 14, 14, 14, 15, 15]);
  for (const finger of sent.fingers) {
    expect(finger.impression).toBe("live_plain");
    expect(finger.taking.automatic, "taken by itself").toBe(true);
    expect(finger.taking.tries).toBeGreaterThanOrEqual(1);
  }
});

test("an amputated finger is told first, is not waited for, and stands in the record and on the bench", async ({
  server,
  newPerson,
}) => {
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.atScanner(LISTED);
  await page.getByRole("button", { name: "A finger is missing" }).click();
  const dialog = page.getByRole("dialog", { name: "Which fingers give no print?" });
  await dialog.getByLabel("Left ring").selectOption("Amputated");
  await dialog.getByLabel("Right thumb").selectOption("Bandaged");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(officer.finger("Left ring")).toHaveAccessibleName("Left ring, Amputated");
  await officer.take();
  await officer.taken(3);
  await officer.taken(8);
  await expect(officer.said).toContainText("Every finger is taken.");

  const sent = await manifest(officer);
  expect(sent.exceptions).toEqual([
    { finger: 9, why: "amputated" },
    { finger: 1, why: "bandaged" },
  ]);
  expect(sent.fingers.map((finger: any) => finger.position).toSorted((a: number, b: number) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 10]);

  const reviewer = await Reviewer.signIn(await newPerson(), server, "Reviewer 3");
  const reference = (await page.locator(".sent .reference").first().innerText()).trim();
  await reviewer.take(reference);
  const how = reviewer.page.getByRole("region", { name: "How it was taken" });
  await expect(how).toContainText("Simulated scanner");
  await expect(how).toContainText("laid flat, taken by itself");
  await expect(how).toContainText("Left ring: Amputated (XX)");
  await expect(how).toContainText("Right thumb: Bandaged (UP)");
  await expectAccessible(reviewer.page);
});

test("the other hand is told while it lies there, and nothing is kept of it", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.goOnByItself(false);
  await officer.atScanner(STRANGER, "Lays the other hand down");
  await officer.take();
  await expect(officer.said).toContainText("This looks like the other hand.");
  await page.getByRole("button", { name: "Take it now" }).click();
  await expect(officer.said).toContainText("This is the other hand. Nothing was kept of it.");
  await officer.taken(0);
  await expect(page.getByText("Try 1 of 3")).toBeVisible();
  await expectAccessible(page);

  await officer.atScanner(STRANGER);
  await officer.take();
  await officer.taken(4);
});

test("a finger left out of a slap is counted", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.goOnByItself(false);
  await officer.atScanner(STRANGER, "Leaves one finger out");
  await officer.take();
  await expect(officer.said).toContainText("3 of 4 fingers touch.");
  await page.getByRole("button", { name: "Take it now" }).click();
  await expect(officer.said).toContainText("3 of 4 fingers were in the picture.");
  await officer.taken(0);
});

test("the same finger twice is told with what it was taken as", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.scanFinger(STRANGER, "Right index", 1);
  await officer.atScanner(STRANGER, "Always lays the right index down");
  await officer.finger("Left thumb").click();
  await page.getByRole("button", { name: "Take: Left thumb" }).click();
  await expect(officer.said).toContainText("Left thumb: this finger was already taken, as Right index.");
  await officer.taken(1);
});

test("after three poor tries the best is kept, with a reason that the record holds", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.oneFingerAtATime();
  await officer.atScanner(STRANGER, "Has skin that prints poorly");
  await officer.finger("Right thumb").click();
  const keep = page.getByRole("button", { name: "Keep with a reason" });
  for (const n of [1, 2, 3]) {
    await expect(keep).toHaveCount(0);
    await officer.take();
    await expect(page.getByText(`Try ${n} of 3`)).toBeVisible();
  }
  await keep.click();
  const dialog = page.getByRole("dialog", { name: "Why keep these prints?" });
  await expect(dialog.getByRole("button", { name: "Keep them" })).toBeDisabled();
  await dialog.getByLabel("Skin worn by work or age").check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Keep them" }).click();
  await expect(officer.finger("Right thumb")).toHaveAccessibleName(/kept with a reason/);
  const sent = await manifest(officer);
  expect(sent.fingers[0].taking).toMatchObject({ step: 1, tries: 3, override_reason: "worn_skin" });
  // The demo list holds no thumbs.
  await expect(page.getByRole("heading", { name: "Nothing to compare with" })).toBeVisible();
});

test("where the site asks for the rapid sequence, both index fingers are all", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await atTheFingers(page, server, "Officer 21");
  await officer.atScanner(LISTED);
  await expect(page.getByRole("navigation", { name: "Steps of the capture" }).getByRole("listitem")).toHaveText([/Right index/, /Left index/]);
  await officer.take();
  await officer.taken(2);
  await expect(officer.said).toContainText("Every finger is taken.");
  await officer.expectLead();
  const sent = await manifest(officer);
  expect(sent.sequence).toBe("two_indexes");
});

test("with the keyboard alone", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await page.getByRole("button", { name: /^Take: Left four/ }).focus();
  await page.keyboard.press("Space");
  await officer.taken(10);
  // The same key, where the focus still is, leads on.
  await expect(page.getByRole("button", { name: "Check and send" }).last()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Check and send" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.getByRole("button", { name: "Send", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "No match" })).toBeVisible();
});

test("a file of four fingers is cut into its fingertips", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.addFiles([await laid(page, 5004, [2, 3, 4, 5])]);
  await officer.resolution(500, 1);
  await officer.taken(4);
});

test("the same finger in a second file is refused, another finger's is taken", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.addFiles([await laid(page, STRANGER, [7])]);
  await officer.resolution(500, 1);
  await officer.taken(1);
  await officer.addFiles([await laid(page, STRANGER, [7], 2)]);
  await officer.resolution(500, 1);
  const refused = page.getByTestId("refused-file");
  await expect(refused).toContainText("fingers-7-2.pgm");
  await expect(refused).toContainText("Right index: this finger was already taken, as Right thumb.");
  await officer.taken(1);
  await expectAccessible(page);
  await officer.addFiles([await laid(page, STRANGER, [8])]);
  await officer.resolution(500, 1);
  await officer.taken(2);
});

test("the eyes are on the page, and say that irises cannot be taken yet", async ({ server, newPerson }) => {
  const page = await newPerson();
  await atTheFingers(page, server);
  const eyes = page.getByRole("region", { name: "Eyes" });
  await expect(eyes).toContainText("Irises are not taken in this version.");
  await eyes.getByRole("button", { name: "Left eye" }).click();
  await expect(eyes.getByRole("status")).toHaveText(/Irises cannot be taken yet.*The record says nothing about the eyes\./);
});
