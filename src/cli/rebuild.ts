import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { connect } from "./client.ts";
import { print } from "./print.ts";

type RebuildState = { running: boolean; seq: number; of: number; error: string | null };

export function rebuildCommand(): Command {
  return new Command("rebuild")
    .description("make the analytics anew from the ledger, beside the figures in use")
    .option("--workspace <id>", "of another workspace than the first")
    .option("--json", "print JSON")
    .action(async ({ workspace, json }: { workspace?: string; json?: boolean }) => {
      const client = connect(workspace);
      let state = await client.send<RebuildState>("POST", "/api/insights/rebuild");
      while (state.running) {
        await sleep(200);
        state = await client.get<RebuildState>("/api/insights/rebuild");
      }
      if (state.error) throw new Error(`The rebuild stopped: ${state.error}`);
      print(json, state, `Rebuilt from ${state.seq} ledger rows.`);
    });
}
