// A browser that an administrator has enrolled as a device.
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { expect } from "./journey.ts";
import { Officer } from "./officer.ts";
import type { Server } from "./server.ts";

export const PIN = "602914";

/** A code for a device, from the administrator's page. */
export async function codeFor(administrator: Page, server: Server, name: string): Promise<string> {
  await administrator.goto(server.link("Administrator 1"));
  await administrator.getByRole("link", { name: "Devices", exact: true }).click();
  await administrator.getByLabel("What it is called").fill(name);
  await administrator.getByRole("button", { name: "Give a code" }).click();
  return administrator.getByTestId("device-code").innerText();
}

export class EnrolledDevice {
  private constructor(
    readonly context: BrowserContext,
    readonly server: Server,
    /** Where it finds the server. */
    readonly address: string,
  ) {}

  /** Enrols a fresh browser by this code; browsers know passkeys under a `host` with a name alone. */
  static async enrol(browser: Browser, server: Server, code: string, host = "127.0.0.1"): Promise<EnrolledDevice> {
    const address = server.address.replace("127.0.0.1", host);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "allow" });
    const page = await context.newPage();
    await page.goto(`${address}/enrol#${code.toLowerCase()}`);
    await page.getByRole("button", { name: "Enrol" }).click();
    await expect(page.getByText(/^This device is /)).toBeVisible();
    await page.close();
    return new EnrolledDevice(context, server, address);
  }

  /** An officer signs in on it for the first time, and chooses a PIN. */
  async firstOfficer(pin = PIN): Promise<Officer> {
    const page = await this.context.newPage();
    await page.goto(this.server.link("Officer 14").replace(this.server.address, this.address));
    await expect(page.getByRole("heading", { name: "Choose a PIN for this device" })).toBeVisible();
    await page.getByLabel("PIN", { exact: true }).fill(pin);
    await page.getByLabel("The same PIN again").fill(pin);
    await page.getByRole("button", { name: "Use this PIN" }).click();
    await expect(page.getByRole("heading", { name: "Desk" })).toBeVisible();
    const officer = new Officer(page);
    await officer.listsHeld(1);
    return officer;
  }

  /** The pages and the copies of the lists are on the device: it starts without a network from here on. */
  async ready(officer: Officer): Promise<void> {
    await officer.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    // A page that was on its way while the worker took over has none until the next start, which is what this is about.
    await officer.copiesKept();
  }

  /** A cold start, up to the page that asks for the PIN. */
  async coldStart(): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(this.address);
    await expect(page.getByRole("heading", { name: "Unlock this device" })).toBeVisible();
    return page;
  }

  /** What lies in the browser's database: how many records on each shelf. */
  async shelves(page: Page): Promise<Record<string, number>> {
    return page.evaluate(async () => {
      const settled = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const database = await settled(indexedDB.open("umbral"));
      const counts: Record<string, number> = {};
      for (const shelf of database.objectStoreNames) {
        counts[shelf] = await settled(database.transaction(shelf).objectStore(shelf).count());
      }
      database.close();
      return counts;
    });
  }
}

export async function unlock(page: Page, pin = PIN): Promise<void> {
  await page.getByLabel("PIN").fill(pin);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
}
