import { Command } from "commander";
import { serveCommand } from "./serve.ts";

const program = new Command("sluice").description("Sluice, the sales pipeline that a shop's own events move.").showHelpAfterError();
program.addCommand(serveCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
