import type { Duck } from "#base/duck.ts";
import { currencyIn } from "../amount-in.ts";
import type { Belief, ColumnPlan, Field, FilePlan, Plan } from "../contract.ts";
import { columnsOf, type ColumnsFound } from "./columns.ts";
import type { Believed, BeliefContext, FileToBelieve } from "./context.ts";
import { dateOrderOf, decimalOfColumn } from "./formats.ts";
import { joinsOf } from "./joins.ts";
import { leaksOf } from "./leaks.ts";
import { matchOf } from "./match.ts";
import { ordersIn } from "./orders.ts";
import { peopleOf } from "./people.ts";
import { profileOf, valuesOf, type FileProfile } from "./profile.ts";
import { fingerprintsOf, withSaved } from "./saved.ts";
import { scopeOf } from "./scope.ts";
import { spellingsOf } from "./spellings.ts";
import { stagesOf } from "./stages.ts";

/** A file with what has been found out about it so far. */
export type Known = { file: FileToBelieve; at: string; profile: FileProfile; found: ColumnsFound; plan: FilePlan };

/** Looks at all rows of the files and says what they mean, with the evidence; what cannot be told is asked. */
export async function believe(duck: Duck, files: readonly FileToBelieve[], context: BeliefContext): Promise<Believed> {
  const beliefs: Belief[] = [];
  const known: Known[] = [];
  for (const [index, file] of files.entries()) {
    const at = `files.${index}`;
    const profile = await profileOf(duck, file.fileId, file.read.header);
    beliefs.push(...file.read.notes.map((note): Belief => ({ about: at, strength: "likely", ...note })));
    const found = columnsIn(file, profile, at);
    const columns = await columnPlans(duck, profile, found, at, context, beliefs);
    const plan: FilePlan = { fileId: file.fileId, kind: found.kind, columns, match: "row", scope: "" };
    beliefs.push(...found.beliefs);
    known.push({ file, at, profile, found, plan });
  }
  for (const each of known) beliefs.push(...(await matchOf(duck, each)), ...scopeOf(each, context));
  for (const each of known) beliefs.push(...(await ordersIn(duck, each)));
  const joins = await joinsOf(duck, known);
  const stages = await stagesOf(duck, known, context);
  for (const each of known) beliefs.push(...(await leaksOf(duck, each, stages.stages)));
  const people = await peopleOf(duck, known, context);
  const currency = await currencyOf(duck, known, context);
  const plan: Plan = {
    version: 1,
    files: known.map((each) => each.plan),
    currency: currency.value,
    timeZone: context.timeZone,
    pipelineId: stages.pipelineId,
    newPipeline: stages.newPipeline,
    stages: stages.stages,
    people: people.people,
    products: {},
    companies: {},
    joins: joins.joins,
  };
  beliefs.push(...joins.beliefs, ...currency.beliefs, ...stages.beliefs, ...people.beliefs);
  beliefs.push(...(await spellingsOf(duck, known, "product", "products")), ...(await spellingsOf(duck, known, "company", "companies")));
  const saved = await context.savedPlan?.(fingerprintsOf(files.map(({ read }) => read.header)));
  const taken = saved && withSaved(saved, files, plan, beliefs, context);
  return {
    plan: taken?.plan ?? plan,
    beliefs: taken?.beliefs ?? beliefs,
    knownAs: Object.fromEntries(known.map(({ file, found }) => [file.fileId, found.known?.knownAs ?? null])),
    columns: Object.fromEntries(known.map(({ file, profile }) => [file.fileId, shownColumns(profile)])),
    savedPlan: taken ? saved.name : null,
  };
}

function shownColumns({ columns }: FileProfile): Believed["columns"][string] {
  return columns.map(({ header, samples, filled, distinct }) => ({ header, samples, filled, distinct: Math.min(distinct, filled) }));
}

function columnsIn(file: FileToBelieve, profile: FileProfile, at: string): ColumnsFound {
  if (file.read.shape === "table") return columnsOf(profile, file.name, at);
  const belief: Belief = { about: `${at}.kind`, strength: "sure", code: "kind_events", details: { columns: 1 } };
  return { kind: "events", known: undefined, fields: [null], stages: [], beliefs: [belief] };
}

