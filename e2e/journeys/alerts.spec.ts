import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { identified } from "../identified.ts";
import { expect, go, test } from "../journey.ts";
import type { Server } from "../server.ts";

/** Changes how soon an alert goes further, as a programme manager may. */
async function goesFurtherAfter(page: Page, server: Server, supervisors: number, managers: number): Promise<void> {
  await page.goto(server.link("Programme manager 1"));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const status = await page.evaluate(
    async ({ supervisors, managers }) => {
      const { versions } = await (await fetch("/api/rules/XV")).json();
      const { policy } = versions[0];
      policy.everywhere.version += 1;
      policy.everywhere.alerting.supervisors_after = supervisors;
      policy.everywhere.alerting.managers_after = managers;
      const body = JSON.stringify({ policy, effective_from: null, reason: "a shorter way for the night" });
      const answer = await fetch("/api/rules/XV", { method: "POST", headers: { "content-type": "application/json" }, body });
      return answer.status;
    },
    { supervisors, managers },
  );
  expect(status, "a new version").toBe(201);
}

test("an alert is acknowledged by name, taken back when a supervisor corrects it, and that is acknowledged too", async ({
  server,
  newPerson,
}) => {
  const supervisor = await newPerson();
  await supervisor.goto(server.link("Supervisor 2"));
  const { officer, second, reference } = await identified(server, newPerson, 4);
  await second.review(reference, "Identification", "Twelve points agree.");

  // Officer and supervisor are told alike, on whatever page they are.
  const atDesk = officer.page.getByRole("alert").getByRole("region", { name: "Alert" });
  const atSupervisor = supervisor.getByRole("alert").getByRole("region", { name: "Alert" });
  await expect(atDesk).toContainText(reference);
  await expect(atDesk).toContainText("Call 555 0100");
  await expect(atDesk).toContainText("How often such a lead is right");
  await expect(atSupervisor).toContainText(reference);
  await expectAccessible(officer.page);

  await atDesk.getByRole("button", { name: "I have seen this" }).click();
  await expect(atDesk).toHaveCount(0);
  await expect(atSupervisor).toHaveCount(0);
  await go(supervisor, "Alerts");
  const row = supervisor.locator(`[data-testid=alert-row][data-reference="${reference}"]`);
  await expect(row).toContainText("Officer 14 at Northgate");
  await expectAccessible(supervisor);

  await row.getByRole("link").click();
  await supervisor.getByLabel("What shows it").fill("The core lies two ridges further out.");
  await supervisor.getByRole("button", { name: "Correct the finding" }).click();
  await supervisor.getByRole("button", { name: "Yes, take it back" }).click();

  const back = officer.page.getByRole("alert").getByRole("region", { name: "Alert taken back" });
  await expect(back).toContainText("Do not act on this alert any more");
  await expect(back).toContainText("The core lies two ridges further out.");
  await expectAccessible(officer.page);
  await back.getByRole("button", { name: "I have seen this" }).click();
  await expect(back).toHaveCount(0);
  const witnesses = supervisor.getByRole("region", { name: "Who has seen it" });
  await expect(witnesses.getByText("Officer 14")).toBeVisible();
  await expect(witnesses).toContainText("Knows since");
  await expectAccessible(supervisor);
});

test("an alert that nobody acknowledges goes to the supervisors and then to the programme manager", async ({ server, newPerson }) => {
  test.setTimeout(240_000);
  const manager = await newPerson();
  await goesFurtherAfter(manager, server, 1, 1);
  const { second, reference } = await identified(server, newPerson, 5);
  await second.review(reference, "Identification", "Twelve points agree.");
  const told = manager.getByRole("alert").getByRole("region", { name: "Alert" });
  await expect(told).toContainText("it has gone to the programme managers", { timeout: 120_000 });
  await expect(told).toContainText(reference);
  await expectAccessible(manager);
  await told.getByRole("button", { name: "I have seen this" }).click();
  await expect(told).toHaveCount(0);
});
