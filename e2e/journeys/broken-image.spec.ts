import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

test("a broken image file is refused with its reason, and the rest of the encounter is kept", async ({
  server,
  newPerson,
}) => {
  const page = await newPerson();
  const officer = await Officer.signIn(page, server);
  await officer.startEncounter();
  await officer.scan(5002, 1);

  // A PNG whose header is whole and whose pixels are cut off, and a file that is no image.
  const cut = Buffer.from(
    "89504e470d0a1a0a0000000d494844520000006400000064080000000" + "0ff80020300000010494441547801",
    "hex",
  );
  await officer.addFiles([
    { name: "cut-short.png", mimeType: "image/png", buffer: cut },
    { name: "letter.txt", mimeType: "text/plain", buffer: Buffer.from("Dear officer") },
  ]);
  const refusals = page.getByRole("region", { name: "Files not taken" });
  await expect(refusals).toContainText("cut-short.png");
  await expect(refusals).toContainText("This file cannot be read as an image.");
  await expect(refusals).toContainText("export it again if it was cut short");
  await expect(refusals).toContainText("letter.txt");
  await expect(refusals).toContainText("Everything else in this encounter is kept.");
  await officer.taken(1);
  await expectAccessible(page);

  const reference = await officer.send();
  await officer.toDesk();
  await expect(officer.encounter(reference)).toContainText("1 finger");
});
