import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;

beforeAll(async () => {
  for (const [name, valueMinor] of [
    ["Ada", 120_000],
    ["=1+1", 5_000],
  ] as const)
    await app.api("POST", "/api/deals", {
      pipelineId: app.shop.pipeline.id,
      stageId: "interest",
      name,
      valueMinor,
      currency: "EUR",
      email: `${valueMinor}@shop.example`,
    });
  await app.settle();
});

async function download(
  page: Page,
  menu: string | RegExp,
  item: string,
  which = 0,
): Promise<{ name: string; text: string; bytes: Buffer }> {
  await page.getByRole("button", { name: menu }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: item }).nth(which).click()]);
  const bytes = readFileSync(await file.path());
  return { name: file.suggestedFilename(), text: bytes.toString(), bytes };
}

test("a list is exported as it is seen, in the person's language", async () => {
  const page = await web.open({ path: `/pipeline/${app.shop.pipeline.id}?view=list&minValue=10000`, language: "de" });
  await page.getByRole("table").getByText("Ada").waitFor();
  const { name, text } = await download(page, "Exportieren", "CSV, für jedes Programm");
  expect(name).toMatch(/^deals-.*\.csv$/);
  const lines = text.trimEnd().split("\r\n");
  expect(lines[0]).toContain("Deal;Kontakt;E-Mail;");
  expect([lines.length, lines[1]!.includes(";1200,00;EUR;")]).toEqual([2, true]);
  const sheet = await download(page, "Exportieren", "Excel (XLSX)");
  expect([sheet.name.endsWith(".xlsx"), sheet.bytes.subarray(0, 2).toString()]).toEqual([true, "PK"]);
  await page.getByRole("button", { name: "Exportieren" }).click();
  await web.shoot(page, "exports-list-de");
});

test("contacts, figures and the records behind one go out too", async () => {
  const page = await web.open({ path: "/contacts?q=5000" });
  await page.getByText("5000@shop.example").first().waitFor();
  const contacts = await download(page, "Export", "CSV, for any program");
  expect(contacts.text.trimEnd().split("\r\n")).toHaveLength(2);

  await page.goto(page.url().replace(/contacts.*/, "insights"));
  const figures = await download(page, "Export", "CSV, for any program");
  expect(figures.text).toContain("Leads generated");
  const weeks = await download(page, "Export", "CSV, for any program", 1);
  expect(weeks.text.split("\r\n").length).toBeGreaterThan(40);
  await page.goto(`${page.url()}?metric=leadsGenerated`);
  const drawer = page.getByRole("dialog");
  await drawer.getByText("120000@shop.example").waitFor();
  await drawer.getByRole("button", { name: "Export" }).click();
  const [records] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "CSV, for any program" }).click(),
  ]);
  expect(
    readFileSync(await records.path(), "utf8")
      .trimEnd()
      .split("\r\n"),
  ).toHaveLength(3);
});

test.each([
  ["en", false, 1440],
  ["de", true, 360],
] as const)("everything goes out, and a backup is made by hand (%s)", async (language, dark, width) => {
  const page = await web.open({ path: "/settings/files", language, dark, size: width === 360 ? phone : { width, height: 900 } });
  const words =
    language === "en"
      ? ["Take everything out", "Back up now", "checked and good"]
      : ["Alles mitnehmen", "Jetzt sichern", "geprüft und in Ordnung"];
  await page.getByRole("button", { name: words[1] }).waitFor();
  if (language === "en") {
    await page.getByText("No backup yet.").waitFor();
    await web.shoot(page, "exports-files-empty");
  }
  const [archive] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: words[0] }).click()]);
  expect(archive.suggestedFilename()).toMatch(/^sluice-shop-.*\.tar$/);
  expect(
    readFileSync(await archive.path())
      .subarray(0, 14)
      .toString(),
  ).toBe("sluice-export/");
  await page.getByRole("button", { name: words[1] }).click();
  await page.getByRole("cell", { name: words[2] }).first().waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  await web.shoot(page, `exports-files-${language}-${dark ? "dark" : "light"}-${width}`);
});

test("a backup that failed is said loudly, and who may not see it sees nothing of it", async () => {
  const { insertBackup, finishBackup } = await import("#exports/backups/queries.ts");
  const { newId } = await import("#base/ids.ts");
  const id = newId();
  await insertBackup(app.db, { id, nightly: true, startedAt: Date.now() + 60_000 });
  await finishBackup(app.db, id, { error: "disk_nearly_full" });
  const page = await web.open({ path: "/settings/files", language: "de" });
  await page.getByRole("alert").getByText("Die Festplatte ist fast voll").waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "exports-files-failed-de");
  const manager = await web.open({ path: "/settings/files", role: "manager" });
  await manager.getByRole("region", { name: "Files in" }).waitFor();
  expect(await manager.getByRole("region").allInnerTexts()).not.toContainEqual(expect.stringContaining("Backups"));
});
