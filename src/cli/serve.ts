import { mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import path from "node:path";
import { Command, Option } from "commander";
import { readConfig } from "#base/config.ts";
import { createLog } from "#base/log.ts";

export function serveCommand(): Command {
  return new Command("serve")
    .description("run Sluice: its database, its workers and its web app")
    .option("--demo", "fill the demo shop at once; the link opens straight into it")
    .addOption(new Option("--role <role>", "what this process does").choices(["all", "web", "worker"]))
    .action(async (options: { demo?: boolean; role?: "all" | "web" | "worker" }) => {
      const read = readConfig();
      const config = options.role ? { ...read, role: options.role } : read;
      if (config.role !== "all" && !config.databaseUrl)
        throw new Error("Roles are for several processes at one server: set DATABASE_URL (and the same SLUICE_SECRET for all).");
      const log = createLog(config.logLevel);
      mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
      enableCompileCache(path.join(config.dataDir, "compiled")); // halves the time that loading takes from the second start on
      const { startServer } = await import("#server/start.ts"); // the other commands need not wait for all of it
      const running = await startServer(config, log);
      const link = await running.startLink(options.demo ?? false);
      process.stdout.write(`Sluice runs at ${running.url}\n${link ? `Open it with this link, which is good once:\n\n  ${link}\n\n` : ""}`);
      if (options.demo) await running.rooms.demo.create(Intl.DateTimeFormat().resolvedOptions().locale.startsWith("de") ? "de" : "en");

      let stopping = false;
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.on(signal, () => {
          if (stopping) return;
          stopping = true;
          log.info({ signal }, "stopping");
          running.stop().then(
            () => process.exit(0),
            (error: unknown) => {
              log.error({ err: error }, "could not stop cleanly");
              process.exit(1);
            },
          );
        });
      }
    });
}
