import { beforeAll, expect, test } from "vitest";
import { sendFacts } from "#test/build.ts";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
let path: string;

/** Five visitors looked at a product, three of them put it into the cart. */
beforeAll(async () => {
  path = `/settings/pipelines/${app.shop.pipeline.id}`;
  for (let n = 1; n <= 5; n += 1) {
    const who = { anonymousId: `visitor-${n}`, email: `visitor-${n}@shop.example` };
    await sendFacts(app, [
      { type: "page.viewed", minutesAgo: 60, who, page: { path: "/" } },
      { type: "product.viewed", minutesAgo: 50, who, product: { id: "p", name: "Assam" } },
      ...(n <= 3 ? [{ type: "product.added" as const, minutesAgo: 40, who, product: { id: "p", name: "Assam" } }] : []),
    ]);
  }
  await app.settle();
}, 60_000);

async function counts(): Promise<Record<string, number>> {
  const { body } = await app.api("GET", `/api/pipelines/${app.shop.pipeline.id}/board?limit=0`);
  return Object.fromEntries(body.stages.map((stage: { id: string; count: number }) => [stage.id, stage.count]));
}

test("a changed entry rule shows what would be different before it is saved, and then it is so", async () => {
  const page = await web.open({ path });
  await page.getByRole("button", { name: /^Evaluation/ }).click();
  const rule = page.getByRole("group", { name: "Entry rule" });
  await rule.getByRole("combobox", { name: "What happened" }).first().click();
  await page.getByRole("option", { name: "Payment details entered" }).click();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "pipeline-editor");

  await page.getByRole("button", { name: "Check and save …" }).click();
  const dialog = page.getByRole("dialog", { name: "What would be different" });
  await dialog.getByText("3 of 5 deals would stand elsewhere.").waitFor();
  expect(await dialog.getByRole("listitem").allInnerTexts()).toEqual([expect.stringMatching(/Evaluation → Interest\s*3/)]);
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "pipeline-preview");
  expect(await counts()).toMatchObject({ interest: 2, evaluation: 3 });

  await dialog.getByRole("button", { name: "Save as version 2" }).click();
  await page.getByText("Version 2", { exact: true }).first().waitFor();
  await expect.poll(counts, { timeout: 20_000 }).toMatchObject({ interest: 5, evaluation: 0 });
  await page.getByText("Earlier versions").click();
  await page.getByRole("listitem").filter({ hasText: "Version 1" }).waitFor();
}, 60_000);

test("stages are moved by keyboard, added, and removed with a place for their deals", async () => {
  const page = await web.open({ path });
  await page.getByRole("button", { name: "Move Interest" }).press("ArrowDown");
  await page.getByText("Interest now stands in place 3 of 4.").waitFor();
  const names = () =>
    page
      .locator("main ol > li")
      .evaluateAll((lines) => lines.map((line) => line.querySelector("[aria-expanded]")!.firstElementChild!.textContent));
  expect(await names()).toEqual(["Awareness", "Evaluation", "Interest", "Decision", "Purchase", "Retention"]);
  await page.getByRole("button", { name: "Discard changes" }).click();

  await page.getByRole("textbox", { name: "Another stage" }).fill("Advice");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("textbox", { name: "What it means to stand here" }).fill("is being advised");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Interest");
  await page.getByRole("alert").getByText("Another stage has this name already.").waitFor();
  expect(await page.getByRole("button", { name: "Check and save …" }).isDisabled()).toBe(true);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Advice");

  await page.getByRole("button", { name: /^Interest/ }).click();
  await page.getByRole("button", { name: "Remove this stage" }).click();
  const target = page.getByRole("combobox", { name: "Deals in “Interest” go to" });
  expect(await target.inputValue()).toBe("Awareness");
  await target.click();
  await page.getByRole("option", { name: "Advice" }).click();
  await page.getByRole("button", { name: "Check and save …" }).click();
  await page.getByRole("button", { name: "Save as version 3" }).click();
  await page.getByText("Version 3", { exact: true }).first().waitFor();
  const advice = Object.keys(await counts()).find((id) => id.startsWith("advice-"))!;
  expect(await counts()).not.toHaveProperty("interest");
  expect(advice).toBeDefined();
}, 60_000);

test("somebody else's save is not overwritten", async () => {
  const page = await web.open({ path });
  await page.getByRole("textbox", { name: "Name of the pipeline" }).fill("My shop");
  const { body } = await app.api("GET", "/api/pipelines");
  const { version, name, stages, idle } = body.pipelines[0];
  const other = await app.api("PUT", `/api/pipelines/${app.shop.pipeline.id}`, {
    baseVersion: version,
    name: `${name}!`,
    stages: stages.map(({ key: _, ...stage }: { key: string }) => stage),
    idle,
  });
  expect(other.status).toBe(200);
  await page.getByRole("button", { name: "Check and save …" }).click();
  await page
    .getByRole("alert")
    .getByText(/^Someone saved this pipeline in the meantime/)
    .waitFor();
  expect(await page.getByRole("button", { name: /^Save as version/ }).isDisabled()).toBe(true);
});

test("who may not edit may read", async () => {
  const page = await web.open({ path, role: "seller", language: "de", size: phone });
  await page.getByRole("heading", { level: 1, name: "Online shop!" }).waitFor();
  expect(await page.getByRole("button", { name: "Prüfen und speichern …" }).count()).toBe(0);
  expect(await page.getByRole("textbox", { name: "Name der Pipeline" }).isDisabled()).toBe(true);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "pipeline-editor-de-360");
});
