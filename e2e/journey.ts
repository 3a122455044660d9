// A journey: a test with a server of its own and as many browsers as there are people in it.
import { expect, test as base, type Page } from "@playwright/test";
import { Server } from "./server.ts";

type Fixtures = {
  server: Server;
  /** A page in a browser context of its own: another person at another desk. */
  newPerson: () => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },
  newPerson: async ({ browser }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async () => {
      // Journeys that answer for the server must see every request: pages come from the device in `offline.spec.ts` alone.
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => console.error("page error:", error.message));
      page.on("console", (message) => {
        if (message.type() === "error") console.error("console:", message.text());
      });
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

/** Goes to a page by the bar; what is seldom needed is behind a button there. */
export async function go(page: Page, name: string): Promise<void> {
  const pages = page.getByRole("navigation", { name: "Pages" });
  const link = pages.getByRole("link", { name, exact: true });
  const more = pages.getByRole("button", { name: "More" });
  await expect(link.or(more).first()).toBeVisible();
  if (!(await link.isVisible())) await more.click();
  await link.click();
}

export { expect };
