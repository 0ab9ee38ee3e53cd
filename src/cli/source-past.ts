import { setTimeout as sleep } from "node:timers/promises";
import { Command, Option } from "commander";
import type { DayDetail, Past, PastRun, SourceDay } from "#intake/past/contract.ts";
import { connect, type Client } from "./client.ts";
import { print, table } from "./print.ts";

const lookMs = 1_000;

type Common = { workspace?: string; json?: boolean };

export function pastCommand(): Command {
  return new Command("past")
    .description("fetch a shop's customers and orders through its API, and wait until they are here")
    .argument("<source>", "its id")
    .option("--url <url>", "the shop's address, where its key is not known yet")
    .option("--key <key>", "Shopify: access token or client id; WooCommerce: consumer key")
    .option("--secret <secret>", "Shopify: client secret; WooCommerce: consumer secret")
    .addOption(new Option("--months <months>", "how far back; all if left out").choices(["12", "24"]))
    .option("--workspace <id>", "of another workspace than the first")
    .option("--json", "print JSON")
    .action(async (source: string, options: Common & { url?: string; key?: string; secret?: string; months?: string }) => {
      const { url, key, secret, months, workspace, json } = options;
      const client = connect(workspace);
      const path = `/api/sources/${source}/past`;
      if (url !== undefined || key !== undefined)
        await client.send("PUT", `${path}/key`, { url, key, ...(secret !== undefined && { secret }) });
      let past = await client.send<Past>("POST", path, { months: months === undefined ? null : Number(months) });
      for (let said = ""; past.run?.state === "running"; past = await client.get<Past>(path)) {
        const line = lineOf(past.run);
        if (!json && line !== said) process.stderr.write(`${line}\n`);
        said = line;
        await sleep(lookMs);
      }
      print(json, past, past.run ? lineOf(past.run) : "");
      if (past.run?.state !== "done") process.exitCode = 1;
    });
}

function lineOf({ state, customers, orders, trouble }: PastRun): string {
  const counted = ({ done, total }: PastRun["orders"]) => (total === null ? `${done}` : `${done} of ${total}`);
  return `${state}: ${counted(customers)} customers, ${counted(orders)} orders${trouble === null ? "" : ` (${trouble})`}`;
}

export function reconcileCommand(): Command {
  return new Command("reconcile")
    .description("compare the orders of days at the shop with those here")
    .argument("<source>", "its id")
    .requiredOption("--day <day>", "YYYY-MM-DD, or the first of several")
    .option("--to <day>", "the last of several")
    .option("--heal", "fetch what is missing or different, and compare again")
    .option("--workspace <id>", "of another workspace than the first")
    .option("--json", "print JSON")
    .action(async (source: string, { day, to = day, heal, workspace, json }: Common & { day: string; to?: string; heal?: boolean }) => {
      const client = connect(workspace);
      const path = `/api/sources/${source}/days`;
      await client.send("POST", `${path}/compare`, { from: day, to });
      let days = await waitFor(client, path, day, to);
      if (heal) {
        for (const wrong of days.filter(({ gaps }) => gaps > 0)) await client.send<DayDetail>("POST", `${path}/${wrong.day}/heal`);
        days = await waitFor(client, path, day, to);
      }
      print(json, { days }, table(days.map(rowOf)));
      if (days.some(({ gaps, trouble }) => gaps > 0 || trouble !== null)) process.exitCode = 1;
    });
}

async function waitFor(client: Client, path: string, from: string, to: string): Promise<SourceDay[]> {
  for (;;) {
    const { days } = await client.get<{ days: SourceDay[] }>(path, { from, to });
    if (days.every(({ todo }) => todo === null)) return days;
    await sleep(lookMs);
  }
}

function rowOf({ day, sums, gaps, trouble }: SourceDay): string[] {
  const side = (name: "shop" | "here") =>
    sums.map((sum) => `${sum[`${name}Count`]} (${sum[`${name}Minor`]} ${sum.currency})`).join(", ") || "0";
  return [day, `shop ${side("shop")}`, `here ${side("here")}`, trouble ?? (gaps === 0 ? "equal" : `${gaps} differ`)];
}
