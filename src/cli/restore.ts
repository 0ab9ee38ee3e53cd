import { Command } from "commander";
import { readConfig } from "#base/config.ts";
import { createLog } from "#base/log.ts";
import { Refusal } from "#base/refusal.ts";
import { print } from "./print.ts";
import { sentence } from "./sentence.ts";

export function restoreCommand(): Command {
  return new Command("restore")
    .description("put a backup in the place of everything that is here, all of it or nothing")
    .argument("<file>", "what `sluice backup` wrote")
    .option("--yes", "also where something is here already")
    .option("--json", "print JSON")
    .action(async (file: string, { yes = false, json }: { yes?: boolean; json?: boolean }) => {
      const [{ restore }, { messages }] = await Promise.all([import("#server/restore.ts"), import("#server/messages.ts")]);
      const { manifest, sealed } = await restore(readConfig(), createLog("warn"), file, yes).catch((error: unknown) => {
        throw error instanceof Refusal ? new Error(sentence(messages, error)) : error;
      });
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      const warning =
        "The backup's secrets are sealed by another secret.key: put that file into the data folder, or give every Shopify and WooCommerce source its secret again.";
      print(json, { createdAt: manifest.createdAt, rows, sealed }, [
        `Restored as of ${manifest.createdAt}: ${rows} rows, each table compared with the backup.`,
        ...(sealed ? [warning] : []),
      ]);
    });
}
