// A reader behind a serial port, on a scripted `navigator.serial` with the reader's simulator behind it.
import { Installer } from "../installer.ts";
import { expect, test } from "../journey.ts";
import { UsbReader } from "../usb-reader.ts";

const NAME = "IDEMIA (Morpho) MSO 1300-E3";

test("a MorphoSmart behind a serial port is connected and takes a print", async ({ server, newPerson }) => {
  const page = await newPerson();
  const reader = await UsbReader.plugIn("morpho");
  await reader.behindScriptedSerial(page);
  const installer = await Installer.signIn(page, server);
  await page.getByRole("button", { name: "Connect a serial scanner" }).click();
  await installer.check(NAME);
  await installer.asked("Lay a finger flat on the scanner.");
  await reader.lay(1);
  await installer.asked("Unplug the scanner, and plug it in again.");
  await installer.went("Capture", "As it should be.");
  expect(await installer.fact("Image")).toBe("256 × 400 · 500 ppi");
  expect(Number.parseInt(await installer.fact("Quality"))).toBeGreaterThan(0);

  await reader.unplug();
  await expect(page.getByText("The scanner was unplugged.").first()).toBeVisible();
  await reader.plug();
  await installer.went("Plug in again", "As it should be.");
  await reader.end();
});

test("a port that another program holds is said to be busy", async ({ server, newPerson }) => {
  const page = await newPerson();
  const reader = await UsbReader.plugIn("morpho");
  await reader.behindScriptedSerial(page);
  await page.addInitScript(() => {
    const serial = (navigator as any).serial;
    const choose = serial.requestPort;
    serial.requestPort = async (options: object) => {
      const port = await choose(options);
      port.open = () => Promise.reject(new DOMException("Failed to open serial port.", "NetworkError"));
      return port;
    };
  });
  const installer = await Installer.signIn(page, server);
  await page.getByRole("button", { name: "Connect a serial scanner" }).click();
  await expect(page.getByRole("button", { name: `Check ${NAME}` })).toBeVisible();
  await installer.check(NAME);
  await installer.went("Connect", "Another program or another tab is using the scanner.");
  await reader.end();
});
