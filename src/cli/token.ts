import path from "node:path";
import type { z } from "@hono/zod-openapi";
import { Command } from "commander";
import { readConfig } from "#base/config.ts";
import type { createdApiKey } from "#workspaces/contract.ts";
import { connect } from "./client.ts";
import { print } from "./print.ts";

export function tokenCommand(): Command {
  return new Command("token")
    .description("where the admin token stands; with --new, an API key of a workspace")
    .option("--new <name>", "make an API key; it is shown this once")
    .option("--write", "the new key may change things too")
    .option("--workspace <id>", "of another workspace than the first")
    .option("--json", "print JSON")
    .action(async (options: { new?: string; write?: boolean; workspace?: string; json?: boolean }) => {
      const client = connect(options.workspace);
      if (options.new === undefined) {
        const file = path.join(readConfig().dataDir, "admin.token");
        return print(options.json, { adminTokenFile: file, url: client.url }, [file]);
      }
      const scopes = options.write ? ["read", "write"] : ["read"];
      const key = await client.send<z.infer<typeof createdApiKey>>("POST", "/api/keys", { name: options.new, scopes });
      print(options.json, key, key.key);
    });
}
