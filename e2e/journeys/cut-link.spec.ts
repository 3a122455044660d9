// The link is cut at every step of what goes over it. Nothing is lost, nothing is there twice, and the screen says how it stands.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expectAccessible } from "../accessibility.ts";
import { identified } from "../identified.ts";
import { manifestIn } from "../officer.ts";
import { expect, test } from "../over-link.ts";
import { laid } from "../simulated.ts";
import type { Moment } from "../tripwire.ts";

/** What is cut, and what the screen says while it is under way. */
const STEPS: { what: string; request: RegExp; moments: Moment[]; heading: string; says: string }[] = [
  {
    what: "the search request",
    request: /^POST \/api\/encounters\?/,
    moments: ["before it leaves", "half way up", "before its answer", "half way down"],
    heading: "On its way to the server",
    says: "Search sent",
  },
  {
    what: "the receipt's code",
    request: /^PUT \/api\/encounters\/[^/ ]+\/redress-code /,
    moments: ["half way up", "before its answer"],
    heading: "Under review",
    says: "0 of 2 images sent",
  },
  {
    what: "the first piece of an image",
    request: /^POST \S+\/pieces\?from=0&/,
    moments: ["half way up", "before its answer"],
    heading: "Under review",
    says: "0 of 2 images sent",
  },
  {
    what: "a later piece",
    request: /^POST \S+\/pieces\?from=[1-9]/,
    moments: ["half way up", "before its answer"],
    heading: "Under review",
    says: "0 of 2 images sent",
  },
  {
    what: "an image in one go",
    request: /^PUT \S+\/parts\/[0-9a-f]{64} /,
    moments: ["before it leaves", "before its answer"],
    heading: "Under review",
    says: "1 of 2 images sent",
  },
];

test("wherever the link is cut, an encounter arrives once and whole, and the screen says meanwhile how it stands", async ({
  server,
  link,
  officer,
  newPerson,
}) => {
  test.setTimeout(600_000);
  const { page } = officer;
  const manifests: any[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === "/api/encounters") manifests.push(manifestIn(request));
  });
  const sent: { id: string; reference: string }[] = [];
  for (const { what, request, moments, heading, says } of STEPS) {
    for (const moment of moments) {
      await test.step(`${what}, cut ${moment}`, async () => {
        // A fresh page: nothing is known of the link, so that the first image goes in pieces.
        await page.goto(link.address);
        await officer.listsHeld(1);
        await officer.startEncounter();
        await officer.scan(sent.length + 1, 2);
        await expect(officer.saved).toHaveText("Saved on this device: 2 prints");
        manifests.length = 0;
        const held = link.hold(request, moment);
        const reference = await officer.send();
        await held.reached;
        await expect(page.getByRole("heading", { name: heading })).toBeVisible();
        await expect(page.locator(".outgoing").getByRole("status")).toHaveText(says);

        link.cut();
        await expect(page.getByText("The record is kept on this device and will be tried again by itself.")).toBeVisible();
        expect(await officer.kept(["outbox"])).toBe(1);
        await officer.toDesk();
        await expect(page.getByText("1 record waiting")).toBeVisible();
        link.mend();
        await expect(officer.encounter(reference)).toContainText("Under review");
        await expect(officer.encounter(reference)).not.toContainText("images under way");
        await officer.nothingLeftOnTheDevice();
        await expect(page.getByText("1 record waiting")).toHaveCount(0);

        // What was sent again was the same, and the server has each image once.
        const [manifest] = manifests;
        for (const again of manifests) expect(again).toEqual(manifest);
        const folder = join(server.data, "objects", "encounter", manifest.id);
        const images: string[] = manifest.fingers.map(({ image }: { image: string }) => image);
        expect(readdirSync(folder).filter((name) => existsSync(join(folder, name))).toSorted()).toEqual(images.toSorted());
        sent.push({ id: manifest.id, reference });
      });
    }
  }
  const encounters: { id: string }[] = await page.evaluate(async () => (await fetch("/api/encounters")).json());
  expect(encounters.map(({ id }) => id).toSorted(), "each encounter once").toEqual(sent.map(({ id }) => id).toSorted());
  const reviewer = await newPerson();
  await reviewer.goto(server.link("Reviewer 3"));
  await expect(reviewer.getByRole("heading", { name: "Queue" })).toBeVisible();
  const hits: { reference: string }[] = await reviewer.evaluate(async () => (await fetch("/api/hits")).json());
  const references = sent.map(({ reference }) => reference);
  expect(hits.map(({ reference }) => reference).toSorted(), "one hit of each").toEqual(references.toSorted());
});

test("over a link that died without a word an encounter is tried again", async ({ link, officer }) => {
  const { page } = officer;
  await officer.startEncounter();
  await officer.scanFinger(1, "Right index", 1);
  await page.clock.install();
  const held = link.hold(/^POST \/api\/encounters\?/, "before it leaves");
  const reference = await officer.send();
  await held.reached;
  await expect(page.locator(".outgoing").getByRole("status")).toHaveText("Search sent");
  await page.clock.fastForward("02:01");
  await expect(page.getByText("The record is kept on this device and will be tried again by itself.")).toBeVisible();
  await expectAccessible(page);
  held.release();
  await page.clock.fastForward("00:10");
  await expect(page.getByRole("heading", { name: "Under review" })).toBeVisible();
  await officer.toDesk();
  await expect(officer.encounter(reference)).toHaveCount(1);
  await officer.nothingLeftOnTheDevice();
});

for (const moment of ["before it leaves", "before its answer"] as const) {
  test(`an alert's acknowledgement that is cut ${moment} can be given again, and counts once`, async ({ server, link, newPerson }) => {
    const { officer, second, reference } = await identified(server, newPerson, 4, link);
    await second.review(reference, "Identification", "Twelve points agree.");
    const alert = officer.page.getByRole("alert").getByRole("region", { name: "Alert" });
    await expect(alert).toContainText(reference);
    const held = link.hold(/^POST \/api\/alerts\/[^/ ]+\/acknowledgement /, moment);
    await alert.getByRole("button", { name: "I have seen this" }).click();
    await held.reached;
    link.cut();
    await expect(alert.getByText("The server cannot be reached")).toBeVisible();
    await expectAccessible(officer.page);
    link.mend();
    // What has counted is heard of once there is a link again.
    if (moment === "before it leaves") await alert.getByRole("button", { name: "I have seen this" }).click();
    await expect(alert).toHaveCount(0);
    const supervisor = await newPerson();
    await supervisor.goto(server.link("Supervisor 2"));
    await supervisor.getByRole("link", { name: "Alerts" }).click();
    await expect(supervisor.locator(`[data-testid=alert-row][data-reference="${reference}"]`)).toContainText("Officer 14 at Northgate");
  });
}

test("a list's changes that are cut half way are read again, and who entered is found", async ({ server, link, officer }) => {
  const { page } = officer;
  const newcomer = 5001;
  const print = await laid(page, newcomer, [2]);
  link.cut();
  server.enrol("Demo wanted persons", [print]);
  const held = link.hold(/^GET \/api\/lists\/[^/ ]+\/changes\?/, "half way down");
  link.mend();
  await held.reached;
  link.cut();
  await expect(page.getByText("No link")).toBeVisible();
  link.mend();
  await officer.startEncounter();
  await officer.scanFinger(newcomer, "Right index", 1);
  await officer.expectLead();
});
