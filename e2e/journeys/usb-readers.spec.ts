// Readers on a scripted `navigator.usb`, each with its simulator behind it.
import { expectAccessible } from "../accessibility.ts";
import { Installer } from "../installer.ts";
import { expect, test } from "../journey.ts";
import { type Model, UsbReader } from "../usb-reader.ts";

const READERS: { model: Model; name: string; image: string; enrolment: string; live: boolean }[] = [
  { model: "uru4500", name: "DigitalPersona U.are.U 4000B/4500", image: "384 × 290 · 512 ppi", enrolment: "may be", live: true },
  { model: "futronic", name: "Futronic FS80/FS81", image: "320 × 480 · 500 ppi", enrolment: "may be", live: true },
  { model: "morpho", name: "IDEMIA (Morpho) MSO 1300-E3", image: "256 × 400 · 500 ppi", enrolment: "may be", live: false },
  { model: "nb1010", name: "NEXT Biometrics NB-1010-U", image: "256 × 180 · 385 ppi", enrolment: "Search only", live: false },
];

for (const { model, name, image, enrolment, live } of READERS) {
  test(`${name} is connected, shows what lies on it, and takes a print`, async ({ server, newPerson }) => {
    const page = await newPerson();
    const reader = await UsbReader.plugIn(model);
    await reader.behindScriptedUsb(page);
    const installer = await Installer.signIn(page, server);
    await installer.connect();
    await installer.check(name);
    await installer.asked("Lay a finger flat on the scanner.");
    await (live ? reader.touch(1) : reader.lay(1));
    if (live) {
      await expect(page.getByTestId("live-quality")).toBeVisible();
    }
    await installer.asked("Unplug the scanner, and plug it in again.");
    await installer.skip();
    await installer.went("Capture", "As it should be.");
    expect(await installer.fact("Image")).toBe(image);
    expect(await installer.fact("Enrolment")).toContain(enrolment);
    expect(Number.parseInt(await installer.fact("Quality"))).toBeGreaterThan(0);
    if (model === "nb1010") {
      await expect(page.getByText(/^Not for enrolment: /)).toBeVisible();
    }
    for (const figure of ["Live pictures", "Quality of a live picture, at worst after", "Quality shown after the last byte by"]) {
      console.log(`${model.padEnd(9)} ${figure.padEnd(44)} ${await installer.fact(figure)}`);
    }
    await expectAccessible(page);
    await reader.end();
  });
}

test("a reader unplugged in the middle of a frame is said to be, and comes back", async ({ server, newPerson }) => {
  const page = await newPerson();
  const reader = await UsbReader.plugIn("futronic");
  await reader.behindScriptedUsb(page);
  const installer = await Installer.signIn(page, server);
  await installer.connect();
  await installer.check("Futronic FS80/FS81");
  await installer.asked("Lay a finger flat on the scanner.");
  await reader.unplug();
  await installer.went("Capture", "The scanner was unplugged. Plug it in again");
  await installer.asked("Unplug the scanner, and plug it in again.");
  await reader.plug();
  await installer.went("Plug in again", "As it should be.");
  await reader.end();
});

test("a refused permission and a browser without USB each have their own words", async ({ server, newPerson }) => {
  const page = await newPerson();
  const reader = await UsbReader.plugIn("uru4500");
  await reader.behindScriptedUsb(page, { refuse: true });
  const installer = await Installer.signIn(page, server);
  await installer.connect();
  await expect(page.getByText("This page was not allowed to use the scanner.")).toBeVisible();
  await reader.end();

  const other = await newPerson();
  await other.addInitScript(() => Object.defineProperty(navigator, "usb", { value: undefined }));
  await Installer.signIn(other, server);
  await expect(other.getByText("This browser cannot reach USB scanners.")).toBeVisible();
});
