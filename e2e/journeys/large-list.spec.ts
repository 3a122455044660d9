// How soon a device that holds a large list can search it, from a cold start without a network. Figures: they count in a
// release build on an idle machine alone.
import { expect, test } from "../journey.ts";
import { LargeList } from "../large-list.ts";
import { Officer } from "../officer.ts";

const told = (what: string, ms: number) => console.log(`${what.padEnd(60)} ${ms.toFixed(0)} ms`);

test("figures: a large list from a cold start without a network until it can be searched", async ({ server, browser }) => {
  test.skip(!LargeList.isThere, "skipped: there is no large list; `cargo xtask eval copy` makes one");
  test.setTimeout(900_000);
  const large = await LargeList.before(server);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "allow" });
  try {
    const first = await context.newPage();
    const fetched = Date.now();
    await first.goto(large.link("Officer 14"));
    await expect(first.getByText(/1 list held/)).toBeVisible({ timeout: 300_000 });
    told(`${large.people} people, ${(large.bytes / 2 ** 20).toFixed(0)} MiB: fetched and held`, Date.now() - fetched);
    const parts = Math.ceil(large.bytes / 2 ** 22) + 1;
    const kept = () =>
      first.evaluate(async () => {
        const open = indexedDB.open("umbral");
        const database = await new Promise<IDBDatabase>((done) => (open.onsuccess = () => done(open.result)));
        const count = database.transaction("lists").objectStore("lists").count();
        const found = await new Promise<number>((done) => (count.onsuccess = () => done(count.result)));
        database.close();
        return found;
      });
    await expect.poll(kept, { timeout: 300_000 }).toBe(parts);
    told("the same: sealed and kept", Date.now() - fetched);
    await first.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

    // What the start is made of, one thing after the other and by itself.
    const spent = await first.evaluate(async () => {
      const settled = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const database = await settled(indexedDB.open("umbral"));
      const common: CryptoKey = await settled(database.transaction("key").objectStore("key").get("device"));
      const shelf = () => database.transaction("lists").objectStore("lists");
      const keys = await settled(shelf().getAllKeys());
      const spent = { reading: 0, opening: 0, hashing: 0 };
      for (const key of keys) {
        const start = performance.now();
        const sealed: Uint8Array<ArrayBuffer> = await settled(shelf().get(key));
        const read = performance.now();
        const additionalData = new TextEncoder().encode(`umbral keeping\nlists\n${key}\n`);
        const algorithm = { name: "AES-GCM", iv: sealed.subarray(1, 13), additionalData };
        const content = await crypto.subtle.decrypt(algorithm, common, sealed.subarray(13));
        const opened = performance.now();
        await crypto.subtle.digest("SHA-256", content);
        spent.reading += read - start;
        spent.opening += opened - read;
        spent.hashing += performance.now() - opened;
      }
      database.close();
      return spent;
    });
    told("by itself: reading all parts from the store", spent.reading);
    told("by itself: opening them (AES-256-GCM)", spent.opening);
    told("by itself: SHA-256 of them by the browser", spent.hashing);
    await first.close();
    await context.setOffline(true);

    const page = await context.newPage();
    await page.addInitScript(() => {
      const held: number[] = ((window as any).heldUp = []);
      new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => held.push(duration))).observe({ type: "longtask" });
    });
    const started = Date.now();
    await page.goto(large.address);
    await expect(page.getByRole("heading", { name: "Desk" })).toBeVisible({ timeout: 60_000 });
    told("cold start: desk", Date.now() - started);
    await expect(page.getByText(/1 list held/)).toBeVisible({ timeout: 120_000 });
    told("cold start: the whole list can be searched", Date.now() - started);
    const heldUp: number[] = await page.evaluate(() => (window as any).heldUp);
    told(`the page was held up for 50 ms or longer ${heldUp.length} times, at worst`, Math.max(0, ...heldUp));
    const officer = new Officer(page);
    await officer.startEncounter();
    await officer.scanFinger(5001, "Right index", 1);
    await officer.expectNoMatchSoFar("Large list");
    console.log(`${"search of one finger".padEnd(60)} ${await officer.lead.locator("header .soft").innerText()}`);
  } finally {
    large.end();
    await context.close();
  }
});
