// A camera that the page may not use, and none at all: each in its own words, and the encounter goes on.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";
import type { Server } from "../server.ts";

/** The browser answers every wish for a camera with this. */
async function withoutCamera(page: Page, server: Server, error: "NotAllowedError" | "NotFoundError") {
  await page.addInitScript((name) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name));
  }, error);
  const officer = await Officer.signIn(page, server);
  await officer.startEncounter();
  await page.getByRole("button", { name: "Take a photograph" }).click();
  return { officer, dialog: page.getByRole("dialog", { name: "Take a photograph" }) };
}

test("a refused camera says how to allow it, and the encounter goes on without", async ({ server, newPerson }) => {
  const page = await newPerson();
  const { officer, dialog } = await withoutCamera(page, server, "NotAllowedError");
  await expect(dialog.getByText("This page may not use the camera.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Take the picture" })).toBeDisabled();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(dialog.getByText("This page may not use the camera.")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await officer.scan(5001, 1);
  await officer.send();
});

test("where there is no camera, that is said", async ({ server, newPerson }) => {
  const { dialog } = await withoutCamera(await newPerson(), server, "NotFoundError");
  await expect(dialog.getByText("No camera can be used.")).toBeVisible();
});
