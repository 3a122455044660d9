// The camera: a still for the file, taken again if need be; and what is said where the camera may not be used.
import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { manifestIn, Officer } from "../officer.ts";
import config from "../playwright.config.ts";

const { launchOptions } = config.use!;
const camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
test.use({ launchOptions: { ...launchOptions, args: [...launchOptions!.args!, ...camera] } });

test("a photograph is taken, taken again, kept and sent as a part of the encounter", async ({ server, newPerson }) => {
  const page = await newPerson();
  const officer = await Officer.signIn(page, server);
  await officer.startEncounter();
  await officer.scan(5001, 1);
  await page.getByRole("button", { name: "Take a photograph" }).click();
  const dialog = page.getByRole("dialog", { name: "Take a photograph" });
  await dialog.getByLabel("Scar, mark or tattoo").check();
  await dialog.getByRole("button", { name: "Take the picture" }).click();
  await expect(dialog.getByRole("img", { name: "The picture taken" })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Take again" }).click();
  await dialog.getByRole("button", { name: "Take the picture" }).click();
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByRole("img", { name: "Scar, mark or tattoo" })).toBeVisible();

  const sending = page.waitForRequest((request) => new URL(request.url()).pathname === "/api/encounters" && request.method() === "POST");
  const parts: string[] = [];
  page.on("response", (answer) => {
    const path = new URL(answer.url()).pathname;
    if (path.includes("/parts/") && answer.ok()) parts.push(path.replace("/pieces", ""));
  });
  await officer.send();
  const [photograph] = manifestIn(await sending).photographs;
  expect(photograph.subject).toBe("mark");
  await expect.poll(() => parts.some((part) => part.endsWith(photograph.image)), "the server took it").toBe(true);
});
