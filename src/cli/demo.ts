import { setTimeout as sleep } from "node:timers/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Me } from "#workspaces/contract.ts";
import { connect, type Client } from "./client.ts";
import { print } from "./print.ts";

type State = Me["demo"];
type Options = { history?: number; language: string; wait?: boolean; remove?: boolean; json?: boolean };

export function demoCommand(): Command {
  return new Command("demo")
    .description("open the demo shop: its past at once, then live")
    .option("--history <length>", "how much past: 30d, 12mo, 1y", daysOf)
    .addOption(new Option("--language <language>", "language of its words").choices(["en", "de"]).default("en"))
    .option("--wait", "until its past is told")
    .option("--remove", "take it away without a trace")
    .option("--json", "print JSON")
    .action(async ({ history, language, wait, remove, json }: Options) => {
      const client = connect();
      if (remove) {
        await client.send("DELETE", "/api/demo");
        return print(json, await client.get<State>("/api/demo"), "The demo shop is gone.");
      }
      const started = await client.send<State>("POST", "/api/demo", { language, ...(history ? { historyDays: history } : {}) });
      const state = wait ? await untilLive(client) : started;
      print(
        json,
        state,
        state.state === "live" ? `The demo shop is live at ${client.url}.` : `The demo shop tells its past; see it at ${client.url}.`,
      );
    });
}

async function untilLive(client: Client): Promise<State> {
  for (;;) {
    const state = await client.get<State>("/api/demo");
    if (state.state !== "filling") return state;
    await sleep(500);
  }
}

const daysIn: Record<string, number> = { d: 1, w: 7, mo: 365 / 12, y: 365 };

function daysOf(text: string): number {
  const match = /^(\d{1,4})(d|w|mo|y)$/.exec(text);
  const days = match ? Math.round(Number(match[1]) * daysIn[match[2]!]!) : 0;
  if (days < 1) throw new InvalidArgumentError("Write it like 30d, 12mo or 1y.");
  return days;
}
