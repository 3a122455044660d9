// A device whose room runs out, in a browser that says of none how much there is: nothing warns before it is full.
import { writeFileSync } from "node:fs";
import { expectAccessible } from "../accessibility.ts";
import { Visitor } from "../engines/visitor.ts";
import * as webkit from "../engines/webkit.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";
import { laid } from "../simulated.ts";

const STRANGER = 9001;
const RIGHT_INDEX = 2;
const RIGHT_MIDDLE = 3;
/** For the shell, the lists, and a little more. */
const ROOM = 128 << 20;

test("the device check says that nothing warns before the device is full, and work goes on", async ({ server, newPerson }) => {
  const page = await newPerson();
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "storage", { get: () => undefined }));
  await Officer.signIn(page, server);
  await expect(page.getByRole("link", { name: "New encounter" })).toBeVisible();
  await page.getByRole("link", { name: "Check a scanner" }).click();
  await expect(page.getByText("This browser does not say how much room there is.")).toBeVisible();
  await expectAccessible(page);
});

test("WebKit: a device that is full says so, keeps what it had, and saves the rest once there is room", async ({ server }) => {
  test.setTimeout(300_000);
  const skipped = `skipped: WebKit is not on this machine (Debian: ${webkit.PACKAGES})`;
  if (!webkit.isThere()) console.log(skipped);
  test.skip(!webkit.isThere(), skipped);
  const engine = await webkit.WebKit.start(ROOM);
  const officer = new Visitor(engine);
  try {
    await officer.signIn(server);
    await officer.press("link", "Check a scanner");
    await officer.sees("text", /This browser does not say how much room there is\./);
    const index = await laid(engine, STRANGER, [RIGHT_INDEX]);
    const middle = await laid(engine, STRANGER, [RIGHT_MIDDLE]);
    await engine.open(server.address);
    await officer.startEncounter();
    await officer.addFile("Right index", index);
    await officer.sees("text", "Saved on this device: 1 print");

    console.log(`filled with ${((await engine.evaluate(fill, undefined)) / 2 ** 20).toFixed(0)} MiB of something else`);
    await officer.addFile("Right middle", middle, 2);
    await officer.sees("text", /What you did last is on this page only\. The device is full\./);
    expect(await officer.kept(["images"]), "what was saved before stays").toBe(1);

    await engine.evaluate(empty, undefined);
    await officer.sees("text", "Saved on this device: 2 prints");
    expect(await officer.kept(["images"])).toBe(2);
  } catch (error) {
    writeFileSync(test.info().outputPath("screen.png"), await engine.screenshot());
    throw error;
  } finally {
    await engine.throwAway();
  }
});

/** In the page: takes all the room that is left; how many bytes. */
async function fill(): Promise<number> {
  await navigator.serviceWorker.ready;
  const open = indexedDB.open("filling");
  open.onupgradeneeded = () => open.result.createObjectStore("bytes", { autoIncrement: true });
  const database = await new Promise<IDBDatabase>((done) => (open.onsuccess = () => done(open.result)));
  let filled = 0;
  for (let size = 8 << 20; size >= 4096; ) {
    const writing = database.transaction("bytes", "readwrite");
    writing.objectStore("bytes").add(new Uint8Array(size));
    const fits = await new Promise<boolean>((done) => {
      writing.oncomplete = () => done(true);
      writing.onabort = () => done(false);
    });
    if (fits) filled += size;
    else size /= 2;
  }
  database.close();
  return filled;
}

/** In the page: gives that room back. */
async function empty(): Promise<void> {
  const removing = indexedDB.deleteDatabase("filling");
  await new Promise((done) => (removing.onsuccess = done));
}
