import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Officer } from "../officer.ts";

for (const { who, answer } of [
  { who: "a national of the host country", answer: ["Yes"] },
  { who: "a person whose age is in doubt", answer: ["No", "In doubt whether 14"] },
]) {
  test(`${who} is not recorded: nothing leaves the page but a count`, async ({ server, newPerson }) => {
    const page = await newPerson();
    await Officer.signIn(page, server);
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(`${new URL(request.url()).pathname} ${request.postData() ?? ""}`);
    });
    await page.getByRole("link", { name: "New encounter" }).click();
    for (const label of answer) await page.getByLabel(label, { exact: true }).check();
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page.getByRole("heading", { name: "Do not record this person" })).toBeVisible();
    await expect(page.getByText("Nothing was kept. Only the rule was counted.")).toBeVisible();
    await expectAccessible(page);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^\/api\/refusals \{"rule":"\w+"\}$/);
    await page.getByRole("link", { name: "To the desk" }).click();
    await expect(page.getByTestId("encounter")).toHaveCount(0);
  });
}
