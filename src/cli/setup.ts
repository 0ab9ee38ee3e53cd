import type { z } from "@hono/zod-openapi";
import { Command, Option } from "commander";
import type { setupAnswer } from "#workspaces/contract.ts";
import { connect } from "./client.ts";
import { print } from "./print.ts";

type Options = {
  email: string;
  password: string;
  name?: string;
  shop: string;
  currency: string;
  timezone: string;
  language: string;
  template: string;
  json?: boolean;
};

export function setupCommand(): Command {
  return new Command("setup")
    .description("create the owner and the shop, as the first run in the browser does")
    .requiredOption("--email <address>", "the owner's e-mail address")
    .requiredOption("--password <password>", "the owner's password, at least 10 characters")
    .option("--name <name>", "the owner's name")
    .requiredOption("--shop <name>", "what the shop is called")
    .option("--currency <code>", "the shop's currency", "EUR")
    .option("--timezone <zone>", "the time zone that days are cut in", "Europe/Berlin")
    .addOption(new Option("--language <language>", "language of the pipeline's words").choices(["en", "de"]).default("en"))
    .addOption(
      new Option("--template <template>", "the first pipeline").choices(["online-shop", "sales-team", "wholesale"]).default("online-shop"),
    )
    .option("--json", "print JSON")
    .action(async ({ email, password, name, shop, currency, timezone, language, template, json }: Options) => {
      const client = connect();
      const body = { email, password, ...(name ? { name } : {}), shop: { name: shop, currency, timeZone: timezone, language, template } };
      const answer = await client.send<z.infer<typeof setupAnswer>>("POST", "/api/setup", body);
      print(json, answer, `${answer.workspace.name} is set up. Sign in at ${client.url} as ${answer.user.email}.`);
    });
}
