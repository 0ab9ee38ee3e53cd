import { afterAll, beforeAll, expect, it } from "vitest";
import { filesRoom } from "#test/files.ts";
import { sharedPath } from "#test/shared.ts";
import type { Believed } from "./context.ts";

let room: Awaited<ReturnType<typeof filesRoom>>;
let believed: Believed;
const fileIds: Record<string, string> = {};

beforeAll(async () => {
  room = await filesRoom();
  const files = [];
  for (const name of ["sales_pipeline", "accounts", "products", "sales_teams"]) {
    const file = await room.read(sharedPath(`maven_crm/${name}.csv.gz`));
    fileIds[name] = file.fileId;
    files.push(file);
  }
  believed = await room.believe(files);
});
afterAll(() => room.close());

const of = (about: string) => believed.beliefs.find((belief) => belief.about === about);

it("knows what the four files hold", () => {
  expect(believed.plan.files.map(({ kind }) => kind)).toEqual(["deals", "companies", "products", "team"]);
  expect(believed.plan.files[0]!.columns.map(({ field }) => field)).toEqual([
    "externalId",
    "owner",
    "product",
    "company",
    "stage",
    "stageEnteredAt",
    "closedAt",
    "value",
    null,
    null,
  ]);
  expect(believed.plan.files[1]!.columns.map(({ field }) => field)).toEqual([
    "name",
    "sector",
    "extra",
    "revenue",
    "employees",
    "country",
    "parent",
  ]);
  expect(believed.plan.files[2]!.columns.map(({ field }) => field)).toEqual(["name", "category", "price"]);
  expect(believed.plan.files[3]!.columns.map(({ field }) => field)).toEqual(["name", "manager", "team"]);
});

it("reads the dates as day, month, year, by all of them", () => {
  expect(believed.plan.files[0]!.columns[5]).toMatchObject({ dateOrder: "dmy", stage: "Engaging" });
  expect(of("files.0.columns.5.dateOrder")).toMatchObject({
    strength: "sure",
    code: "dates_only_dmy",
    details: { total: 8300, fits: 8300, only: 5066 },
  });
  expect(of("files.0.columns.6.dateOrder")).toMatchObject({ strength: "sure", details: { total: 6711, fits: 6711, only: 4070 } });
  expect(believed.beliefs.some(({ code }) => code === "opened_by_stage_date")).toBe(true);
});

it("knows rows again by the deal's id", () => {
  expect(believed.plan.files[0]!.match).toBe("externalId");
  expect(of("files.0.match")).toMatchObject({ strength: "sure", details: { rows: 8800, distinct: 8800 } });
});

it("leads the stage words to ends, and to a new pipeline in the order in which they come", () => {
  expect(believed.plan.stages).toEqual({
    Won: { outcome: "won" },
    Lost: { outcome: "lost" },
    Prospecting: { create: "Prospecting" },
    Engaging: { create: "Engaging" },
  });
  expect(Object.keys(believed.plan.stages).slice(2)).toEqual(["Prospecting", "Engaging"]);
  expect(believed.plan).toMatchObject({ pipelineId: null, newPipeline: "Importierte Deals" });
});

it("offers the thirty people, and adds none unasked", () => {
  const people = believed.beliefs.filter(({ about }) => about.startsWith("people."));
  expect(people).toHaveLength(30);
  expect(people.every(({ strength, value }) => strength === "offer" && (value as { create: boolean }).create)).toBe(true);
  expect(Object.values(believed.plan.people).every((target) => "none" in target)).toBe(true);
});

it("offers the one spelling, and nothing that only looks like one", () => {
  const spellings = believed.beliefs.filter(({ about }) => /^(products|companies)\./.test(about));
  expect(spellings).toEqual([
    {
      about: "products.GTXPro",
      strength: "offer",
      code: "product_spelling",
      details: { name: "GTXPro", count: 1480, kept: "GTX Pro", keptCount: 0 },
      value: "GTX Pro",
    },
  ]);
  expect(believed.plan.products).toEqual({});
});

it("joins the files by what they share", () => {
  const { sales_pipeline: deals, accounts, products, sales_teams: team } = fileIds;
  expect(believed.plan.joins).toEqual([
    { file: deals, column: 1, toFile: team, toColumn: 0 },
    { file: deals, column: 2, toFile: products, toColumn: 0 },
    { file: deals, column: 3, toFile: accounts, toColumn: 0 },
  ]);
  expect(of("joins.1")).toMatchObject({ strength: "sure", details: { found: 6, total: 7 } });
});
