// The field terminal in the browsers that are no Chromium: what an officer does there, a cold start without a network, and what
// is there after the browser was killed.
import { existsSync, writeFileSync } from "node:fs";
import type { Engine } from "../engines/engine.ts";
import * as firefox from "../engines/firefox.ts";
import { Visitor } from "../engines/visitor.ts";
import * as webkit from "../engines/webkit.ts";
import { expect, test } from "../journey.ts";
import { laid } from "../simulated.ts";
import { SlowLink } from "../slow-link.ts";

const LISTED = 3;
const RIGHT_INDEX = 2;

const found = firefox.PROGRAMS.find((program) => existsSync(program));
const ENGINES: { name: string; start?: () => Promise<Engine>; lacks: string }[] = [
  { name: "Firefox", lacks: "firefox-esr", ...(found && { start: () => firefox.Firefox.start(found) }) },
  { name: "WebKit", lacks: webkit.PACKAGES, ...(webkit.isThere() && { start: () => webkit.WebKit.start() }) },
];

for (const { name, start, lacks } of ENGINES) {
  test(`${name}: an officer works, and after a kill goes on from a cold start without a network`, async ({ server }) => {
    test.setTimeout(300_000);
    const skipped = `skipped: ${name} is not on this machine (Debian: ${lacks})`;
    if (!start) console.log(skipped);
    test.skip(!start, skipped);
    const link = await SlowLink.to(server);
    const engine = await start!();
    const officer = new Visitor(engine);
    try {
      await officer.signIn(link);
      await officer.sees("text", /^1 list held/);
      // The whole shell is on the device, and so are the copies of the lists.
      const controlled = () => engine.evaluate(() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller), undefined);
      await expect.poll(controlled).toBe(true);
      await expect.poll(() => officer.kept(["lists"])).toBeGreaterThan(0);

      const print = await laid(engine, LISTED, [RIGHT_INDEX]);
      await officer.startEncounter();
      await officer.addFile("Right index", print);
      await officer.sees("text", "Possible match: a lead, not an identity");
      await officer.sees("text", "Saved on this device: 1 print");

      link.cut();
      await engine.restart();
      const started = Date.now();
      await engine.open(link.address);
      await officer.sees("heading", "Desk");
      const desk = Date.now() - started;
      await officer.sees("text", /^1 list held/);
      console.log(`${`${engine.name}: cold start without a network: desk`.padEnd(52)} ${desk} ms`);
      console.log(`${"the same: 1,000 people of the list searchable".padEnd(52)} ${Date.now() - started} ms`);
      await officer.press("link", "Continue .*");
      await officer.sees("text", "1 finger taken");
      await officer.sees("text", "Possible match: a lead, not an identity");
      const reference = await officer.send();
      await officer.sees("text", /The record is kept on this device and will be tried again by itself\./);
      await officer.press("link", "To the desk");

      link.mend();
      await officer.expectEncounter(reference, "Under review");
      await expect.poll(() => officer.kept(["steps", "images", "outbox"])).toBe(0);
    } catch (error) {
      writeFileSync(test.info().outputPath("screen.png"), await engine.screenshot());
      throw error;
    } finally {
      await engine.throwAway();
      link.close();
    }
  });
}
