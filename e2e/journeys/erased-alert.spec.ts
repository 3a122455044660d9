// A record is erased whose alert somebody saw: they learn that nobody may act on it, and nothing else of it is kept.
import { expectAccessible } from "../accessibility.ts";
import { plugInAuthenticator } from "../authenticator.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";

// Browsers know no passkeys for an address in numbers.
const byName = (address: string) => address.replace("127.0.0.1", "localhost");

test("whoever saw an alert is told not to act on it once its record is erased", async ({ server, newPerson }) => {
  const officer = await Officer.signIn(await newPerson(), server);
  const desk = officer.page;
  await officer.startEncounter();
  await officer.scanFinger(4, "Right index", 1);
  const reference = await officer.send();
  const code = (await desk.getByTestId("paper").getByTestId("code").innerText()).trim();
  await officer.toDesk();
  for (const account of ["Reviewer 3", "Reviewer 7"] as const) {
    const reviewer = await Reviewer.signIn(await newPerson(), server, account);
    await reviewer.review(reference, "Identification", "Twelve points agree.");
  }
  const shown = desk.getByRole("alert").getByRole("region");
  await expect(shown).toContainText("Wanted for people smuggling");
  await shown.getByRole("button", { name: "I have seen this" }).click();
  await expect(shown).toHaveCount(0);

  const person = await newPerson();
  await person.goto(`${server.address}/redress?lang=es#${code}`);
  await person.getByRole("button", { name: "Consultar" }).click();
  await person.getByLabel("Bórrenlo").check();
  await person.getByRole("button", { name: "Enviar la solicitud" }).click();
  await expect(person.getByText("Su solicitud fue recibida")).toBeVisible();

  const page = await newPerson();
  await plugInAuthenticator(page);
  await page.goto(byName(server.link("Programme manager 1")));
  await page.getByRole("link", { name: "Programme manager 1" }).click();
  await page.getByLabel("What you call it").fill("desk key");
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByTestId("passkey")).toContainText("desk key");
  await page.goto(byName(server.link("Programme manager 1")));
  await page.getByTestId("request").getByRole("link", { name: reference }).click();
  const erase = page.getByRole("region", { name: "Erase" });
  await erase.getByLabel("Why").fill("the person asks for it");
  await erase.getByRole("button", { name: "Erase" }).click();
  await page.getByRole("button", { name: "Yes, erase it" }).click();
  await page.getByRole("dialog", { name: "Confirm that it is you" }).getByRole("button", { name: "Confirm with the passkey" }).click();
  await expect(page.getByText("Nothing: the record is erased.")).toBeVisible();

  const back = desk.getByRole("alert").getByRole("region", { name: "Alert taken back" });
  await expect(back).toContainText("Do not act on this alert any more");
  await expect(back).toContainText("What this alert rested on was erased");
  await expect(back).toContainText("If the person is held because of it, say so to the shift commander now.");
  await expect(back).toContainText(reference);
  await expect(back).not.toContainText("smuggling");
  await expectAccessible(desk);

  // It waits for its answer, across a new start of the page too.
  await desk.reload();
  await expect(back).toContainText(reference);
  await back.getByRole("button", { name: "I have seen this" }).click();
  await expect(back).toHaveCount(0);
  await desk.reload();
  await expect(desk.getByRole("heading", { name: "Desk" })).toBeVisible();
  await expect(back).toHaveCount(0);
});
