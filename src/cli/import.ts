import { createReadStream, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import type { ImportDetail, ImportResult } from "#imports/contract.ts";
import type { Me } from "#workspaces/contract.ts";
import { connect, type Client } from "./client.ts";
import { findExport, readExport } from "./import-export.ts";
import { print, table } from "./print.ts";

type Options = { workspace?: string; plan?: string; dryRun?: boolean; undo?: string; json?: boolean };

export function importCommand(): Command {
  return new Command("import")
    .description(
      "bring files in (deals, contacts, companies, orders, activities, leads, events), or an export of Sluice into an empty workspace",
    )
    .argument("[files...]", "CSV, TSV, XLSX or JSON Lines, also gzipped; several go in together")
    .option("--plan <file>", "what the columns mean, as saved from an earlier import; believed by the files if left out")
    .option("--dry-run", "say what would happen, and change nothing")
    .option("--undo <id>", "take an import back")
    .option("--workspace <id>", "into another workspace than the first")
    .option("--json", "print JSON")
    .action(async (files: string[], { workspace, plan, dryRun, undo, json }: Options) => {
      const client = connect(workspace);
      if (undo !== undefined) {
        const done = await go(client, undo, "undo");
        return print(json, done, `Taken back. ${done.keptCount} kept, because somebody had worked with them since.`);
      }
      if (files.length === 0) throw new Error("Name at least one file.");
      if (workspace === undefined) await refuseDemo(client);
      for (const file of files) if (!existsSync(file)) throw new Error(`There is no ${file}.`);
      if (files.length === 1 && findExport(files[0]!)) {
        const answer = await readExport(client, files[0]!);
        return print(json, answer, `${answer.name} is here: ${answer.rows["deal"] ?? 0} deals, ${answer.rows["contact"] ?? 0} contacts.`);
      }
      const begun = await bring(client, files, plan);
      const checked = await go(client, begun.id, "check");
      if (dryRun) return print(json, checked, [...told(checked.check!), "Nothing has changed: this was a dry run."]);
      const done = await go(client, begun.id, "run");
      print(json, done, [...told(done.result!), `Take it back with: sluice import --undo ${done.id}`]);
    });
}

/** What somebody brings in is meant to stay; the demo shop goes without a trace. */
async function refuseDemo(client: Client): Promise<void> {
  const [first] = (await client.get<Me>("/api/me")).workspaces;
  if (first?.kind === "demo")
    throw new Error(
      `There is no shop of your own here yet, only the demo shop. Create one with "sluice setup"; --workspace ${first.id} brings files into the demo shop all the same.`,
    );
}

/** Sends the files and waits until they are read; stops where something must be answered first. */
async function bring(client: Client, files: readonly string[], plan: string | undefined): Promise<ImportDetail> {
  const { id } = await client.send<ImportDetail>("POST", "/api/imports");
  for (const file of files) {
    const body = Readable.toWeb(createReadStream(file, { highWaterMark: 1 << 20 })) as ReadableStream<Uint8Array>;
    await client.upload(
      `/api/imports/${id}/files?name=${encodeURIComponent(path.basename(file))}`,
      "application/octet-stream",
      body,
      "PUT",
    );
  }
  let found = await until(client, id, ({ files: read, plan: believed }) =>
    read.every(({ state }) => state === "refused" || (state === "read" && believed !== null)),
  );
  for (const { name, refusal } of found.files) if (refusal) throw new Error(`${name}: ${refusal.code} ${JSON.stringify(refusal.details)}`);
  if (plan !== undefined)
    found = await client.send<ImportDetail>("POST", `/api/imports/${id}/plan-file`, JSON.parse(readFileSync(plan, "utf8")));
  if (found.open.length > 0)
    throw new Error(
      `Some things must be answered first: ${found.open.join(", ")}. Answer them in the app (Settings → Files), or give a plan with --plan.`,
    );
  return found;
}

async function go(client: Client, id: string, what: "check" | "run" | "undo"): Promise<ImportDetail> {
  await client.send<ImportDetail>("POST", `/api/imports/${id}/${what}`);
  const ended = await until(client, id, ({ state }) => !["checking", "running", "cancelling", "undoing"].includes(state));
  if (ended.state === "failed") throw new Error(`It failed: ${ended.failure?.code} ${JSON.stringify(ended.failure?.details ?? {})}`);
  return ended;
}

async function until(client: Client, id: string, isThere: (found: ImportDetail) => boolean): Promise<ImportDetail> {
  for (;;) {
    const found = await client.get<ImportDetail>(`/api/imports/${id}`);
    if (isThere(found)) return found;
    const { progress } = found;
    if (progress && progress.of > 0 && process.stderr.isTTY)
      process.stderr.write(`\r${progress.step} ${progress.done} of ${progress.of}   `);
    await sleep(300);
  }
}

function told({ kinds, outcomes, orders, refusals }: ImportResult): string[] {
  const lines = table(
    kinds.map(({ kind, created, updated, unchanged, joined, refused }) => [
      kind,
      `${created} new`,
      `${updated} updated`,
      `${unchanged} unchanged`,
      `${joined} joined`,
      `${refused} refused`,
    ]),
  );
  if (outcomes.won + outcomes.lost + outcomes.open > 0)
    lines.push(
      `Deals in the files: ${outcomes.won} won, ${outcomes.lost} lost, ${outcomes.open} open; won value ${moneys(outcomes.wonValue)}.`,
    );
  if (orders.orders + orders.guests + orders.cancelled > 0) {
    lines.push(
      `Orders in the files: ${orders.orders} of ${orders.customers} known customers, ${orders.repeatCustomers} of whom bought more than once, gross ${moneys(orders.gross)}.`,
    );
    lines.push(
      `Orders of guests: ${orders.guests}, ${moneys(orders.guestGross)}. Cancelled invoices: ${orders.cancelled}, of known customers ${moneys(orders.cancelledValue)}.`,
    );
  }
  for (const { code, field, count, sample } of refusals)
    lines.push(`Refused: ${count} × ${code}${field ? ` in ${field}` : ""}${sample ? `, as in "${sample}"` : ""}`);
  return lines;
}

function moneys(list: readonly { amountMinor: number; currency: string }[]): string {
  return (
    list
      .map(({ amountMinor, currency }) =>
        new Intl.NumberFormat("en", { style: "currency", currency }).format(
          amountMinor / 10 ** (new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2),
        ),
      )
      .join(" and ") || "nothing"
  );
}
