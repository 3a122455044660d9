import { expectAccessible } from "../accessibility.ts";
import { expect, test } from "../journey.ts";
import { Manager } from "../manager.ts";
import { type File, Officer } from "../officer.ts";
import { laid } from "../simulated.ts";

const LIST = "Demo wanted persons";
/** People on no list, and one who is on this one. */
const NEW = [5201, 5202, 5203];
const LISTED = 1;
const RIGHT_INDEX = 2;

const HEADING = "person,file,finger,ppi,subject,category,sources,criterion,evidence,expires";
const row = (person: string, file: string, evidence = "2026-01-01") =>
  `${person},${file},${RIGHT_INDEX},500,Subject ${person},Escaped from custody,Prison service,Sentence not served,${evidence},2030-01-01`;

test("a partner's folder is looked at, survives a broken link and a closed page, and is enrolled, validated, published and held", async ({
  server,
  newPerson,
}) => {
  const [desk, first, second] = [await newPerson(), await newPerson(), await newPerson()];
  const officer = await Officer.signIn(desk, server);
  await officer.listsHeld(1);
  const author = await Manager.signIn(first, server, "Watchlist manager 1");

  const file = async (name: string, person: number, placement: number): Promise<File> => ({
    ...(await laid(desk, person, [RIGHT_INDEX], placement)),
    name,
  });
  const prints = [
    await file("one.pgm", NEW[0]!, 1),
    await file("two.pgm", NEW[1]!, 1),
    await file("three.pgm", NEW[2]!, 1),
    await file("twin.pgm", NEW[0]!, 2),
    await file("listed.pgm", LISTED, 1),
  ];
  const rows = [
    row("P-1", "one.pgm"),
    row("P-2", "two.pgm"),
    row("P-3", "three.pgm"),
    row("P-4", "twin.pgm"),
    row("P-5", "listed.pgm"),
    row("P-6", "not-there.pgm"),
    row("P-7", "one.pgm", "31.12.2025"),
  ];
  const sheet: File = { name: "sheet.csv", mimeType: "text/csv", buffer: Buffer.from([HEADING, ...rows, ""].join("\n")) };
  const choose = async (files: File[]) => first.getByLabel("Choose files").setInputFiles(files);

  // Without a sheet nothing begins.
  await author.openList(LIST);
  await first.getByRole("link", { name: "Import" }).click();
  await expect(first.getByRole("heading", { name: "Import a folder" })).toBeVisible();
  await expectAccessible(first);
  await choose(prints);
  await expect(first.getByText("There is no sheet among these files")).toBeVisible();

  // The link breaks while the files are sent, and the page is closed.
  await first.route("**/pieces", (route) => route.abort());
  await choose([...prints, sheet]);
  await expect(first.getByTestId("progress")).toHaveText("0 of 7 people looked at");
  await expect(first.getByRole("status").filter({ hasText: "server" }).first()).toBeVisible();
  await first.unroute("**/pieces");
  await first.reload();

  // The same folder goes on where it was: what is refused says why and what to do, who is there already is found.
  await first.getByTestId("import").getByRole("link").first().click();
  await expect(first.getByRole("heading", { name: "Choose the same folder again to go on" })).toBeVisible();
  await choose([...prints, sheet]);
  await expect(first.getByTestId("progress")).toHaveText("7 of 7 people looked at");
  const lines = first.getByTestId("import-line");
  await expect(lines).toHaveCount(2);
  await expect(lines.nth(0)).toContainText("row 6, file: The folder has no such file");
  await expect(lines.nth(1)).toContainText("row 7, evidence: Write the day of the evidence as 2026-05-31.");
  const outcome = (name: string) => first.getByRole("group", { name: "Outcome" }).getByRole("button", { name });
  await outcome("Twice in the sheet").click();
  await expect(lines).toHaveCount(1);
  await expect(lines.first()).toContainText("looks like P-1 of the same sheet");
  await outcome("On the list already").click();
  await expect(lines.first()).toContainText("looks like entry");
  await expectAccessible(first);
  const enrol = first.getByRole("button", { name: "Enrol 3 people as drafts" });
  await expect(enrol).toBeDisabled();
  await first.getByLabel("Leave out the 4 who are refused or there already").check();
  await enrol.click();
  await expect(first.getByText("These drafts wait for a second watchlist manager")).toBeVisible();
  await expectAccessible(first);

  // The second person sees a sample, says what was looked at, and stands for all of them.
  const validator = await Manager.signIn(second, server, "Watchlist manager 2");
  await validator.openList(LIST);
  await second.getByRole("link", { name: "Import" }).click();
  await second.getByTestId("import").getByRole("link").first().click();
  await expect(second.getByTestId("sample")).toHaveCount(3);
  await expectAccessible(second);
  const validate = second.getByRole("button", { name: "Validate 3 drafts" });
  await validate.click();
  await expect(second.getByText("Say in a few words what you looked at.")).toBeVisible();
  await second.getByLabel("What you looked at, and why it suffices").fill("All three against the prison service's letter");
  await validate.click();
  const publish = second.getByRole("button", { name: "Publish 3 entries" });
  await expect(publish).toBeVisible();

  // The device follows: how long from the button to the copy.
  const followed = desk.waitForResponse((response) => response.url().includes("/changes"));
  const pressed = Date.now();
  await publish.click();
  await (await followed).finished();
  console.log(`${"from publish to the change on a device".padEnd(52)} ${Date.now() - pressed} ms`);
});
