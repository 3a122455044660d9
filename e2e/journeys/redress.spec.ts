import { expectAccessible } from "../accessibility.ts";
import { plugInAuthenticator } from "../authenticator.ts";
import { expect, go, test } from "../journey.ts";
import { Officer } from "../officer.ts";

// Browsers know no passkeys for an address in numbers.
const byName = (address: string) => address.replace("127.0.0.1", "localhost");

test("a person told in Spanish leaves with a code, asks, and the desk freezes, erases and answers", async ({
  server,
  newPerson,
}) => {
  // The notice, in the person's language, and how it was given.
  const officer = await Officer.signIn(await newPerson(), server);
  const desk = officer.page;
  await desk.getByRole("link", { name: "New encounter" }).click();
  await desk.getByLabel("No", { exact: true }).check();
  await desk.getByLabel("18 or older").check();
  await desk.getByRole("button", { name: "Next" }).click();
  const notice = desk.getByTestId("notice");
  await desk.getByRole("radio", { name: "العربية" }).check();
  await expect(notice).toHaveAttribute("dir", "rtl");
  await expectAccessible(desk);
  await desk.getByRole("radio", { name: "Español" }).check();
  await expect(notice).toContainText("Vamos a tomarle las huellas de los dedos aquí, en Northgate.");
  await expect(desk.getByText("There is no recording in this language")).toBeVisible();
  await desk.getByRole("radio", { name: "I read it out" }).check();
  await desk.getByRole("button", { name: "The person has been told" }).click();
  await officer.scanFinger(5, "Left index", 1);
  const reference = await officer.send();

  // The receipt.
  const paper = desk.getByTestId("paper");
  await expect(paper.getByRole("heading", { name: "Comprobante" })).toBeVisible();
  await expect(paper).toContainText(reference);
  await expect(paper.getByRole("img", { name: "QR" })).toBeVisible();
  const code = (await paper.getByTestId("code").innerText()).trim();
  expect(code).toMatch(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
  await expectAccessible(desk);

  // The public page, as the receipt's picture opens it: nobody signs in.
  const person = await newPerson();
  const asked: string[] = [];
  person.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await person.goto(`${server.address}/redress?lang=es#${code}`);
  await expect(person.getByRole("heading", { name: "Pregunte por su registro" })).toBeVisible();
  await expect(person.getByLabel("Código del comprobante")).toHaveValue(code);
  expect(person.url(), "the code is gone from the address").not.toContain(code);
  await person.getByLabel("Código del comprobante").fill(code.slice(0, -1) + (code.endsWith("0") ? "1" : "0"));
  await person.getByRole("button", { name: "Consultar" }).click();
  await expect(person.getByText("Hay un error en este código")).toBeVisible();
  await person.getByLabel("Código del comprobante").fill(code.toLowerCase());
  await person.getByRole("button", { name: "Consultar" }).click();
  await expect(person.getByText("No se conoce ninguna solicitud con este código")).toBeVisible();
  await person.getByLabel("Bórrenlo").check();
  await person.getByLabel("Díganme qué se guarda sobre mí").check();
  await person.getByLabel("Con sus palabras").fill("Yo no soy esa persona.");
  await person.getByRole("button", { name: "Enviar la solicitud" }).click();
  await expect(person.getByText("Su solicitud fue recibida")).toBeVisible();
  await expectAccessible(person);
  await person.getByRole("radio", { name: "العربية" }).check();
  await expect(person.locator(".public")).toHaveAttribute("dir", "rtl");
  await expectAccessible(person);
  await person.getByRole("radio", { name: "Español" }).check();
  expect(asked.filter((path) => path.startsWith("/api/") && !path.startsWith("/api/redress"))).toEqual([]);

  // The desk.
  const page = await newPerson();
  await plugInAuthenticator(page);
  await page.goto(byName(server.link("Programme manager 1")));
  await expect(page.getByRole("heading", { name: "Requests" })).toBeVisible();
  await page.getByRole("link", { name: "Programme manager 1" }).click();
  await page.getByLabel("What you call it").fill("desk key");
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByTestId("passkey")).toContainText("desk key");
  await page.goto(byName(server.link("Programme manager 1")));
  const row = page.getByTestId("request");
  await expect(row).toContainText("30 days left");
  await expectAccessible(page);
  await row.getByRole("link", { name: reference }).click();
  await expect(page.getByText("Yo no soy esa persona.")).toBeVisible();
  await expect(page.getByText("Español, version 1, I read it out")).toBeVisible();
  await expectAccessible(page);

  const freeze = page.getByRole("region", { name: "Freeze" });
  await freeze.getByLabel("Why").fill("the person says that it is not them");
  await freeze.getByRole("button", { name: "Freeze" }).click();
  await expect(page.getByText(/Frozen since/)).toBeVisible();
  await officer.toDesk();
  await expect(officer.encounter(reference)).toContainText("Frozen");

  const recipients = page.getByRole("region", { name: "Who received it" });
  await recipients.getByLabel("Somebody else who received it").fill("The court");
  await recipients.getByRole("button", { name: "Add" }).click();
  await expect(recipients.getByText("freezing: waits to be sent")).toBeVisible();

  const erase = page.getByRole("region", { name: "Erase" });
  await erase.getByLabel("Why").fill("the person asks for it");
  await erase.getByRole("button", { name: "Erase" }).click();
  await page.getByRole("button", { name: "Yes, erase it" }).click();
  await page.getByRole("dialog", { name: "Confirm that it is you" }).getByRole("button", { name: "Confirm with the passkey" }).click();
  await expect(page.getByText("Nothing: the record is erased.")).toBeVisible();
  await expect(recipients.getByText(/erasure: waits to be sent/)).toBeVisible();
  const letter = page.getByTestId("paper");
  await expect(letter).toContainText("Borramos el registro, sus huellas y sus imágenes.");
  await expect(letter).toContainText("The court");
  await page.getByLabel("Reasons, in the person's language").fill("No había motivo para guardarlo.");
  await page.getByRole("button", { name: "Answer and close" }).click();
  await expect(page.getByText("Answered", { exact: true })).toBeVisible();
  await expect(letter).toContainText("No había motivo para guardarlo.");
  await expectAccessible(page);

  // What the person sees of it, with the code alone.
  await person.getByRole("button", { name: "Consultar" }).click();
  const standing = person.getByTestId("standing");
  await expect(standing).toContainText("Respondida.");
  await expect(standing).toContainText("El registro se borró.");
  await expect(standing).toContainText("Se está avisando a quienes lo habían recibido.");
  await expectAccessible(person);
});

