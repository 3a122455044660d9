// Readers under a real Chromium's own USB stack: udev and usbfs are stood in for (usb-shim), nothing in the page is.
import { chromium } from "@playwright/test";
import { Installer } from "../installer.ts";
import { expect, test } from "../journey.ts";
import { allowByPolicy, shim, UsbReader } from "../usb-reader.ts";

for (const { model, name, id } of [
  { model: "uru4500", name: "DigitalPersona U.are.U 4000B/4500", id: [0x05ba, 0x000a] },
  { model: "futronic", name: "Futronic FS80/FS81", id: [0x1491, 0x0020] },
] as const) {
  test(`${name} under Chromium's own USB stack: capture, unplug, plug in again`, async ({ server }) => {
    const restore = allowByPolicy(server.address, [[...id]]);
    if (typeof restore === "string") {
      console.log(restore);
      test.skip(true, restore);
      return;
    }
    const reader = await UsbReader.plugIn(model);
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox"],
      env: { ...process.env, LD_PRELOAD: shim, UMBRAL_USB_SOCKET: reader.socket },
    });
    try {
      const page = await browser.newPage();
      const installer = await Installer.signIn(page, server);
      await installer.check(name);
      await installer.asked("Lay a finger flat on the scanner.");
      await reader.touch(1);
      await installer.asked("Unplug the scanner, and plug it in again.");
      await installer.went("Capture", "As it should be.");
      await reader.unplug();
      await expect(page.getByText("The scanner was unplugged.")).toBeVisible();
      await reader.plug();
      await installer.went("Plug in again", "As it should be.");
      for (const figure of ["Ready after", "Live pictures", "Quality of a live picture, at worst after", "Quality shown after the last byte by", "Ready again after"]) {
        console.log(`${model.padEnd(9)} ${figure.padEnd(44)} ${await installer.fact(figure)}`);
      }
    } finally {
      await browser.close();
      await reader.end();
      restore();
    }
  });
}
