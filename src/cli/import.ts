import { Command } from "commander";
import { connect } from "./client.ts";
import { findExport, readExport } from "./import-export.ts";
import { print } from "./print.ts";

type Options = { workspace?: string; json?: boolean };

export function importCommand(): Command {
  return new Command("import")
    .description("read in what `sluice export` wrote, into an empty workspace")
    .argument("<file>", "the file or folder of an export")
    .option("--workspace <id>", "into another workspace than the first")
    .option("--json", "print JSON")
    .action(async (file: string, { workspace, json }: Options) => {
      if (!findExport(file)) throw new Error(`${file} is no export of a Sluice workspace.`);
      const answer = await readExport(connect(workspace), file);
      print(json, answer, `${answer.name} is here: ${answer.rows["deal"] ?? 0} deals, ${answer.rows["contact"] ?? 0} contacts.`);
    });
}
