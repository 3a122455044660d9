// What the simulated scanner sees, as a file: for journeys that bring files instead of fingers.
import type { Page } from "@playwright/test";
import type { Engine } from "./engines/engine.ts";
import type { File } from "./officer.ts";

/** Fingers of a synthetic person, laid down for the `placement`th time. */
export async function laid(page: Page | Engine, person: number, fingers: number[], placement = 1): Promise<File> {
  const picture = await (page as Engine).evaluate(
    async ({ person, fingers, placement }) => {
      const worker = new Worker("/matcher/worker.js", { type: "module" });
      await new Promise((ready) => (worker.onmessage = ready));
      const request = JSON.stringify({ kind: "simulated_frame", laid: { person, fingers, poor: false }, placement, frame: 1000 });
      const { answer, bytes } = await new Promise<any>((done) => {
        worker.onmessage = ({ data }) => done({ answer: JSON.parse(data.answer), bytes: data.bytes });
        worker.postMessage({ id: 1, request, bytes: null });
      });
      worker.terminate();
      return { ...answer.shape, pixels: [...(bytes as Uint8Array)] };
    },
    { person, fingers, placement },
  );
  const header = Buffer.from(`P5\n${picture.width} ${picture.height}\n255\n`);
  const name = `fingers-${fingers.join("-")}-${placement}.pgm`;
  return { name, mimeType: "image/x-portable-graymap", buffer: Buffer.concat([header, Buffer.from(picture.pixels)]) };
}
