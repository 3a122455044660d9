import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";

test("a sign-in link works once, and says what to do when it is spent", async ({ server, newPerson }) => {
  const link = server.link("Officer 14");
  const first = await newPerson();
  await first.goto(link);
  await expect(first.getByRole("heading", { name: "Desk" })).toBeVisible();
  expect(first.url(), "the secret is gone from the address").not.toContain("#");

  const second = await newPerson();
  await second.goto(link);
  await expect(second.getByText("This sign-in link is no longer good.")).toBeVisible();
  await expect(second.getByText(/Ask your administrator for a new one/)).toBeVisible();
  await expectAccessible(second);
});

test("a page older than the server says so instead of waiting", async ({ server, newPerson }) => {
  const page = await newPerson();
  // As a server would answer whose session has another form.
  await page.route("**/api/session", (route) =>
    route.request().method() === "GET" ? route.fulfill({ json: { person: "Officer 14" } }) : route.continue(),
  );
  await page.goto(server.link("Officer 14"));
  await expect(page.getByRole("heading", { name: "The page is out of date" })).toBeVisible();
  await expectAccessible(page);
  await page.unroute("**/api/session");
  await page.getByRole("button", { name: "Read again" }).click();
  await expect(page.getByRole("heading", { name: "Desk" })).toBeVisible();
});
