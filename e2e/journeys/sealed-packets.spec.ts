// What an enrolled device sends is taken as it was sealed, or waits for a supervisor; without a link it travels in a file.
import { readFileSync } from "node:fs";
import type { Route } from "@playwright/test";
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

test("what a supervisor rejected is told to its officer, who seals it anew or takes it off the device", async ({ server, browser, newPerson }) => {
  test.setTimeout(240_000);
  const device = await EnrolledDevice.enrol(browser, server, await codeFor(await newPerson(), server, "Desk 4"));
  const officer = await device.firstOfficer();
  const desk = officer.page;
  const alter = (route: Route) =>
    route.continue({ postData: gzipSync(Buffer.concat([gunzipSync(route.request().postDataBuffer()!), Buffer.from(" ")])) });
  await desk.route("**/api/encounters?*", alter);
  const supervisor = await newPerson();
  await supervisor.goto(server.link("Supervisor 2"));
  const references: string[] = [];
  for (const person of [3, 5001]) {
    await officer.startEncounter();
    await officer.scanFinger(person, "Right index", 1);
    references.push(await officer.send());
    await expect(desk.getByText("The server refused this record and keeps it for a supervisor.")).toBeVisible();
    await supervisor.goto(`${server.address}/quarantine`);
    const packet = supervisor.getByTestId("packet").filter({ hasText: references.at(-1)! });
    await packet.getByRole("button", { name: "Look" }).click();
    await packet.getByLabel("Reason").fill("something on the way changes records");
    await packet.getByRole("button", { name: "Reject and erase" }).click();
    await expect(packet).toContainText("Rejected and erased");
    await desk.getByRole("button", { name: "Look again" }).click();
    const told = desk.getByTestId("packet-rejected");
    await expect(told).toContainText("something on the way changes records");
    await expectAccessible(desk);
    if (person === 3) {
      // Sealed anew it is another packet, and judged as one.
      await desk.unroute("**/api/encounters?*");
      await told.getByRole("button", { name: "Seal and send again" }).click();
      await expect(desk.getByRole("heading", { name: "Under review" })).toBeVisible();
      await desk.route("**/api/encounters?*", alter);
      await officer.toDesk();
    } else {
      await told.getByRole("button", { name: "Remove from this device" }).click();
      const dialog = desk.getByRole("dialog");
      await expectAccessible(desk);
      await dialog.getByRole("button", { name: "Remove from this device" }).click();
      await expect(told).toHaveCount(0);
    }
  }
  await officer.nothingLeftOnTheDevice();
  await desk.goto(server.address);
  await desk.getByLabel("PIN").fill("602914");
  await desk.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(officer.encounter(references[0]!)).toContainText("Under review", { timeout: 60_000 });
  await expect(officer.encounter(references[1]!)).toHaveCount(0);
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
