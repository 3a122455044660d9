// Where the link is poor: the answer first, everything else in its time, and few bytes of it.
import { expectAccessible } from "../accessibility.ts";
import type { Page, Request } from "@playwright/test";
import { manifestIn, Officer } from "../officer.ts";
import { go } from "../journey.ts";
import { expect, test } from "../over-link.ts";
import config from "../playwright.config.ts";
import type { Server } from "../server.ts";
import { laid } from "../simulated.ts";
import { POOR } from "../slow-link.ts";

const { launchOptions } = config.use!;
const camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
test.use({ launchOptions: { ...launchOptions, args: [...launchOptions!.args!, ...camera] } });

/** The next version of the rules packs prints with WSQ. */
async function packPrints(page: Page, server: Server): Promise<void> {
  await page.goto(server.link("Programme manager 1"));
  await expect(page.getByRole("heading", { name: "Requests" })).toBeVisible();
  await go(page, "The rules");
  await expect(page.getByTestId("in-force")).toContainText("Prints are sent as they were taken, to the pixel.");
  const editor = page.getByTestId("editor");
  await editor.locator("summary").click();
  await editor.getByLabel("Send prints packed with WSQ, 15 to 1").check();
  await editor.getByLabel("Why, for everybody to read").fill("the satellite link");
  await expectAccessible(page);
  await editor.getByRole("button", { name: "Make this the next version" }).click();
  await expect(page.getByTestId("in-force")).toContainText("Prints of 500 ppi are sent packed with WSQ");
}

test("a search request of ten fingers is answered within 20 seconds at 9.6 kbit/s, 1.5 s and 5 % loss", async ({ link, officer }) => {
  test.setTimeout(300_000);
  const { page } = officer;
  await officer.startEncounter();
  await officer.scan(3, 10);
  await officer.expectLead();
  await page.getByRole("button", { name: "Check and send" }).first().click();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const sending = page.waitForRequest((request) => request.method() === "POST" && new URL(request.url()).pathname === "/api/encounters");
  link.become(POOR);
  const before = link.bytes;
  const started = performance.now();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const body = (await sending).postDataBuffer()!.length;
  await expect(page.getByRole("heading", { name: "Under review" })).toBeVisible({ timeout: 60_000 });
  const seconds = (performance.now() - started) / 1000;
  const { up, down, carried, lost } = link.bytes;
  console.log(
    `Send to answer: ${seconds.toFixed(1)} s; request body ${body} bytes; data up ${up - before.up}, down ${down - before.down}, ` +
      `carried with headers and losses ${carried - before.carried}; packets lost ${lost - before.lost}`,
  );
  expect(body, "a search request of ten fingers").toBeLessThanOrEqual(10 * 1024);
  expect(seconds).toBeLessThanOrEqual(20);
  expect(requests.slice(0, requests.indexOf("POST /api/encounters")), "nothing goes before it").toEqual([]);
});

test("an encounter with ten prints and three photographs needs few enough bytes to leave room for two irises in 600 KB", async ({
  server,
  link,
  newPerson,
}) => {
  test.setTimeout(300_000);
  await packPrints(await newPerson(), server);
  const officer = await Officer.signIn(await newPerson(), link);
  await officer.listsHeld(1);
  const { page } = officer;
  await officer.startEncounter();
  await officer.scan(5001, 10);
  for (const subject of ["Person", "Scar, mark or tattoo", "Scar, mark or tattoo"]) {
    await page.getByRole("button", { name: "Take a photograph" }).click();
    const dialog = page.getByRole("dialog", { name: "Take a photograph" });
    await dialog.getByLabel(subject, { exact: true }).check();
    // Before the camera's first picture there is none to take.
    await expect.poll(() => dialog.locator("video").evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(0);
    await dialog.getByRole("button", { name: "Take the picture" }).click();
    await dialog.getByRole("button", { name: "Keep it" }).click();
    await expect(dialog).toHaveCount(0);
  }
  const parts = new Map<string, number>();
  let manifest: any;
  let packed = 0;
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname;
    if (request.method() === "POST" && path === "/api/encounters") {
      manifest = manifestIn(request);
      packed = request.postDataBuffer()!.length;
    }
    const name = /\/parts\/([0-9a-f]{64})/.exec(path)?.[1];
    if (name) parts.set(name, (parts.get(name) ?? 0) + 1);
  });
  const before = link.bytes;
  const reference = await officer.send();
  await officer.toDesk();
  await expect(officer.encounter(reference)).toContainText("No match");
  await expect(officer.encounter(reference)).not.toContainText("images under way");
  await officer.nothingLeftOnTheDevice();
  const { up, down } = link.bytes;
  const images = (names: string[]) => {
    return names.map((name) => server.bytesOfImage(manifest.id, name)).reduce((all, each) => all + each, 0);
  };
  const total = up - before.up + down - before.down;
  const prints = images(manifest.fingers.map(({ image }: { image: string }) => image));
  const photographs = images(manifest.photographs.map(({ image }: { image: string }) => image));
  console.log(
    `encounter: ${total} bytes both ways (${up - before.up} up, ${down - before.down} down): search request ${packed}, ` +
      `ten prints ${prints}, three photographs ${photographs}; ${[...parts.values()].reduce((all, each) => all + each, 0)} requests for images`,
  );
  expect(manifest.fingers).toHaveLength(10);
  expect(manifest.photographs).toHaveLength(3);
  // Two irises in the compact profile of ISO/IEC 29794-6 take 2 x 10 KB packed at most; they cannot be taken yet.
  expect(total).toBeLessThanOrEqual(600_000 - 2 * 30_000);
});

