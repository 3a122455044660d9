// An officer's key on a device, opened by a passkey beside the PIN; and a PIN that holds up no page while it is looked at.
import { expectAccessible } from "../accessibility.ts";
import { plugInAuthenticator } from "../authenticator.ts";
import { codeFor, EnrolledDevice, PIN, unlock } from "../enrolled.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

test("an officer unlocks a device with a passkey without a network, and with the PIN still", async ({ server, browser, newPerson }) => {
  test.setTimeout(300_000);
  // Browsers know passkeys by a name, not by an address in numbers.
  const device = await EnrolledDevice.enrol(browser, server, await codeFor(await newPerson(), server, "Tablet 3"), "localhost");
  const first = await device.firstOfficer();
  await device.ready(first);
  const page = first.page;
  const credential = await plugInAuthenticator(page, { hasPrf: true });
  await page.goto(`${device.address}/account`);
  await unlock(page);
  const panel = page.getByTestId("device-passkey");
  await expectAccessible(page);
  await panel.getByLabel("PIN").fill("111222");
  await panel.getByRole("button", { name: "Make the passkey" }).click();
  await expect(panel).toContainText("That is not your PIN. 9 tries are left");
  await panel.getByLabel("PIN").fill(PIN);
  await panel.getByRole("button", { name: "Make the passkey" }).click();
  await expect(panel.getByText("A passkey opens your key on this device.")).toBeVisible();
  await expectAccessible(page);
  await page.goto(device.address);
  await unlock(page);
  const officer = new Officer(page);
  await officer.listsHeld(1);
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  await expect(officer.saved).toHaveText("Saved on this device: 1 print");

  // The authenticator stays with its page: the same page starts anew, without a network.
  await device.context.setOffline(true);
  await page.goto(device.address);
  await expect(page.getByRole("heading", { name: "Unlock this device" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Unlock with your passkey" }).click();
  await page.getByRole("link", { name: /^Continue / }).click();
  await expect(officer.saved).toHaveText("Saved on this device: 1 print");

  // Whoever has the device and not the passkey opens nothing with the button.
  await credential.wipe();
  await page.goto(device.address);
  await page.getByRole("button", { name: "Unlock with your passkey" }).click();
  await expect(page.getByText("The browser gave no passkey that opens your key here.")).toBeVisible({ timeout: 90_000 });
  await page.getByTestId("unlock").getByRole("radio").first().check();
  await unlock(page);
  await expect(page.getByRole("link", { name: /^Continue / })).toBeVisible();
  await device.context.close();
});

test("the page goes on while a PIN is looked at", async ({ server, browser, newPerson }) => {
  test.setTimeout(240_000);
  const device = await EnrolledDevice.enrol(browser, server, await codeFor(await newPerson(), server, "Desk 4"));
  const first = await device.firstOfficer();
  await device.ready(first);
  await first.page.close();
  await device.context.setOffline(true);
  const desk = await device.coldStart();
  await desk.waitForTimeout(2_000);
  await desk.evaluate(() => {
    const held: number[] = ((window as any).held = []);
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => held.push(duration))).observe({ type: "longtask" });
  });
  const started = Date.now();
  await unlock(desk, "111222");
  await expect(desk.getByText("That is not your PIN.")).toBeVisible();
  const took = Date.now() - started;
  const worst = Math.max(0, ...(await desk.evaluate(() => (window as any).held as number[])));
  console.log(`${"a PIN looked at".padEnd(52)} ${took} ms, page held up ${worst.toFixed(0)} ms at worst`);
  // On the page it was all of that.
  expect(worst).toBeLessThan(took / 2);
  await device.context.close();
});
