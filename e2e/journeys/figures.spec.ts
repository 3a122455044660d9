// Prints how fast the matcher is in this browser. A figure, not a rule: nothing here fails for being slow.
import { Installer } from "../installer.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";
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
