// Prints how fast the matcher is in this browser. A figure, not a rule: nothing here fails for being slow.
import { Installer } from "../installer.ts";
import { expect, test } from "../journey.ts";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Officer, type File } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";
import { Server, umbral } from "../server.ts";
import { laid } from "../simulated.ts";
import { UsbReader } from "../usb-reader.ts";

const FINGERS = [2, 3, 7, 8];
const PEOPLE = [1, 2, 3, 5001, 5002];

test("figures: quality and minutiae per image, and last image to lead with 1,000 people held", async ({
  server,
  newPerson,
}) => {
  const page = await newPerson();
  await Officer.signIn(page, server);
  const figures = await page.evaluate(
    async ({ people, fingers }) => {
      const worker = new Worker("/matcher/worker.js", { type: "module" });
      await new Promise((ready) => (worker.onmessage = ready));
      let id = 0;
      const ask = (request: object, bytes: Uint8Array | null = null): Promise<{ answer: any; bytes: Uint8Array }> =>
        new Promise((done) => {
          worker.onmessage = ({ data }) => done({ answer: JSON.parse(data.answer), bytes: data.bytes });
          worker.postMessage({ id: id++, request: JSON.stringify(request), bytes });
        });

      for (const list of await (await fetch("/api/lists")).json()) {
        const answer = await fetch(`/api/lists/${list.id}/copy`);
        const { key } = await (await fetch("/api/lists/key")).json();
        const header = (name: string) => answer.headers.get(`umbral-${name}`)!;
        const shown = { ...list, version: Number(header("list-version")), as_of: Number(header("list-as-of")) };
        const seal = { key, signature: header("signature") };
        await ask({ kind: "hold", list: shown, seal }, new Uint8Array(await answer.arrayBuffer()));
      }
      const reading: number[] = [];
      const lead: number[] = [];
      for (const person of people) {
        const prints: { position: number; template: string }[] = [];
        for (const position of fingers) {
          const frame = { kind: "simulated_frame", laid: { person, fingers: [position], poor: false }, placement: 1, frame: 1000 };
          const { answer: { shape }, bytes: image } = await ask(frame);
          const started = performance.now();
          const { print } = (await ask({ kind: "read_scan", shape }, image)).answer;
          reading.push(print.took_ms);
          prints.push({ position, template: print.template });
          await ask({ kind: "search", prints, threshold: 40, now: Date.now() });
          lead.push(performance.now() - started);
        }
      }
      worker.terminate();
      return { reading, lead };
    },
    { people: PEOPLE, fingers: FINGERS },
  );
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
  const row = (what: string, values: number[]) =>
    console.log(`${what.padEnd(52)} median ${median(values).toFixed(0)} ms, worst ${Math.max(...values).toFixed(0)} ms`);
  row("decode, quality and minutiae per image (360x480)", figures.reading);
  row("last image to lead, 1,000 people, 1 to 4 fingers", figures.lead);
  expect(figures.lead).toHaveLength(PEOPLE.length * FINGERS.length);
});

test("figures: live pictures of a U.are.U, and its last byte to the quality on the screen", async ({ server, newPerson }) => {
  const page = await newPerson();
  const reader = await UsbReader.plugIn("uru4500");
  await reader.behindScriptedUsb(page);
  const installer = await Installer.signIn(page, server);
  await installer.connect();
  await installer.check("DigitalPersona U.are.U 4000B/4500");
  await installer.asked("Lay a finger flat on the scanner.");
  await reader.touch(1);
  await installer.asked("Unplug the scanner, and plug it in again.");
  await installer.skip();
  await installer.went("Capture", "As it should be.");
  for (const figure of ["Live pictures", "Quality of a live picture, at worst after", "Quality shown after the last byte by"]) {
    console.log(`${figure.padEnd(52)} ${await installer.fact(figure)}`);
  }
  await reader.end();
});

