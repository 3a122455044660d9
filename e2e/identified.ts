// From an empty desk to an alert.
import type { Page } from "@playwright/test";
import { type Door, Officer } from "./officer.ts";
import { Reviewer } from "./reviewer.ts";
import type { Server } from "./server.ts";

/**
 * A listed person is captured by an officer who comes in by `door`, and one reviewer has identified: who decides next, and what
 * the encounter is called.
 */
export async function identified(server: Server, newPerson: () => Promise<Page>, person: number, door: Door = server) {
  const officer = await Officer.signIn(await newPerson(), door);
  const first = await Reviewer.signIn(await newPerson(), server, "Reviewer 3");
  const second = await Reviewer.signIn(await newPerson(), server, "Reviewer 7");
  await officer.startEncounter();
  await officer.scanFinger(person, "Right index", 1);
  const reference = await officer.send();
  await officer.toDesk();
  await first.review(reference, "Identification", "Ten points agree.");
  return { officer, second, reference };
}
