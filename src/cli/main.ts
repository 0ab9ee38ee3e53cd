import { Command } from "commander";
import { backupCommand } from "./backup.ts";
import { demoCommand } from "./demo.ts";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { rebuildCommand } from "./rebuild.ts";
import { reportCommand } from "./report/report.ts";
import { restoreCommand } from "./restore.ts";
import { serveCommand } from "./serve.ts";
import { setupCommand } from "./setup.ts";
import { sourceCommand } from "./source.ts";
import { tokenCommand } from "./token.ts";

const commands = [
  serveCommand,
  setupCommand,
  demoCommand,
  sourceCommand,
  reportCommand,
  rebuildCommand,
  tokenCommand,
  exportCommand,
  importCommand,
  backupCommand,
  restoreCommand,
];

const program = new Command("sluice").description("Sluice, the sales pipeline that a shop's own events move.").showHelpAfterError();
for (const command of commands) program.addCommand(command());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