test("a programme manager changes a notice, and the next person is told in the new words", async ({ server, newPerson }) => {
  const page = await newPerson();
  await page.goto(server.link("Programme manager 1"));
  await go(page, "Notices");
  const french = page.locator('[data-testid=kept-notice][data-language="fr"]');
  await french.locator("summary").click();
  await expect(french).toContainText("Version 1");
  await french.getByRole("button", { name: "Change the words Français" }).click();
  await french.getByLabel("At the end").fill("Posez vos questions.");
  await expectAccessible(page);
  await french.getByRole("button", { name: "Keep as the next version" }).click();
  await expect(french).toContainText("Version 2, Programme manager 1");
  await french.locator("summary").click();
  await french.getByLabel("Choose a recording").setInputFiles({
    name: "avis.wav",
    mimeType: "audio/wav",
    buffer: Buffer.concat([Buffer.from("RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0", "latin1")]),
  });
  await expect(french.locator("summary")).toContainText("· recorded");

  const officer = await Officer.signIn(await newPerson(), server);
  const desk = officer.page;
  await desk.getByRole("link", { name: "New encounter" }).click();
  await desk.getByLabel("No", { exact: true }).check();
  await desk.getByLabel("18 or older").check();
  await desk.getByRole("button", { name: "Next" }).click();
  await desk.getByRole("radio", { name: "Français" }).check();
  await expect(desk.getByTestId("notice")).toContainText("Posez vos questions.");
  await expect(desk.getByLabel("Recording of the notice")).toBeVisible();
  await desk.getByRole("radio", { name: "The recording was played" }).check();
  await desk.getByRole("button", { name: "The person has been told" }).click();
  await expect(desk.getByRole("heading", { name: "Fingers", level: 1 })).toBeVisible();
});
