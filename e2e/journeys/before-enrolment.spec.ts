// What an officer recorded in a browser before an administrator enrolled it.
import type { Page } from "@playwright/test";
import { codeFor, PIN } from "../enrolled.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

/** How many records of officers' own open under the key that everybody on the device shares. */
async function underTheCommonKey(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await settled(indexedDB.open("umbral"));
    const read = <T>(shelf: string, ask: (from: IDBObjectStore) => IDBRequest<T>) => settled(ask(database.transaction(shelf).objectStore(shelf)));
    const common: CryptoKey = await read("key", (from) => from.get("device"));
    let open = 0;
    for (const shelf of ["steps", "images", "outbox", "receipts"]) {
      for (const key of await read(shelf, (from) => from.getAllKeys())) {
        const sealed: Uint8Array<ArrayBuffer> = await read(shelf, (from) => from.get(key));
        const additionalData = new TextEncoder().encode(`umbral keeping\n${shelf}\n${key}\n`);
        const algorithm = { name: "AES-GCM", iv: sealed.slice(1, 13), additionalData };
        open += await crypto.subtle.decrypt(algorithm, common, sealed.slice(13)).then(() => 1, () => 0);
      }
    }
    database.close();
    return open;
  });
}

test("records from before a device was enrolled are sealed anew under their officer's key", async ({ server, newPerson }) => {
  test.setTimeout(240_000);
  const administrator = await newPerson();
  const code = await codeFor(administrator, server, "Desk 4");
  const page = await newPerson();
  const officer = await Officer.signIn(page, server);
  await officer.listsHeld(1);
  await officer.startEncounter();
  await officer.scanFinger(3, "Right index", 1);
  await expect(officer.saved).toHaveText("Saved on this device: 1 print");
  expect(await underTheCommonKey(page)).toBeGreaterThan(1);

  await page.goto(`${server.address}/enrol#${code}`);
  await page.getByRole("button", { name: "Enrol" }).click();
  await expect(page.getByText(/^This device is /)).toBeVisible();
  await expect(page.getByTestId("pages-version")).toHaveText(/^Version [0-9a-f]{16} of the pages\.$/);
  const shown = (await page.getByTestId("pages-version").innerText()).split(" ")[1]!;
  await page.goto(server.link("Officer 14"));
  await page.getByLabel("PIN", { exact: true }).fill(PIN);
  await page.getByLabel("The same PIN again").fill(PIN);
  await page.getByRole("button", { name: "Use this PIN" }).click();
  await page.getByRole("link", { name: /^Continue / }).click();
  await expect(officer.saved).toHaveText("Saved on this device: 1 print");
  expect(await underTheCommonKey(page)).toBe(0);

  // The administrator's list names the version that the device itself shows.
  await administrator.getByRole("button", { name: "Look again" }).click();
  await expect(administrator.getByTestId("device")).toContainText(shown);
});
