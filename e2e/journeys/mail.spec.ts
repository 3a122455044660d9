// Calls by mail: what is written, to whom, and what an administrator sees of a mail server that takes nothing.
import { expectAccessible } from "../accessibility.ts";
import { identified } from "../identified.ts";
import { expect, go, test as base } from "../journey.ts";
import { MailServer } from "../mail-server.ts";
import { Server, web } from "../server.ts";

const test = base.extend<{ mail: MailServer; server: Server }>({
  mail: async ({}, use) => {
    const mail = await MailServer.start();
    await use(mail);
    mail.stop();
  },
  server: async ({ mail }, use) => {
    const addresses = ["--mail-from", "umbral@site.example", "--mail-to", "shift@site.example", "--mail-to", "duty@site.example"];
    const server = await Server.start(undefined, web, ["--mail-server", mail.url, ...addresses]);
    await use(server);
    await server.stop();
  },
});

test("an alert is mailed with nothing about anybody, and again where the mail server refuses it at first", async ({
  mail,
  server,
  newPerson,
}) => {
  mail.refusal = "451 the disk is full";
  const { second, reference } = await identified(server, newPerson, 4);
  await second.review(reference, "Identification", "Twelve points agree.");

  const page = await newPerson();
  await page.goto(server.link("Administrator 1"));
  await go(page, "Calls");
  await expect(page.getByText("127.0.0.1, to 2 addresses")).toBeVisible();
  const waiting = page.getByTestId("call");
  await expect(async () => {
    await page.getByRole("button", { name: "Read again" }).click();
    await expect(waiting).toContainText("Refused (451) · the disk is full", { timeout: 500 });
  }).toPass();
  await expect(waiting).toContainText("Next try at");
  await expectAccessible(page);

  mail.refusal = null;
  await expect.poll(() => mail.taken.length, { timeout: 60_000 }).toBe(1);
  const [message] = mail.taken;
  expect(message!.to).toEqual(["shift@site.example", "duty@site.example"]);
  expect(message!.subject).toBe("Umbral: An alert waits (Northgate)");
  expect(message!.words.trim().split("\n")).toEqual([
    "An alert waits: Northgate. It is with the site.",
    "Open Umbral.",
    "",
    "Espera una alerta: Northgate. Está en el sitio.",
    "Abra Umbral.",
  ]);
  await expect(async () => {
    await page.getByRole("button", { name: "Read again" }).click();
    await expect(page.getByText("Every call has arrived.")).toBeVisible({ timeout: 500 });
  }).toPass();
  await expectAccessible(page);
});
