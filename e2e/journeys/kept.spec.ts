// What an officer did outlives the page.
import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

test("an encounter goes on after the tab was closed, with its prints, its search and its images", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await Officer.signIn(page, server);
  await officer.listsHeld(1);
  await officer.startEncounter();
  await expect(officer.saved).toHaveText("Saved on this device: the answers and the notice");
  await officer.scanFinger(3, "Right index", 1);
  await officer.scanFinger(3, "Right middle", 2);
  await officer.expectLead();
  await expect(officer.saved).toHaveText("Saved on this device: 2 prints");
  await expectAccessible(page);
  await page.close();

  const again = await page.context().newPage();
  await again.goto(server.address);
  const later = new Officer(again);
  await again.getByRole("link", { name: /^Continue / }).click();
  await later.taken(2);
  await expect(later.saved).toHaveText("Saved on this device: 2 prints");
  await later.expectLead();
  await expect(later.finger("Right index")).toHaveAccessibleName(/\d/);
  const reference = await later.send();
  await expect(again.getByRole("heading", { name: "Under review" })).toBeVisible();
  await later.toDesk();
  await expect(later.encounter(reference)).toContainText("Under review");
  await expect(again.getByRole("link", { name: "New encounter" })).toBeVisible();
  await later.nothingLeftOnTheDevice();
});

test("a record that could not be sent is sent by itself after the tab was closed", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await Officer.signIn(page, server);
  await officer.listsHeld(1);
  await officer.startEncounter();
  await officer.scan(5001, 2);
  await page.context().route("**/api/encounters?*", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  const reference = await officer.send();
  await expect(page.getByText("The record is kept on this device and will be tried again by itself.")).toBeVisible();
  await expectAccessible(page);
  await page.close();

  const again = await page.context().newPage();
  await page.context().unroute("**/api/encounters?*");
  await again.goto(server.address);
  const later = new Officer(again);
  await expect(later.encounter(reference)).toContainText("No match");
  await expect(later.encounter(reference)).not.toContainText("images under way");
  await later.nothingLeftOnTheDevice();
});

test("one officer does not see what another left on the device", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await Officer.signIn(page, server);
  await officer.startEncounter();
  await officer.scan(5001, 1);
  await expect(officer.saved).toHaveText("Saved on this device: 1 print");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toHaveCount(0);

  const other = await Officer.signIn(page, server, "Officer 21");
  await expect(page.getByRole("link", { name: "New encounter" })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Continue / })).toHaveCount(0);
  await other.startEncounter();
  await expect(page.getByText("1 finger taken")).toHaveCount(0);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toHaveCount(0);

  const back = await Officer.signIn(page, server);
  await page.getByRole("link", { name: /^Continue / }).click();
  await back.taken(1);
});

test("what is discarded is erased from the device", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await Officer.signIn(page, server);
  await officer.startEncounter();
  await officer.scan(5001, 1);
  await expect(officer.saved).toHaveText("Saved on this device: 1 print");
  await page.getByRole("link", { name: "Umbral" }).or(page.locator(".mark")).first().click();
  await page.getByRole("button", { name: "Discard it" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard it" }).click();
  await expect(page.getByRole("link", { name: "New encounter" })).toBeVisible();
  await officer.nothingLeftOnTheDevice();
});

test("no encounter begins where the device has too little space left to finish it", async ({ server, newPerson }) => {
  const page = await newPerson();
  await page.addInitScript(() => {
    navigator.storage.estimate = async () => ({ quota: 100 << 20, usage: 90 << 20 });
  });
  await Officer.signIn(page, server);
  await expect(page.getByText("This device is almost full: 10 MB are left.")).toBeVisible();
  await expect(page.getByRole("link", { name: "New encounter" })).toHaveCount(0);
  await expectAccessible(page);
});

test("where the browser keeps nothing, the desk says so and work goes on", async ({ server, newPerson }) => {
  const page = await newPerson();
  await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
  const officer = await Officer.signIn(page, server);
  await expect(page.getByText("This device keeps nothing")).toBeVisible();
  await officer.startEncounter();
  await officer.scan(5001, 2);
  await expect(officer.saved).toContainText("What you did last is on this page only.");
  await expectAccessible(page);
  await officer.send();
  await expect(page.getByRole("heading", { name: "No match" })).toBeVisible();
});