const dateFields = new Set<Field>([
  "createdAt",
  "closedAt",
  "wonAt",
  "lostAt",
  "stageEnteredAt",
  "placedAt",
  "paidAt",
  "fulfilledAt",
  "cancelledAt",
  "at",
]);
const amountFields = new Set<Field>([
  "value",
  "total",
  "subtotal",
  "tax",
  "shipping",
  "discount",
  "refunded",
  "itemPrice",
  "itemQuantity",
  "price",
  "revenue",
  "employees",
]);

async function columnPlans(
  duck: Duck,
  profile: FileProfile,
  found: ColumnsFound,
  at: string,
  context: BeliefContext,
  beliefs: Belief[],
): Promise<ColumnPlan[]> {
  const plans: ColumnPlan[] = [];
  const usual = context.language === "de" ? "," : ".";
  for (const [column, field] of found.fields.entries()) {
    const about = `${at}.columns.${column}`;
    const plan: ColumnPlan = { field };
    plans.push(plan);
    if (field === null) continue;
    if (field === "stageEnteredAt") {
      plan.stage = found.stages[column];
      beliefs.push({
        about: `${about}.stage`,
        strength: "likely",
        code: "stage_dated",
        details: { header: profile.columns[column]!.header, stage: plan.stage! },
      });
    }
    if (dateFields.has(field)) {
      const order = await dateOrderOf(duck, profile.fileId, column, context.language);
      plan.dateOrder = order ? order.value : "ymd";
      if (order) beliefs.push({ about: `${about}.dateOrder`, ...order.belief });
    }
    if (amountFields.has(field)) {
      const decimal = await decimalOfColumn(duck, profile.fileId, column, usual);
      plan.decimal = decimal ? decimal.value : usual;
      if (decimal && decimal.belief.code !== "decimals_whole") beliefs.push({ about: `${about}.decimal`, ...decimal.belief });
    }
  }
  const { fields } = found;
  if (found.kind === "deals" && !fields.includes("createdAt")) {
    const column = fields.indexOf("stageEnteredAt");
    if (column !== -1)
      beliefs.push({
        about: `${at}.columns.${column}.field`,
        strength: "likely",
        code: "opened_by_stage_date",
        details: { header: profile.columns[column]!.header },
      });
  }
  if (found.kind === "deals" && fields.includes("closedAt")) {
    const column = fields.indexOf("closedAt");
    beliefs.push({
      about: `${at}.columns.${column}.field`,
      strength: "likely",
      code: "close_date_of_closed_only",
      details: { header: profile.columns[column]!.header },
    });
  }
  return plans;
}

/** The currency where no column says one: the only one that stands beside the amounts, else the workspace's. */
async function currencyOf(duck: Duck, known: readonly Known[], { currency }: BeliefContext): Promise<{ value: string; beliefs: Belief[] }> {
  const seen = new Map<string, number>();
  for (const { profile, plan } of known) {
    for (const [column, { field }] of plan.columns.entries()) {
      if (field !== "value" && field !== "total" && field !== "price" && field !== "itemPrice") continue;
      const values = await valuesOf(duck, profile.fileId, column, 200);
      for (const { value, count } of values) {
        const sign = /[^\d\s.,'’()+−–-]+/u.exec(value.replace(/^'/, ""))?.[0];
        const named = sign && currencyIn(sign, currency);
        if (named) seen.set(named, (seen.get(named) ?? 0) + count);
      }
    }
  }
  const [first, ...others] = [...seen].sort((a, b) => b[1] - a[1]);
  const hasColumn = known.some(({ found }) => found.fields.includes("currency"));
  if (first && others.length === 0 && first[0] !== currency)
    return {
      value: first[0],
      beliefs: [{ about: "currency", strength: "likely", code: "currency_by_sign", details: { currency: first[0], count: first[1] } }],
    };
  if (hasColumn) return { value: currency, beliefs: [] };
  const hasAmounts = known.some(({ found }) =>
    found.fields.some((field) => field === "value" || field === "total" || field === "itemPrice"),
  );
  return {
    value: currency,
    beliefs: hasAmounts ? [{ about: "currency", strength: "likely", code: "currency_of_workspace", details: { currency } }] : [],
  };
}
