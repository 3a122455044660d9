// Real prints for evaluation. They are never part of the project: where they are absent, journeys that need them are
// skipped, and say so.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { File } from "./officer.ts";

const data = process.env.UMBRAL_DATA ?? resolve(import.meta.dirname, "../../shared/data");
const db1 = join(data, "fvc2002/DB1_B");

export const realPrints = {
  present: existsSync(db1),
  skipped: `skipped: no evaluation prints at ${db1}`,
  path: (finger: number, impression: number) => join(db1, `${finger}_${impression}.png`),
  file: (finger: number, impression: number): File => ({
    name: `${finger}_${impression}.png`,
    mimeType: "image/png",
    buffer: readFileSync(realPrints.path(finger, impression)),
  }),
};
