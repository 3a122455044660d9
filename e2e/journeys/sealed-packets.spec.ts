// What an enrolled device sends is taken as it was sealed, or waits for a supervisor; without a link it travels in a file.
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { expectAccessible } from "../accessibility.ts";
import { codeFor, EnrolledDevice } from "../enrolled.ts";
import { expect, go, test } from "../journey.ts";

test("a packet that was altered on its way waits for a supervisor, who lets it in", async ({ server, browser, newPerson }) => {
  test.setTimeout(240_000);
  const device = await EnrolledDevice.enrol(browser, server, await codeFor(await newPerson(), server, "Desk 4"));
  const officer = await device.firstOfficer();
  const desk = officer.page;
  await desk.route("**/api/encounters?*", (route) =>
    route.continue({ postData: gzipSync(Buffer.concat([gunzipSync(route.request().postDataBuffer()!), Buffer.from(" ")])) }),
  );
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  const reference = await officer.send();
  await expect(desk.getByText("The server refused this record and keeps it for a supervisor.")).toBeVisible();
  await expectAccessible(desk);
  await desk.unroute("**/api/encounters?*");

  const supervisor = await newPerson();
  await supervisor.goto(server.link("Supervisor 2"));
  await go(supervisor, "Quarantine");
  const packet = supervisor.getByTestId("packet");
  await expect(packet).toContainText(reference);
  await expect(packet).toHaveAttribute("data-why", "altered");
  await expectAccessible(supervisor);
  await packet.getByRole("button", { name: "Look" }).click();
  await expect(packet.getByTestId("says")).toBeVisible();
  await expectAccessible(supervisor);
  await packet.getByLabel("Reason").fill("the site's proxy added a space");
  await packet.getByRole("button", { name: "Let it in" }).click();
  await expect(packet).toContainText("Let in");

  await desk.goto(server.address);
  await desk.getByLabel("PIN").fill("602914");
  await desk.getByRole("button", { name: "Unlock" }).click();
  await expect(officer.encounter(reference)).toContainText("Under review", { timeout: 60_000 });
  await officer.nothingLeftOnTheDevice();
  await device.context.close();
});

test("where there is no link records travel in a file, and their answers come back in one", async ({ server, browser, newPerson }) => {
  test.setTimeout(240_000);
  const device = await EnrolledDevice.enrol(browser, server, await codeFor(await newPerson(), server, "Post 7"));
  const officer = await device.firstOfficer();
  const desk = officer.page;
  await device.ready(officer);
  await device.context.setOffline(true);
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  const reference = await officer.send();
  await desk.goto(server.address);
  await desk.getByLabel("PIN").fill("602914");
  await desk.getByRole("button", { name: "Unlock" }).click();
  const out = desk.waitForEvent("download");
  await desk.getByRole("button", { name: "Write a file" }).click();
  const packets = await (await out).path();
  await expect(desk.getByText("1 record is in the file. It stays on this device too.")).toBeVisible();
  await expectAccessible(desk);
  const bytes = readFileSync(packets);
  expect(bytes.subarray(0, 8).toString()).toBe("UMBRALM1");
  for (const inTheClear of ["\x89PNG", "permission", reference]) expect(bytes.includes(inTheClear)).toBe(false);
  console.log(`${"one print in a file".padEnd(52)} ${bytes.length} bytes`);

  const supervisor = await newPerson();
  await supervisor.goto(server.link("Supervisor 2"));
  await go(supervisor, "Files from devices");
  await expectAccessible(supervisor);
  await supervisor.locator("input[type=file]").setInputFiles(packets);
  const taken = supervisor.getByTestId("taken");
  await expect(taken).toContainText("The server has all of it");
  await expect(taken).toContainText(reference);
  await expectAccessible(supervisor);
  const back = supervisor.waitForEvent("download");
  await supervisor.getByRole("button", { name: "Save the answers" }).click();
  const answers = await (await back).path();

  await desk.getByTestId("on-medium").locator("input[type=file]").setInputFiles(packets);
  await expect(desk.getByText("This is no file of answers for this device")).toBeVisible();
  await expect(desk.getByText("1 record waiting")).toBeVisible();
  await desk.getByTestId("on-medium").locator("input[type=file]").setInputFiles(answers);
  await expect(desk.getByText("1 record is at headquarters and was erased here.")).toBeVisible();
  await expect(officer.encounter(reference)).toContainText("Under review");
  await officer.nothingLeftOnTheDevice();
  await device.context.close();
});
