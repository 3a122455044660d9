// A journey whose officer reaches the server over a link that may be poor, or cut.
import { expect, test as base } from "./journey.ts";
import { Officer } from "./officer.ts";
import { SlowLink } from "./slow-link.ts";

type Fixtures = {
  /** A good link, until it is told otherwise. */
  link: SlowLink;
  /** Signed in over it, with the copies of the lists on the device. */
  officer: Officer;
};

export const test = base.extend<Fixtures>({
  link: async ({ server }, use) => {
    const link = await SlowLink.to(server);
    await use(link);
    link.close();
  },
  officer: async ({ link, newPerson }, use) => {
    const officer = await Officer.signIn(await newPerson(), link);
    await officer.listsHeld(1);
    await use(officer);
  },
});

export { expect };