test("figures: ten fingers in 4-4-2, and how long the page is held up meanwhile", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await Officer.signIn(page, server);
  await officer.listsHeld(1);
  await officer.startEncounter();
  await officer.atScanner(PEOPLE[0]!);
  // Everything that holds the page up for 50 ms or longer.
  await page.evaluate(() => {
    const held: number[] = ((window as any).held = []);
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => held.push(duration))).observe({ type: "longtask" });
  });
  const started = Date.now();
  await officer.take();
  await officer.taken(10);
  const seconds = (Date.now() - started) / 1000;
  const held: number[] = await page.evaluate(() => (window as any).held);
  console.log(`${"4-4-2, ten fingers, first touch to last print read".padEnd(52)} ${seconds.toFixed(1)} s`);
  console.log(`${"times that the page was held up for 50 ms".padEnd(52)} ${held.length}, worst ${Math.max(0, ...held).toFixed(0)} ms`);
});

/** The same print with four pixels for each, as a scanner of twice the resolution has it. */
function doubled(file: File): File {
  const text = file.buffer.toString("latin1");
  const [header, columns, rows] = /^P5\n(\d+) (\d+)\n255\n/.exec(text)!;
  const [width, height, from] = [Number(columns), Number(rows), header.length];
  const at = (x: number, y: number) => file.buffer[from + Math.min(y, height - 1) * width + Math.min(x, width - 1)]!;
  const pixels = Buffer.alloc(4 * width * height);
  for (let y = 0; y < 2 * height; y++) {
    for (let x = 0; x < 2 * width; x++) {
      const [u, v] = [x >> 1, y >> 1];
      pixels[y * 2 * width + x] = (at(u, v) + at(u + (x & 1), v) + at(u, v + (y & 1)) + at(u + (x & 1), v + (y & 1))) / 4;
    }
  }
  return { ...file, buffer: Buffer.concat([Buffer.from(`P5\n${2 * width} ${2 * height}\n255\n`), pixels]) };
}

const percentile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