test("an image goes on where the link was cut, and a search goes before it", async ({ link, officer }) => {
  test.setTimeout(300_000);
  const { page } = officer;
  await officer.startEncounter();
  await officer.scan(5001, 2);
  await page.getByRole("button", { name: "Check and send" }).first().click();
  const begins: number[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname.endsWith("/pieces")) begins.push(Number(url.searchParams.get("from")));
  });
  link.become({ bitsPerSecond: 64_000, latency: 200, lossPercent: 0 });
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("heading", { name: "No match" })).toBeVisible();
  await expect(page.getByText(/0 of 2 images/)).toBeVisible();
  await expectAccessible(page);
  await expect.poll(() => begins.filter((from) => from > 0).length, { timeout: 60_000 }).toBeGreaterThan(0);
  link.cut();
  await expect(page.getByText("will be tried again by itself")).toBeVisible({ timeout: 60_000 });
  const arrived = Math.max(...begins);
  begins.length = 0;
  link.mend();
  link.become(undefined);
  await expect.poll(() => begins.length).toBeGreaterThan(0);
  expect(begins[0], "not from the beginning").toBeGreaterThanOrEqual(arrived);
  await officer.toDesk();
  await officer.nothingLeftOnTheDevice();
});

test("a list's changes make way for a search, and go on from the page where they were", async ({ server, link, officer }) => {
  test.setTimeout(240_000);
  const { page } = officer;
  await officer.startEncounter();
  await officer.scan(3, 2);
  await page.getByRole("button", { name: "Check and send" }).first().click();
  const prints = await Promise.all([5201, 5202].map((person) => laid(page, person, [2])));
  link.cut();
  // Three pages of changes.
  server.enrol("Demo wanted persons", Array.from({ length: 210 }, (_, at) => prints[at % prints.length]!));
  const events: string[] = [];
  const note = (what: string) => (request: Request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.endsWith("/changes")) events.push(`${what}: changes${search}`);
    if (pathname === "/api/encounters" && request.method() === "POST") events.push(`${what}: search`);
  };
  page.on("request", note("asked for"));
  page.on("requestfinished", note("has"));
  page.on("requestfailed", note("broke off"));
  const pages = (what: string) => events.filter((event) => event.startsWith(`${what}: changes`));
  link.become({ bitsPerSecond: 96_000, latency: 200, lossPercent: 0 });
  link.mend();
  // A page after the first is under way.
  await expect.poll(() => pages("asked for").length, { timeout: 90_000, intervals: [50] }).toBeGreaterThanOrEqual(2);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Under review" })).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => pages("has").length, { timeout: 90_000 }).toBe(3);
  const cut = pages("broke off")[0]!.replace("broke off: ", "");
  const at = events.indexOf(`broke off: ${cut}`);
  expect(events.slice(at - 1, at + 5)).toEqual([
    `asked for: ${cut}`,
    `broke off: ${cut}`,
    "asked for: search",
    "has: search",
    `asked for: ${cut}`,
    `has: ${cut}`,
  ]);
  expect(new Set(pages("has")).size, "each page once").toBe(3);
});
