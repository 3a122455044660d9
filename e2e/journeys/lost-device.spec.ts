// A device in the wrong hands, and one that nobody hears of any more.
import { expectAccessible } from "../accessibility.ts";
import { codeFor, EnrolledDevice, unlock } from "../enrolled.ts";
import { expect, test } from "../journey.ts";

const DAY = 86_400_000;

test("a device that is called back as stolen erases itself at its next contact, and sends nothing more", async ({ server, browser, newPerson }) => {
  test.setTimeout(300_000);
  const administrator = await newPerson();
  const device = await EnrolledDevice.enrol(browser, server, await codeFor(administrator, server, "Van 2"));
  const officer = await device.firstOfficer();
  await device.ready(officer);
  await device.context.setOffline(true);
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  await officer.send();
  await officer.page.close();

  await administrator.getByRole("button", { name: "Look again" }).click();
  await administrator.getByRole("button", { name: "Call back" }).click();
  const dialog = administrator.getByRole("dialog");
  await dialog.getByLabel(/^It is lost or stolen/).check();
  await dialog.getByLabel("Reason").fill("taken from the van at night");
  await dialog.getByRole("button", { name: "Call back" }).click();
  await expect(administrator.getByTestId("device")).toContainText("Called back as stolen");

  // Whoever has it now opens it where there is a network, and knows no PIN.
  const sent: string[] = [];
  device.context.on("request", (request) => {
    if (request.method() !== "GET" && new URL(request.url()).pathname.startsWith("/api/encounters")) sent.push(request.url());
  });
  const thief = await device.coldStart();
  await device.context.setOffline(false);
  await expect(thief.getByText("taken from the van at night")).toBeVisible({ timeout: 90_000 });
  await expectAccessible(thief);
  // The browser makes a key for a store that keeps something; whatever was there is gone.
  await expect.poll(async () => Object.values(await device.shelves(thief)).reduce((sum, count) => sum + count)).toBeLessThanOrEqual(1);
  expect(sent).toEqual([]);
  await administrator.getByRole("button", { name: "Look again" }).click();
  await expect(administrator.getByTestId("device")).toHaveAttribute("data-state", "wiped");
  await device.context.close();
});

test("a device that has heard nothing for longer than its rules allow opens for nobody until it does", async ({ server, browser, newPerson }) => {
  test.setTimeout(300_000);
  const device = await EnrolledDevice.enrol(browser, server, await codeFor(await newPerson(), server, "Post 9"));
  const first = await device.firstOfficer();
  await device.ready(first);
  await first.startEncounter();
  await first.scanFinger(3, "Right index", 1);
  await expect(first.saved).toHaveText("Saved on this device: 1 print");
  const days: number = await first.page.evaluate(async () => (await (await fetch("/api/session")).json()).site.policy.devices.days_without_contact);
  const now = Date.now();
  await first.page.close();
  await device.context.setOffline(true);

  // An hour before the time is over it still opens.
  await device.context.clock.setFixedTime(now + days * DAY - DAY / 24);
  await (await device.coldStart()).close();

  const desk = await device.context.newPage();
  await desk.clock.setFixedTime(now + days * DAY + DAY / 24);
  await desk.goto(server.address);
  await expect(desk.getByRole("heading", { name: "This device has locked itself" })).toBeVisible();
  await expect(desk.getByLabel("PIN")).toHaveCount(0);
  await expectAccessible(desk);
  await desk.getByRole("button", { name: "Try again" }).click();
  await expect(desk.getByRole("heading", { name: "This device has locked itself" })).toBeVisible();

  // A clock that was set back opens it no more than one that went on.
  await desk.clock.setFixedTime(now - 2 * DAY);
  await desk.goto(server.address);
  await expect(desk.getByRole("heading", { name: "This device has locked itself" })).toBeVisible();
  await desk.close();

  // What it keeps is as it was, once it is in contact again.
  await device.context.clock.setFixedTime(Date.now());
  await device.context.setOffline(false);
  const again = await device.context.newPage();
  await again.goto(server.link("Officer 14"));
  await unlock(again);
  await again.getByRole("link", { name: /^Continue / }).click();
  await expect(again.getByTestId("saved")).toHaveText("Saved on this device: 1 print");
  await device.context.close();
});
