// A device with keys of its own: enrolled by a code, unlocked by its officer's PIN, called back from a distance.
import { expectAccessible } from "../accessibility.ts";
import { codeFor, EnrolledDevice, PIN, unlock } from "../enrolled.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

test("an officer unlocks an enrolled device without a network, and what they record goes sealed", async ({ server, browser, newPerson }) => {
  test.setTimeout(300_000);
  const administrator = await newPerson();
  const code = await codeFor(administrator, server, "Desk 4");
  await expectAccessible(administrator);
  const device = await EnrolledDevice.enrol(browser, server, code);

  const again = await (await newPerson()).context().newPage();
  await again.goto(`${server.address}/enrol#${code}`);
  await again.getByRole("button", { name: "Enrol" }).click();
  await expect(again.getByText("This code enrols no device.")).toBeVisible();
  await expectAccessible(again);

  const first = await device.firstOfficer();
  await device.ready(first);
  await first.page.close();
  await device.context.setOffline(true);

  const desk = await device.coldStart();
  await expectAccessible(desk);
  await unlock(desk, "111222");
  await expect(desk.getByText("That is not your PIN. 9 tries are left")).toBeVisible();
  await unlock(desk);
  await expect(desk.getByRole("heading", { name: "Desk" })).toBeVisible();
  const officer = new Officer(desk);
  await officer.listsHeld(1);
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  await expect(officer.saved).toHaveText("Saved on this device: 1 print");
  const reference = await officer.send();

  const seals: (string | undefined)[] = [];
  desk.on("request", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === "/api/encounters") seals.push(request.headers()["umbral-seal"]);
  });
  await desk.goto(server.address);
  await unlock(desk);
  await expect(desk.getByText("1 record waiting")).toBeVisible();
  await device.context.setOffline(false);
  await expect(officer.encounter(reference)).toContainText("Under review", { timeout: 60_000 });
  expect(seals.length).toBeGreaterThan(0);
  expect(seals.every((seal) => seal && seal.length < 220)).toBe(true);

  await administrator.getByRole("button", { name: "Look again" }).click();
  await expect(administrator.getByTestId("device")).toContainText("Active");
  await expectAccessible(administrator);
  await device.context.close();
});

test("wrong PINs cost time, and the last of them the officer's key", async ({ server, browser, newPerson }) => {
  test.setTimeout(300_000);
  const device = await EnrolledDevice.enrol(browser, server, await codeFor(await newPerson(), server, "Desk 4"));
  const first = await device.firstOfficer();
  await device.ready(first);
  await first.startEncounter();
  await first.scanFinger(3, "Right index", 1);
  await expect(first.saved).toHaveText("Saved on this device: 1 print");
  await first.page.close();
  await device.context.setOffline(true);

  const desk = await device.coldStart();
  let now = Date.now();
  for (const left of [9, 8, 7]) {
    await unlock(desk, "111222");
    await expect(desk.getByText(`That is not your PIN. ${left} tries are left`)).toBeVisible();
  }
  await unlock(desk, PIN);
  await expect(desk.getByText(/^No PIN is looked at for \d+ seconds/)).toBeVisible();
  for (const left of ["6 tries are", "5 tries are", "4 tries are", "3 tries are", "2 tries are", "1 try is"]) {
    await desk.clock.setFixedTime((now += 3_700_000));
    await unlock(desk, "111222");
    await expect(desk.getByText(`That is not your PIN. ${left} left`)).toBeVisible();
  }
  await desk.clock.setFixedTime((now += 3_700_000));
  await unlock(desk, "111222");
  await expect(desk.getByText("Too many wrong PINs: your key on this device is erased.")).toBeVisible();
  // Nothing is left that a PIN would open: the page that asks for one is gone with it.
  await expect(desk.getByTestId("unlock")).toHaveCount(0);
  await desk.close();

  await device.context.setOffline(false);
  const later = await device.firstOfficer("720518");
  // What was sealed under the key that is gone is there, and is read by nobody.
  await expect(later.page.getByText("1 encounter of another officer is kept on this device.")).toBeVisible();
  await expectAccessible(later.page);
  await device.context.close();
});

test("a device that is called back sends what it had sealed, then erases itself and says so", async ({ server, browser, newPerson }) => {
  test.setTimeout(300_000);
  const administrator = await newPerson();
  const device = await EnrolledDevice.enrol(browser, server, await codeFor(administrator, server, "Desk 4"));
  const officer = await device.firstOfficer();
  await device.ready(officer);
  await device.context.setOffline(true);
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  const reference = await officer.send();
  await officer.page.close();

  await administrator.getByRole("button", { name: "Look again" }).click();
  await administrator.getByRole("button", { name: "Call back" }).click();
  await expectAccessible(administrator);
  await administrator.getByRole("dialog").getByLabel("Reason").fill("it goes to another site");
  await administrator.getByRole("dialog").getByRole("button", { name: "Call back" }).click();
  await expect(administrator.getByTestId("device")).toContainText("Called back: sending, then erased");

  await device.context.setOffline(false);
  const desk = await device.context.newPage();
  await desk.goto(server.link("Officer 14"));
  await unlock(desk);
  await expect(desk.getByText("This device was called back.")).toBeVisible();
  const later = new Officer(desk);
  await expect(later.encounter(reference)).toContainText("Under review", { timeout: 60_000 });
  await expect(desk.getByRole("link", { name: "New encounter" })).toHaveCount(0);
  await expect(desk.getByText("it goes to another site")).toBeVisible({ timeout: 90_000 });
  await expectAccessible(desk);
  expect(Object.values(await device.shelves(desk)).reduce((sum, count) => sum + count)).toBeLessThanOrEqual(1);
  await administrator.getByRole("button", { name: "Look again" }).click();
  await expect(administrator.getByTestId("device")).toHaveAttribute("data-state", "wiped");
  await device.context.close();
});