test("figures: the bench with two prints at 1000 ppi", async ({ server, newPerson }) => {
  const drawn = await newPerson();
  await Officer.signIn(drawn, server);
  const [listed, probe] = [doubled(await laid(drawn, 77, [2], 1)), doubled(await laid(drawn, 77, [2], 2))];
  await drawn.close();
  const folder = mkdtempSync(join(tmpdir(), "umbral-1000-"));
  writeFileSync(join(folder, "listed.pgm"), listed.buffer);
  const bench = await Server.start((data) => {
    const particulars = ["--category", "Bench", "--source", "Journey", "--criterion", "Figures", "--expires-days", "9"];
    const entry = ["--list", "Demo wanted persons", "--validator", "Journey 2", "--ppi", "1000", join(folder, "listed.pgm")];
    execFileSync(umbral, ["enrol", "--data", data, ...particulars, ...entry]);
  });
  try {
    const officer = await Officer.signIn(await newPerson(), bench);
    const reviewer = await Reviewer.signIn(await newPerson(), bench, "Reviewer 3");
    const page = reviewer.page;
    await officer.listsHeld(1);
    await officer.startEncounter();
    await officer.addFiles([probe]);
    await officer.resolution(1000, 1);
    await officer.taken(1);
    const reference = await officer.send();
    await expect(reviewer.hit(reference)).toBeVisible();

    const opened = Date.now();
    await reviewer.take(reference);
    await reviewer.imagesShown();
    console.log(`${"hit opened until the probe at 1000 ppi is shown".padEnd(52)} ${Date.now() - opened} ms`);
    await page.getByRole("radio", { name: "Sufficient", exact: true }).check();
    const saved = Date.now();
    await page.getByRole("button", { name: "Save and show the candidate" }).click();
    await expect(page.getByRole("heading", { name: "Your decision" })).toBeVisible();
    await reviewer.imagesShown();
    await expect(page.getByText("1000 ppi")).toHaveCount(2);
    console.log(`${"analysis saved until both at 1000 ppi are shown".padEnd(52)} ${Date.now() - saved} ms`);

    await page.keyboard.press("+");
    await page.keyboard.press("+");
    for (const what of ["beside each other", "overlaid"]) {
      if (what === "overlaid") await page.keyboard.press("o");
      const frame = (await reviewer.print("Probe").boundingBox())!;
      await page.mouse.move(frame.x + frame.width / 2, frame.y + frame.height / 2);
      await page.mouse.down();
      const frames = page.evaluate(
        () =>
          new Promise<number[]>((done) => {
            const took: number[] = [];
            let last = performance.now();
            const next = (now: number) => {
              took.push(now - last);
              last = now;
              if (took.length < 120) requestAnimationFrame(next);
              else done(took.slice(1));
            };
            requestAnimationFrame(next);
          }),
      );
      let ended = false;
      void frames.then(() => (ended = true));
      for (let step = 0; !ended; step++) {
        await page.mouse.move(frame.x + frame.width / 2 + 90 * Math.sin(step / 9), frame.y + frame.height / 2 + 90 * Math.cos(step / 7));
      }
      await page.mouse.up();
      const took = await frames;
      const words = `frame while panning two prints, ${what}`.padEnd(52);
      console.log(`${words} median ${percentile(took, 0.5).toFixed(1)} ms, p95 ${percentile(took, 0.95).toFixed(1)} ms`);
    }
  } finally {
    await bench.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("figures: a hit sent until it is on the reviewer's screen", async ({ server, newPerson }) => {
  const officer = await Officer.signIn(await newPerson(), server);
  const reviewer = await Reviewer.signIn(await newPerson(), server, "Reviewer 3");
  await officer.listsHeld(1);
  const shown: number[] = [];
  for (let person = 1; person <= 8; person++) {
    await officer.startEncounter();
    await officer.scanFinger(person, "Right index", 1);
    await officer.page.getByRole("button", { name: "Check and send" }).first().click();
    const before = await reviewer.page.locator("[data-testid=hit]").count();
    const sent = Date.now();
    await officer.page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(reviewer.page.locator("[data-testid=hit]")).toHaveCount(before + 1);
    shown.push(Date.now() - sent);
    await officer.toDesk();
  }
  const words = "hit: Send pressed to shown to a reviewer".padEnd(52);
  console.log(`${words} median ${percentile(shown, 0.5)} ms, p95 ${percentile(shown, 0.95)} ms`);
});

test("figures: a queue of 5,000 waiting hits", async ({ server, newPerson }) => {
  const page = await newPerson();
  await page.route("**/api/hits", async (route) => {
    const now = Date.now();
    const items = Array.from({ length: 5000 }, (_, at) => ({
      id: `00000000-0000-7000-8000-${at.toString(16).padStart(12, "0")}`,
      reference: `T${String(at).padStart(4, "0")}-DEMO`,
      site: `Site ${at % 12}`,
      against: "somebody_listed",
      opened_at: now - 60_000,
      due_at: now + at * 1000,
      stage: "first_review",
      claim: at % 9 ? "free" : "other",
      open_to_me: at % 9 > 0,
      skipped: false,
    }));
    await route.fulfill({ json: items });
  });
  const started = Date.now();
  await Reviewer.signIn(page, server, "Reviewer 3");
  await expect(page.locator("[data-testid=hit]").first()).toBeVisible();
  console.log(`${"queue of 5,000: sign-in to the first row".padEnd(52)} ${Date.now() - started} ms`);
  const took = await page.evaluate(
    () =>
      new Promise<number[]>((done) => {
        const took: number[] = [];
        let last = performance.now();
        const next = (now: number) => {
          took.push(now - last);
          last = now;
          window.scrollBy(0, 400);
          if (took.length < 120) requestAnimationFrame(next);
          else done(took.slice(1));
        };
        requestAnimationFrame(next);
      }),
  );
  const rows = await page.locator("[data-testid=hit]").count();
  const words = "queue of 5,000: frame while scrolling".padEnd(52);
  console.log(`${words} median ${percentile(took, 0.5).toFixed(1)} ms, p95 ${percentile(took, 0.95).toFixed(1)} ms, ${rows} rows on the page`);
  expect(rows).toBeLessThan(60);
  await page.keyboard.press("j");
  const pressed = Date.now();
  for (let step = 0; step < 40; step++) await page.keyboard.press("j");
  console.log(`${"queue of 5,000: a step by key".padEnd(52)} ${((Date.now() - pressed) / 40).toFixed(0)} ms`);
  await expect(page.locator("[data-place='40'] > *")).toBeFocused();
});
