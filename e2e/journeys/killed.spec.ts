// The browser is killed at random moments of a capture. Whatever the screen had called saved is there afterwards.
// UMBRAL_KILLS says how many times; a handful every day, 200 before a release.
import type { Page } from "@playwright/test";
import { Device } from "../device.ts";
import { expect, test } from "../journey.ts";
import { manifestIn, Officer } from "../officer.ts";

const kills = Number(process.env.UMBRAL_KILLS ?? 4);
/** What the screen calls saved, as it says it. */
type Told = { steps: number; prints: number; words: string };

async function listen(page: Page): Promise<Told> {
  const told: Told = { steps: 0, prints: 0, words: "" };
  await page.exposeFunction("umbralTold", (steps: number, words: string) => {
    const prints = Number(/(\d+) prints?/.exec(words)?.[1] ?? 0);
    Object.assign(told, { steps, prints, words });
  });
  await page.evaluate(() => {
    new MutationObserver(() => {
      const sign = document.querySelector<HTMLElement>("[data-testid=saved]");
      if (sign?.dataset.steps) (window as any).umbralTold(Number(sign.dataset.steps), sign.innerText.trim());
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  return told;
}

/** From the desk to ten fingers. */
async function capture(officer: Officer): Promise<void> {
  await officer.startEncounter();
  await officer.atScanner(3);
  await officer.take();
  await officer.taken(10);
}

/** Back at the desk, with nothing left of an encounter that was begun there. */
async function startOver(officer: Officer): Promise<void> {
  const { page } = officer;
  await page.getByRole("link", { name: "Umbral" }).or(page.locator(".mark")).first().click();
  const discard = page.getByRole("button", { name: "Discard it" });
  const begin = page.getByRole("link", { name: "New encounter" });
  await expect(discard.or(begin)).toBeVisible();
  if (await discard.isVisible()) {
    await discard.click();
    await page.getByRole("dialog").getByRole("button", { name: "Discard it" }).click();
    await expect(begin).toBeVisible();
  }
  await officer.nothingLeftOnTheDevice();
}

test(`the browser is killed ${kills} times and loses nothing that the screen called saved`, async ({ server }) => {
  test.setTimeout(120_000 + kills * 120_000);
  const device = new Device();
  let told = { steps: 0, prints: 0, words: "" };
  let [checked, steps, mostPrints] = [0, 0, 0];
  try {
    let officer = await Officer.signIn(await device.start(), server);
    await officer.listsHeld(1);
    // Kills are spread over what a whole capture takes on this machine, and a little more.
    const started = performance.now();
    await capture(officer);
    const longest = 1.1 * (performance.now() - started);
    await startOver(officer);
    for (let kill = 0; kill < kills; kill++) {
      // The browser that was looked at last goes on: each kill is followed by a cold start as it is.
      await officer.listsHeld(1);
      told = await listen(officer.page);
      const capturing = capture(officer).catch(() => {});
      // Spread over the whole capture, and random within each part of it.
      const after = ((kill + Math.random()) / kills) * longest;
      await new Promise((wait) => setTimeout(wait, after));
      await device.kill();
      await capturing;

      const restarted = await device.start();
      officer = await Officer.signIn(restarted, server);
      const goOn = restarted.getByRole("link", { name: /^Continue / });
      if (told.steps > 0) {
        checked++;
        steps += told.steps;
        await goOn.click();
        let [found, prints] = [0, 0];
        const sign = async () => {
          const [steps, words] = await officer.saved.evaluate((sign) => [(sign as HTMLElement).dataset.steps ?? "0", (sign as HTMLElement).innerText]);
          prints = Number(/(\d+) prints?/.exec(words!)?.[1] ?? 0);
          return (found = Number(steps));
        };
        // A search that is made again is written down too: until that is saved the sign says so.
        await expect.poll(sign).toBeGreaterThanOrEqual(told.steps);
        console.log(`killed after ${(after / 1000).toFixed(1)} s: "${told.words}" (${told.steps} steps), found ${found} steps, ${prints} prints`);
        expect(prints).toBeGreaterThanOrEqual(told.prints);
        mostPrints = Math.max(mostPrints, prints);
        if (prints > 0) {
          // Every print has its image again.
          await officer.taken(prints);
          await restarted.getByRole("button", { name: "Check and send" }).first().click();
          await expect(restarted.locator(".strip-print img")).toHaveCount(prints);
          const shown = () =>
            restarted.locator(".strip-print img").evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
          await expect.poll(shown).toBe(prints);
        }
      } else {
        console.log(`killed after ${(after / 1000).toFixed(1)} s: nothing was called saved yet`);
      }
      await startOver(officer);
    }
    console.log(`${kills} kills, ${checked} after something was called saved: ${steps} acknowledged steps, all found again; at most ${mostPrints} prints`);
    expect(mostPrints).toBeGreaterThan(0);
  } finally {
    await device.throwAway();
  }
});

test("nothing of an encounter can be read in the browser's profile", async ({ server }) => {
  const device = new Device();
  try {
    const page = await device.start();
    const officer = await Officer.signIn(page, server);
    await officer.listsHeld(1);
    await officer.startEncounter();
    await officer.scan(3, 2);
    await expect(officer.saved).toHaveText("Saved on this device: 2 prints");
    await page.route("**/api/encounters/*/parts/**", (route) => route.abort());
    const sending = page.waitForRequest((request) => request.method() === "POST" && new URL(request.url()).pathname === "/api/encounters");
    await officer.send();
    const manifest = manifestIn(await sending);
    const image = await page.waitForRequest((request) => request.url().includes("/parts/"));
    await expect(page.getByText(/^The server|kept on this device/).first()).toBeVisible();
    await device.kill();

    const template: string = manifest.fingers[0].template;
    const wide = (text: string) => Buffer.from(text, "utf16le");
    const image_bytes = image.postDataBuffer();
    const secrets: Record<string, Buffer> = {
      "a template": Buffer.from(template.slice(0, 64)),
      "a template, wide": wide(template.slice(0, 64)),
      "a template's bytes": Buffer.from(template, "base64").subarray(8, 40),
      "the officer": Buffer.from("Officer 14"),
      "the officer, wide": wide("Officer 14"),
      "the list": Buffer.from("Demo wanted persons"),
      "an answer": Buffer.from('"host_national":false'),
      "an encounter's manifest": Buffer.from(manifest.site),
      ...(image_bytes && { "an image": image_bytes.subarray(64, 128) }),
    };
    expect(device.filesWith(secrets)).toEqual([]);
    // The record itself is there: what was searched through is what was written.
    expect(device.filesWith({ shelf: wide("outbox") }).concat(device.filesWith({ shelf: Buffer.from("outbox") })).length).toBeGreaterThan(0);
  } finally {
    await device.throwAway();
  }
});
