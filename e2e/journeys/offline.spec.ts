// A desk without a network, from a cold start to the record's arrival.
import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

test("after the first visit a desk starts, captures, searches and keeps without a network, and sends by itself later", async ({
  server,
  browser,
}) => {
  test.setTimeout(240_000);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "allow" });
  const page = await context.newPage();
  const first = await Officer.signIn(page, server);
  await first.listsHeld(1);
  // The whole shell is on the device, and this page is served from it from now on.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => page.evaluate(() => !!navigator.serviceWorker.controller)).toBe(true);
  await first.copiesKept();
  await page.close();
  await context.setOffline(true);

  const desk = await context.newPage();
  const started = Date.now();
  await desk.goto(server.address);
  const officer = new Officer(desk);
  await expect(desk.getByRole("heading", { name: "Desk" })).toBeVisible();
  const ready = Date.now() - started;
  await officer.listsHeld(1);
  const searchable = Date.now() - started;
  console.log(`${"cold start without a network: desk".padEnd(52)} ${ready} ms`);
  console.log(`${"the same: 1,000 people of the list searchable".padEnd(52)} ${searchable} ms`);
  await expect(desk.getByText("No link")).toBeVisible();
  await expectAccessible(desk);
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  await officer.scanFinger(3, "Right middle", 2);
  await officer.expectLead();
  await expect(officer.saved).toHaveText("Saved on this device: 2 prints");
  const reference = await officer.send();
  await expect(desk.getByText("The record is kept on this device and will be tried again by itself.")).toBeVisible();
  await desk.goto(server.address);
  await expect(desk.getByText("1 record waiting")).toBeVisible();

  await context.setOffline(false);
  await expect(officer.encounter(reference)).toContainText("Under review", { timeout: 60_000 });
  await officer.nothingLeftOnTheDevice();
  await context.close();
});
