import { expectAccessible } from "../accessibility.ts";
import { plugInAuthenticator } from "../authenticator.ts";
import { expect, go, test } from "../journey.ts";
import { Officer } from "../officer.ts";
import { Reviewer } from "../reviewer.ts";

// Browsers know no passkeys for an address in numbers.
const byName = (address: string) => address.replace("127.0.0.1", "localhost");

test("a reviewer makes a passkey, signs in with it, and confirms an identification with it", async ({
  server,
  newPerson,
}) => {
  const officer = await Officer.signIn(await newPerson(), server);
  await officer.startEncounter();
  await officer.scanFinger(5, "Left index", 1);
  const reference = await officer.send();

  const page = await newPerson();
  await plugInAuthenticator(page);
  await page.goto(byName(server.link("Reviewer 3")));
  await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
  await page.getByRole("link", { name: "Reviewer 3" }).click();
  await expect(page.getByRole("heading", { name: "How you sign in" })).toBeVisible();
  await page.getByLabel("What you call it").fill("blue key");
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByTestId("passkey")).toContainText("blue key");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByTestId("session")).toContainText("With a passkey");

  // Signed in by a link again, the person has not shown the key: what weighs most asks for it.
  await page.goto(byName(server.link("Reviewer 3")));
  await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
  const reviewer = new Reviewer(page);
  await reviewer.review(reference, "Identification", "Twelve points agree.");
  const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Confirm with the passkey" }).click();
  await expect(page.getByText("Your decision is saved")).toBeVisible();
});

test("an administrator gives a link, which ends what that person had open", async ({ server, newPerson }) => {
  const officer = await newPerson();
  await Officer.signIn(officer, server);

  const page = await newPerson();
  await page.goto(server.link("Administrator 1"));
  await go(page, "Accounts");
  await expect(page.getByRole("heading", { name: "Accounts" })).toBeVisible();
  const row = page.locator('[data-testid=account][data-name="Officer 14"]');
  await row.getByRole("button", { name: "New link" }).click();
  const link = await page.getByTestId("link").innerText();
  await expectAccessible(page);

  await officer.goto(server.address);
  await expect(officer.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
  await officer.goto(link.trim());
  await expect(officer.getByRole("heading", { name: "Desk" })).toBeVisible();

  await row.getByRole("button", { name: "Suspend" }).click();
  await expect(row).toContainText("Suspended");
  await officer.goto(server.address);
  await expect(officer.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
});
