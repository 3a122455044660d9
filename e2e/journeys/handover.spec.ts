import { expectAccessible } from "../accessibility.ts";
import { expect, go, test } from "../journey.ts";
import { identified } from "../identified.ts";

test("a person is handed over: chosen from the list, printed, counted; a corrected finding names whom to call", async ({
  server,
  newPerson,
}) => {
  const manager = await newPerson();
  await manager.goto(server.link("Programme manager 1"));
  await go(manager, "Hand-overs");
  await manager.getByLabel("Name of the authority").fill("State police, Northgate desk");
  await manager.getByLabel("Their number").fill("555 0142");
  await manager.getByRole("button", { name: "Add", exact: true }).click();
  await expect(manager.getByText("State police, Northgate desk")).toBeVisible();
  await expectAccessible(manager);

  const { officer, second, reference } = await identified(server, newPerson, 4);
  await second.review(reference, "Identification", "Twelve points agree.");
  const desk = officer.page;
  const alert = desk.getByRole("region", { name: "Alert", exact: true });
  await alert.getByRole("link", { name: "Open the alert" }).click();
  await alert.getByRole("button", { name: "I have seen this" }).click();

  const form = desk.getByRole("region", { name: "Hand-over" });
  await form.getByLabel("State").selectOption("Done");
  await form.getByLabel("To whom").fill("State police, Northgate desk");
  await expect(form.getByLabel("Their number")).toHaveValue("555 0142");
  await form.getByRole("button", { name: "Keep" }).click();
  await expect(form.getByText("Say what this rests on in law.")).toBeVisible();
  await form.getByLabel("Legal basis").fill("Warrant 12/2026, court of Northgate");
  await form.getByLabel("Papers that go with the person").fill("Copy of the warrant; medical note");
  await form.getByLabel("When").fill("2026-11-23T17:30");
  await form.getByRole("button", { name: "Keep" }).click();

  const paper = desk.getByTestId("paper");
  await expect(paper).toContainText("Warrant 12/2026, court of Northgate");
  await expect(paper).toContainText(reference);
  await expect(paper.getByRole("img", { name: "QR" })).toBeVisible();
  await expectAccessible(desk);

  // Printed, the paper is alone on the page; A4 and Letter alike.
  await desk.emulateMedia({ media: "print" });
  await expect(paper).toBeVisible();
  await expect(form.getByRole("button", { name: "Keep" })).toBeHidden();
  for (const format of ["A4", "Letter"]) expect((await desk.pdf({ format })).length).toBeGreaterThan(10_000);
  await desk.emulateMedia({ media: "screen" });

  await manager.reload();
  // One person could be named by their count: it is not shown, nor what all come to.
  await expect(manager.getByRole("row", { name: /Northgate/ })).toContainText("not shown");
  await expect(manager.getByText("A count of fewer than 5 people is not shown")).toBeVisible();
  await expect(manager.getByRole("row", { name: /^All/ })).toContainText("not shown");
  await manager.setViewportSize({ width: 360, height: 740 });
  const wider = await manager.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider, "nothing scrolls sideways on a phone").toBeLessThanOrEqual(0);
  await expectAccessible(manager);

  // The identification was wrong: whoever has the person must be called.
  const supervisor = await newPerson();
  await supervisor.goto(server.link("Supervisor 2"));
  await go(supervisor, "Alerts");
  await supervisor.locator(`[data-testid=alert-row][data-reference="${reference}"]`).getByRole("link").click();

  // Its report, taken out with a hash in the log.
  const downloading = supervisor.waitForEvent("download");
  await supervisor.getByRole("button", { name: "Download the report" }).click();
  expect((await downloading).suggestedFilename()).toBe(`${reference}.pdf`);

  await supervisor.getByLabel("What shows it").fill("The deltas differ.");
  await supervisor.getByRole("button", { name: "Correct the finding" }).click();
  await supervisor.getByRole("button", { name: "Yes, take it back" }).click();
  const back = desk.getByRole("alert").getByRole("region", { name: "Alert taken back" });
  await expect(back).toContainText("State police, Northgate desk");
  await expect(back.getByRole("link", { name: "Call 555 0142" })).toHaveAttribute("href", "tel:5550142");
  await expectAccessible(desk);
});
