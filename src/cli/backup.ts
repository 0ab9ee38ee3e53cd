import { Command } from "commander";
import { readConfig } from "#base/config.ts";
import { createLog } from "#base/log.ts";
import { Refusal } from "#base/refusal.ts";
import { print } from "./print.ts";
import { sentence } from "./sentence.ts";

type Options = { to?: string; withKey?: boolean; json?: boolean };

export function backupCommand(): Command {
  return new Command("backup")
    .description("back up all of this Sluice while it runs: every workspace, every person")
    .option("--to <file>", "a new file; otherwise one in SLUICE_BACKUP_DIR")
    .option("--with-key", "put secret.key into the file: whoever has the file can then read the shops' secrets")
    .option("--json", "print JSON")
    .action(async ({ to, withKey = false, json }: Options) => {
      const config = readConfig();
      const [{ backUp }, { messages }] = await Promise.all([import("#server/back-up.ts"), import("#server/messages.ts")]);
      const { file, bytes } = await backUp(config, createLog("warn"), { to, withKey }).catch((error: unknown) => {
        throw error instanceof Refusal ? new Error(sentence(messages, error)) : error;
      });
      const key = withKey
        ? "It holds secret.key: keep it like a password."
        : "Keep secret.key apart from it: without that the shops' secrets stay sealed.";
      print(json, { file, bytes }, [`Backed up to ${file} (${Math.ceil(bytes! / 1e6)} MB), read again and found good.`, key]);
    });
}
