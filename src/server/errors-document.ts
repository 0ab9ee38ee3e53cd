import { statusOf } from "./respond.ts";
import { messages } from "./messages.ts";

/** `docs/errors.md` as the table of messages has it; `node scripts/errors.ts` writes it. */
export function errorsDocument(): string {
  const rows = Object.entries(messages).map(([code, [kind, sentence]]) => ({
    code,
    status: kind === "internal" ? 500 : statusOf[kind],
    sentence,
  }));
  rows.sort((a, b) => a.status - b.status || a.code.localeCompare(b.code));
  return [
    "# What can go wrong, and how it is said",
    "",
    'An error is `{ "error": { "code", "message", "details", "requestId" } }`. The code is stable, the sentence may change; the web app translates codes.',
    "`503` and `429` come with `Retry-After`. The request id is in the answer's header `x-request-id` too, and in the log.",
    "",
    "| status | code | what it means |",
    "|---|---|---|",
    ...rows.map(({ status, code, sentence }) => `| ${status} | \`${code}\` | ${sentence.replaceAll("|", "\\|")} |`),
    "",
  ].join("\n");
}
