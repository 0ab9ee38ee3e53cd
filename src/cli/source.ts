import type { z } from "@hono/zod-openapi";
import { Command, Option } from "commander";
import type { createdSource, sourceKinds, sourceList } from "#intake/contract.ts";
import { connect } from "./client.ts";
import { pastCommand, reconcileCommand } from "./source-past.ts";
import { print, table } from "./print.ts";

const kinds = ["segment", "script", "shopify", "woocommerce", "shopware", "vendure", "medusa", "sluice"] satisfies Kind[];

type Kind = (typeof sourceKinds)[number];
type Created = z.infer<typeof createdSource>;
type Listed = z.infer<typeof sourceList>;

export function sourceCommand(): Command {
  return new Command("source")
    .description("where the shop's events come from")
    .addCommand(list())
    .addCommand(create())
    .addCommand(pastCommand())
    .addCommand(reconcileCommand());
}

function list(): Command {
  return new Command("list")
    .description("the sources with what came in")
    .option("--workspace <id>", "of another workspace than the first")
    .option("--json", "print JSON")
    .action(async ({ workspace, json }: { workspace?: string; json?: boolean }) => {
      const answer = await connect(workspace).get<Listed>("/api/sources");
      const rows = answer.sources.map(({ id, kind, name, url, counts }) => [
        id,
        kind,
        name,
        url,
        `${counts.accepted} accepted`,
        `${counts.failed} failed`,
      ]);
      print(json, answer, rows.length > 0 ? table(rows) : "No source yet. Make one with: sluice source create --kind segment --name Shop");
    });
}

function create(): Command {
  return new Command("create")
    .description("connect a shop; key or secret are shown this once")
    .addOption(new Option("--kind <kind>", "what sends").choices(kinds).makeOptionMandatory())
    .requiredOption("--name <name>", "what it is called here")
    .option("--pipeline <id>", "where its journeys run; the first pipeline if left out")
    .option("--secret <secret>", "of a shop: its own secret; made if left out")
    .option("--workspace <id>", "in another workspace than the first")
    .option("--json", "print JSON")
    .action(async (options: { kind: string; name: string; pipeline?: string; secret?: string; workspace?: string; json?: boolean }) => {
      const { kind, name, pipeline, secret, workspace, json } = options;
      const body = { kind, name, ...(pipeline ? { pipelineId: pipeline } : {}), ...(secret ? { secret } : {}) };
      const answer = await connect(workspace).send<Created>("POST", "/api/sources", body);
      print(json, answer, [`Send to ${answer.url}`, answer.writeKey ? `Write key ${answer.writeKey}` : `Secret ${answer.secret}`]);
    });
}
