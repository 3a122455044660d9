import { expectAccessible } from "../accessibility.ts";
import { plugInAuthenticator } from "../authenticator.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

// Browsers know no passkeys for an address in numbers.
const byName = (address: string) => address.replace("127.0.0.1", "localhost");

test("whoever lost the receipt is found by name, and two people of the desk give them another", async ({
  server,
  newPerson,
}) => {
  const officer = await Officer.signIn(await newPerson(), server);
  const desk = officer.page;
  await officer.startEncounter();
  await officer.scanFinger(5004, "Right index", 1);
  await desk.getByRole("button", { name: "Check and send" }).click();
  await desk.getByText("Name and birth (optional)").click();
  await desk.getByLabel("Names, one in each line").fill("Mohamed Khaled");
  await desk.getByRole("button", { name: "Send", exact: true }).click();
  await officer.toDesk();
  const reference = (await desk.getByTestId("encounter").first().getAttribute("data-reference")) ?? "";

  // One finds the record, says how it is known whose it is, and asks.
  const one = await newPerson();
  await one.goto(server.link("Programme manager 1"));
  await expect(one.getByRole("heading", { level: 1 })).toBeVisible();
  await one.goto(`${server.address}/names`);
  await one.getByLabel("Names, one in each line").fill("Mohamed Khaled");
  await one.getByLabel("Why you look for this person").fill("They stand here and have lost the receipt");
  await one.getByRole("button", { name: "Search" }).click();
  const named = one.locator(`[data-testid=named][data-reference="${reference}"]`);
  await named.getByTestId("lost").click();
  const dialog = one.getByRole("dialog", { name: `Another receipt for ${reference}` });
  await dialog.getByLabel("Why there is no receipt").fill("It was stolen");
  await dialog.getByRole("button", { name: "Ask for another receipt" }).click();
  await expect(dialog.getByText("Say how you made sure.")).toBeVisible();
  await expectAccessible(one);
  await dialog.getByLabel("How it was made sure who the person is").fill("The passport, and the photograph in it");
  await dialog.getByRole("button", { name: "Ask for another receipt" }).click();
  await expect(named.getByText("Somebody else of the desk confirms it under Requests.")).toBeVisible();
  await one.goto(`${server.address}/requests`);
  await expect(one.getByTestId("lost-receipt")).toContainText("You asked for this");
  await expectAccessible(one);

  // Another confirms it, and shows who they are.
  const two = await newPerson();
  await plugInAuthenticator(two);
  await two.goto(byName(server.link("Programme manager 2")));
  await two.getByRole("link", { name: "Programme manager 2" }).click();
  await two.getByLabel("What you call it").fill("desk key");
  await two.getByRole("button", { name: "Make a passkey" }).click();
  await expect(two.getByTestId("passkey")).toContainText("desk key");
  await two.goto(byName(server.link("Programme manager 2")));
  const waiting = two.getByTestId("lost-receipt");
  await expect(waiting).toContainText("The passport, and the photograph in it");
  await expectAccessible(two);
  await waiting.getByRole("button", { name: "Confirm and make the code" }).click();
  const confirmation = two.getByRole("dialog", { name: "Confirm that it is you" });
  const code = two.getByTestId("new-code");
  await expect(confirmation.or(code)).toBeVisible();
  if (await confirmation.isVisible()) {
    await confirmation.getByRole("button", { name: "Confirm with the passkey" }).click();
  }
  await expect(code).toHaveText(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
  await expectAccessible(two);
  const words = (await code.innerText()).trim();
  await two.getByRole("button", { name: "It is given" }).click();
  await expect(waiting).toHaveCount(0);

  // With it the person asks like anybody else.
  const person = await newPerson();
  await person.goto(`${server.address}/redress?lang=en#${words}`);
  await person.getByRole("button", { name: "Look it up" }).click();
  await person.getByLabel("Tell me what is held about me").check();
  await person.getByRole("button", { name: "Send the request" }).click();
  await two.reload();
  await expect(two.getByTestId("request")).toContainText(reference);
});
