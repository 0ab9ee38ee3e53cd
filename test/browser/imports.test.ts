import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { importing } from "#test/imports.ts";
import { sharedPath } from "#test/shared.ts";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
const imports = importing(app);

/** On a busy machine an answer takes its time. */
const patience = { timeout: 20_000 };
const maven = ["sales_pipeline", "accounts", "products", "sales_teams"].map((name) => sharedPath(`maven_crm/${name}.csv.gz`));

/** Lets files fall onto the page, as a hand does. */
async function drop(page: Page, files: { name: string; text: string }[]): Promise<void> {
  const transfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    for (const { name, text } of ${JSON.stringify(files)}) data.items.add(new File([text], name));
    return data;
  })()`);
  for (const type of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("main", type, { dataTransfer: transfer });
}

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: field }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

test("a CRM's files are dropped, corrected, tried, brought in and taken back", async () => {
  const page = await web.open({ path: "/settings/files" });
  await page.getByText("Nothing has been imported yet.").waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByLabel("Choose files").setInputFiles(maven);

  await page.getByRole("heading", { level: 1, name: /and 3 more/ }).waitFor();
  await page.getByRole("heading", { level: 2, name: "Stages" }).waitFor();
  expect(await page.getByRole("combobox", { name: "What sales_pipeline.csv.gz holds" }).inputValue()).toBe("Deals");
  await page.getByText(/8,300 of 8,300 dates fit day-month-year/).waitFor();
  expect(await page.getByRole("combobox", { name: "What close_value means" }).inputValue()).toBe("Value");
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "import-plan");

  // a mapping is corrected, and is kept at once
  await choose(page, "What year_established means", "Leave out");
  await choose(page, "What sector means", "Website");
  await choose(page, "What sector means", "Sector");
  await page.getByText("Join as “GTX Pro”").click();
  await page.getByRole("button", { name: "Create all missing names" }).click();
  await page.getByText(/come in as names without a sign-in/).waitFor();
  await expect.poll(() => page.getByRole("button", { name: "Dry run" }).isEnabled(), patience).toBe(true);
  await page.reload();
  expect(await page.getByRole("combobox", { name: "What year_established means" }).inputValue()).toBe("Leave out");
  await expect.poll(() => page.getByRole("radio", { name: "Join as “GTX Pro”" }).isChecked(), patience).toBe(true);

  await page.getByRole("button", { name: "Dry run" }).click();
  await page.getByText(/8,800 deals.* will be new/).waitFor({ timeout: 60_000 });
  await page.getByText(/4,238 are won, worth .*10,005,534/).waitFor();
  await page.getByText("Nothing has changed yet.").waitFor();
  await page.getByRole("heading", { name: "The board after it" }).waitFor();
  await page
    .getByRole("cell", { name: /^Row 2/ })
    .first()
    .waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "import-checked");
  expect((await app.api("GET", "/api/contacts")).body.contacts).toEqual([]);

  // back to the mapping and to the dry run again, which still holds
  await page.getByRole("button", { name: "Change the mapping" }).click();
  await page.getByRole("button", { name: "Back to the dry run" }).click();
  await page.getByRole("button", { name: "Import now" }).click();
  await page.getByText(/8,800 deals.* are new/).waitFor({ timeout: 60_000 });
  await page.getByRole("link", { name: "Open the pipeline" }).waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "import-done");

  await page.getByRole("link", { name: "← All imports" }).click();
  const line = page.getByRole("listitem").filter({ hasText: "sales_pipeline.csv.gz" });
  await line.getByText("8,8", { exact: false }).first().waitFor();
  await line.getByRole("button", { name: /^Undo/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/8,800 deals.* will be deleted/).waitFor();
  expect(await axe(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Undo the import" }).click();
  await page.getByText(/^Undone\. /).waitFor({ timeout: 120_000 });
  await page.getByText(/Nobody had changed anything/).waitFor();
  await web.shoot(page, "import-undone");
}, 420_000);

test("an import that goes on can be left, is seen from elsewhere, and is cancelled to nothing", async () => {
  const rows = Array.from({ length: 60_000 }, (_, n) => `${n},Person ${n},person-${n}@example.com,Kiel`);
  const { id } = await imports.begin({ "many.csv": ["Contact ID,Full name,E-mail,City", ...rows].join("\n") });
  await imports.setPlan(id, ({ files: [file] }) => {
    Object.assign(file!, { kind: "contacts", match: "externalId" });
    file!.columns = ["externalId", "name", "email", "city"].map((field) => ({ field }));
  });
  await imports.go(id, "check");
  const page = await web.open({ path: `/settings/files/${id}`, dark: true });
  await page.getByRole("button", { name: "Import now" }).click();
  await page.getByText(/ of 60,000 rows/).waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "import-running-dark");

  await page.getByRole("link", { name: "Contacts" }).first().click();
  await page.getByRole("complementary", { name: "Import going on" }).getByRole("link", { name: "Show" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Cancel the import" }).click();
  const dialog = page.getByRole("dialog");
  expect(await axe(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Cancel and take everything back" }).click();
  await page.getByText("Cancelled. Everything that was written has gone again.").waitFor({ timeout: 180_000 });
  expect((await app.api("GET", "/api/contacts")).body.contacts).toEqual([]);
}, 420_000);

test("what cannot be told is asked first; what is refused comes back as a file; German, on a phone", async () => {
  const page = await web.open({ path: "/settings/files", language: "de", size: phone });
  const days = [
    ...Array.from({ length: 30 }, (_, n) => `${13 + (n % 15)}.02.2024`),
    ...Array.from({ length: 30 }, (_, n) => `02.${13 + (n % 15)}.2024`),
  ];
  const text = ["Deal-ID;Dealname;Phase;Wert;Erstellt am", ...days.map((day, n) => `D-${n};Angebot ${n};Angebot;1.234,50;${day}`)].join(
    "\n",
  );
  await page.getByText("Dateien irgendwo auf dieser Seite ablegen").waitFor();
  await drop(page, [
    { name: "deals.csv", text },
    { name: "foto.csv", text: "\u0089PNG\r\n\u001a\n" },
  ]);
  await page.getByText(/Eines geht aus den Dateien nicht hervor/).waitFor();
  expect(await page.getByRole("button", { name: "Probelauf starten" }).isDisabled()).toBe(true);
  await expect.poll(() => page.evaluate("document.activeElement.textContent"), patience).toBe("Tag, Monat, Jahr");
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "import-asks-de-360");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByText(/geht aus den Dateien nicht hervor/).count(), patience).toBe(0);
  await page.getByRole("button", { name: "foto.csv entfernen" }).click();
  await expect.poll(() => page.getByRole("button", { name: "foto.csv entfernen" }).count(), patience).toBe(0);

  await expect.poll(() => page.getByRole("button", { name: "Probelauf starten" }).isEnabled(), patience).toBe(true);
  await page.getByRole("button", { name: "Probelauf starten" }).click();
  await page.getByText(/30 Deals.* kommen neu dazu/).waitFor({ timeout: 60_000 });
  await page.getByRole("tab", { name: /^Abgelehnt/ }).click();
  await page
    .getByText(/02\.13\.2024/)
    .first()
    .waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "import-refused-de-360");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Abgelehnte Zeilen als CSV" }).click(),
  ]);
  const refused = readFileSync((await download.path())!, "utf8")
    .trim()
    .split("\r\n");
  expect(refused).toHaveLength(31);
  expect(refused[1]).toContain("02.13.2024");
}, 240_000);

test("a draft is thrown away", async () => {
  const { id } = await imports.begin({ "people.csv": "email,name\nada@example.com,Ada\n" });
  const page = await web.open({ path: `/settings/files/${id}` });
  await page.getByRole("heading", { level: 2, name: "people.csv" }).waitFor();
  await page.getByRole("button", { name: "Mapping" }).click();
  await page.getByRole("menuitem", { name: "Discard this import" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await page.getByRole("heading", { level: 1, name: "Files" }).waitFor();
  expect((await app.api("GET", `/api/imports/${id}`)).status).toBe(404);
});
