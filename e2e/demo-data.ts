// Makes the demo programme once, before any journey.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { demoData, log, readyAddress, umbral } from "./server.ts";

export default async function makeDemoData(): Promise<void> {
  rmSync(demoData, { recursive: true, force: true });
  const started = performance.now();
  const server = spawn(umbral, ["serve", "--demo", "--data", demoData, "--port", "0"], {
    stdio: ["ignore", "pipe", log()],
  });
  await readyAddress(server);
  const ended = new Promise((end) => server.once("exit", end));
  server.kill("SIGTERM");
  await ended;
  console.log(`demo programme made in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
