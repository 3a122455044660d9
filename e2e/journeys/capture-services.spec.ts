// Scanners behind makers' services on the desk's own computer: a site switches them on, the page finds them, and believes
// what can be shown to come from a scanner that the site trusts.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { test } from "../capture-service.ts";
import { Installer } from "../installer.ts";
import { expect } from "../journey.ts";
import { manifestIn, Officer } from "../officer.ts";
import type { Server } from "../server.ts";

const STRANGER = 5003;

async function atTheFingers(page: Page, server: Server) {
  const officer = await Officer.signIn(page, server);
  await officer.startEncounter();
  return officer;
}

/** The scanner that is chosen. */
const chosen = (page: Page) => page.locator(".scanner-choice option:checked");

/** What the page sends when the officer sends. */
async function manifest(officer: Officer) {
  const sending = officer.page.waitForRequest(
    (request) => new URL(request.url()).pathname === "/api/encounters" && request.method() === "POST",
  );
  await officer.send();
  return manifestIn(await sending);
}

test("slaps come through the secure biometric interface, and the record says which scanner took them", async ({ desk, newPerson }) => {
  const sbi = await desk.sbi();
  await sbi.person(STRANGER);
  const server = await desk.siteTrusting(sbi);
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await expect(chosen(page)).toHaveText("MOSIP SBI");
  await officer.take();
  await expect(page.locator(".live-picture canvas")).toBeVisible();
  await expect(page.getByRole("button", { name: "The scanner takes it by itself" })).toBeVisible();
  await expectAccessible(page);
  await officer.taken(4);
  await officer.taken(8);
  await officer.taken(10);

  const sent = await manifest(officer);
  expect(sent.fingers).toHaveLength(10);
  expect(sent.fingers.map((finger: any) => finger.taking.step).toSorted()).toEqual([13, 13, 13, 13, 14, 14, 14, 14, 15, 15]);
  for (const finger of sent.fingers) {
    expect(finger.source).toMatchObject({ kind: "scanner", make: "Umbral", model: "Sample", serial: "SAMPLE-000001", firmware: "1.0" });
    expect(finger.taking.automatic).toBe(true);
    expect(finger.ppi).toBe(500);
  }
});

test("a finger that is missing is not asked of the scanner", async ({ desk, newPerson }) => {
  const sbi = await desk.sbi();
  await sbi.person(STRANGER);
  const server = await desk.siteTrusting(sbi);
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await page.getByRole("button", { name: "A finger is missing" }).click();
  const dialog = page.getByRole("dialog", { name: "Which fingers give no print?" });
  await dialog.getByLabel("Left ring").selectOption("Amputated");
  await dialog.getByRole("button", { name: "Save" }).click();
  await officer.goOnByItself(false);
  await officer.take();
  await officer.taken(3);
});

/** What the service does wrong, what the page says of it, and what to do about it. */
const FAULTS: [fault: string, words: string, remedy: string][] = [
  ["wrong-signature", "The scanner's signature does not fit its images, so they are not used.", "Tell IT: they check the scanner's certificate"],
  ["unknown-root", "This site does not know who vouches for the scanner, so its images are not used.", "Tell IT: they check the scanner's certificate"],
  ["expired-certificate", "The scanner's certificate has expired, so its images are not used.", "Tell IT: they check the scanner's certificate"],
  ["wrong-hash", "An image was changed, left out or put in on its way from the scanner.", "Try again. If it stays so, tell IT."],
  ["wrong-transaction", "The capture service answered another request.", "Try again. If it stays so, tell IT."],
  ["wrong-scanner", "The images come from another scanner than the one asked.", "Try again. If it stays so, tell IT."],
  ["test-scanner", "The scanner works for another purpose, or is a test scanner.", "Try again. If it stays so, tell IT."],
  ["encrypted", "The scanner works for another purpose, or is a test scanner.", "Try again. If it stays so, tell IT."],
  ["missing-finger", "Other fingers or eyes came than were asked for.", "Try again. If it stays so, tell IT."],
  ["damaged", "The scanner's images are damaged or of an unknown kind.", "Try again. If it stays so, tell IT."],
  ["fast-clock", "The scanner's clock is 3", "Set the date and time of both, then try again."],
  ["busy", "Another program or another tab is using the scanner.", "Close that program or tab, then connect again."],
  ["not-ready", "The scanner is not ready yet.", "Look at the scanner: wait until it is warm"],
  ["not-registered", "The scanner is not registered with its maker.", "Register it with its maker's tool, or tell IT."],
  ["unplugged", "The capture service runs, but no scanner is plugged in.", "Plug the scanner in and try again."],
];

test("whatever the service does wrong is said with its remedy, and nothing is kept of it", async ({ desk, newPerson }) => {
  const sbi = await desk.sbi();
  await sbi.person(STRANGER);
  const server = await desk.siteTrusting(sbi);
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.goOnByItself(false);
  for (const [fault, words, remedy] of FAULTS) {
    await sbi.fault(fault);
    await officer.take();
    const banner = page.locator(".pane .banner", { hasText: words });
    await expect(banner, fault).toContainText(remedy);
    await officer.taken(0);
  }
  await expectAccessible(page);
  await sbi.fault("no-finger");
  await officer.take();
  await expect(officer.said).toContainText("No picture came.");
  await sbi.fault("");
  await officer.take();
  await officer.taken(4);
  await expect(page.locator(".pane .banner")).toHaveCount(0);
});

test("a scanner that nobody the site trusts vouches for is not used at all", async ({ desk, newPerson }) => {
  const trusted = await desk.sbi(1);
  const server = await desk.siteTrusting(trusted);
  await trusted.die();
  const stranger = await desk.sbi(2);
  const page = await newPerson();
  await atTheFingers(page, server);
  await expect(page.getByText("This site does not know who vouches for the scanner")).toBeVisible();
  await expect(page.getByText("No scanner is connected.")).toBeVisible();
});

test("a service that dies in the middle loses nothing that was taken, and capture goes on when it is back", async ({ desk, newPerson }) => {
  const sbi = await desk.sbi();
  await sbi.person(STRANGER);
  const server = await desk.siteTrusting(sbi);
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.goOnByItself(false);
  await officer.take();
  await officer.taken(4);
  await officer.take();
  await expect(page.locator(".live-picture canvas")).toBeVisible();
  await sbi.die();
  await expect(page.getByText("The capture service has stopped answering.").or(page.getByText("No capture service answers on this computer."))).toBeVisible();
  await expect(officer.said).toContainText("Waiting for the scanner. What was taken is kept.");
  await officer.taken(4);
  await sbi.rise();
  await sbi.person(STRANGER);
  await officer.taken(8);
});

test("a site that has switched nothing on reaches nothing on the desk", async ({ desk, server, newPerson }) => {
  await desk.sbi();
  const page = await newPerson();
  await atTheFingers(page, server);
  await expect(page.locator(".scanner-choice select")).not.toContainText("MOSIP SBI");
  const reached = await page.evaluate(() => fetch("http://127.0.0.1:4503/double/root").then(() => true, () => false));
  expect(reached).toBe(false);
});

test("a browser that keeps the page from this computer is said to", async ({ desk, newPerson }) => {
  const sbi = await desk.sbi();
  const server = await desk.siteTrusting(sbi);
  await sbi.die();
  const page = await newPerson();
  const devtools = await page.context().newCDPSession(page);
  const { browserContextId } = (await devtools.send("Target.getTargetInfo")).targetInfo;
  const deny = (name: string) =>
    devtools.send("Browser.setPermission", {
      permission: { name },
      setting: "denied",
      origin: server.address,
      browserContextId,
    });
  await deny("loopback-network").catch(() => deny("local-network-access"));
  await atTheFingers(page, server);
  await expect(page.getByText("The browser keeps this page from the scanner's service on this computer.")).toBeVisible();
  await expect(page.getByText("Allow access to apps on this device in the browser's site settings")).toBeVisible();
});

test("a SecuGen reader takes a finger through its maker's service", async ({ desk, newPerson }) => {
  await desk.secugen(STRANGER);
  const server = await desk.siteWith("--secugen");
  const page = await newPerson();
  const officer = await atTheFingers(page, server);
  await officer.goOnByItself(false);
  await officer.finger("Right index").click();
  await page.getByRole("button", { name: "Take: Right index" }).click();
  await officer.taken(1);
  const sent = await manifest(officer);
  expect(sent.fingers[0].source).toMatchObject({ kind: "scanner", make: "SecuGen", model: "HU20", serial: "SAMPLE-20", native_ppi: 500 });
});

test("a reader behind HID's service takes a finger over its encrypted socket", async ({ desk, newPerson }) => {
  const page = await newPerson();
  await desk.hid(page, STRANGER);
  const server = await desk.siteWith("--hid");
  const officer = await atTheFingers(page, server);
  await officer.goOnByItself(false);
  await officer.finger("Right index").click();
  await page.getByRole("button", { name: "Take: Right index" }).click();
  await officer.taken(1);
  const sent = await manifest(officer);
  expect(sent.fingers[0].source).toMatchObject({ kind: "scanner", make: "HID DigitalPersona" });
});

test("the device check runs a service through its paces, and says when it is not there", async ({ desk, newPerson }) => {
  const sbi = await desk.sbi();
  const server = await desk.siteTrusting(sbi, "--secugen");
  const page = await newPerson();
  const installer = await Installer.signIn(page, server);
  await installer.check("MOSIP SBI");
  await installer.went("Connect", "As it should be.");
  await installer.went("Capture", "As it should be.");
  expect(await installer.fact("Serial number")).toBe("SAMPLE-000001");
  expect(await installer.fact("Image")).toContain("500 ppi");
  await expectAccessible(page);
  await installer.check("SecuGen WebAPI");
  await installer.went("Connect", "No capture service answers on this computer.");
});
