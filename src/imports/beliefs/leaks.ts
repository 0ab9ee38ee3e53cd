import type { Duck } from "#base/duck.ts";
import { leakingFields } from "#stats/score/leaks.ts";
import type { Belief, Plan, StageTarget } from "../contract.ts";
import { outcomeIn } from "../values.ts";
import type { Known } from "./believe.ts";

/** Columns that say how a deal ended, or are known to be written for it; there is nothing to warn about. */
const ofTheEnd = new Set<string>(["stage", "status", "closedAt", "wonAt", "lostAt", "lostReason", "externalId"]);
/** A column is looked at in tables of at most so many. */
const mostColumns = 200;
const fewestDecided = 20;
const mostWords = 40;
const fewestOfWord = 10;

type Counts = { won: number; lost: number; open: number };

/**
 * Warns about columns of deals and leads that were mostly filled in after the outcome: filled for those decided and not for those open, filled for one end
 * and not for the other, or with words that give the outcome away. They are kept as details and never train a score.
 */
export async function leaksOf(duck: Duck, { profile, plan, at }: Known, stages: Plan["stages"]): Promise<Belief[]> {
  if (plan.kind !== "deals" && plan.kind !== "leads") return [];
  const names = profile.columns.slice(0, mostColumns).map((_, column) => column);
  const decider = await deciderOf(duck, profile.fileId, { profile, plan }, stages);
  if (!decider) return [];
  const { sql, column: byColumn } = decider;
  const looked = names.filter((column) => column !== byColumn && !ofTheEnd.has(plan.columns[column]?.field ?? ""));
  const [row] = await duck.rows<Record<string, number>>(
    `select ${["won", "lost", "open"].map((end) => `count(*) filter (ending = '${end}') as ${end}`).join(", ")}${looked
      .map((column) =>
        ["won", "lost", "open"]
          .map((end) => `, count(*) filter (ending = '${end}' and trim(c${column}) <> '') as c${column}_${end}`)
          .join(""),
      )
      .join("")}
     from (select *, ${sql} as ending from file_${profile.fileId})`,
  );
  const all: Counts = { won: row!["won"]!, lost: row!["lost"]!, open: row!["open"]! };
  if (all.won + all.lost < fewestDecided) return [];
  const beliefs: Belief[] = [];
  for (const column of looked) {
    const filled: Counts = { won: row![`c${column}_won`]!, lost: row![`c${column}_lost`]!, open: row![`c${column}_open`]! };
    const header = profile.columns[column]!.header;
    const found = byFilling(filled, all) ?? ((await tellsOutcome(duck, profile.fileId, column, sql)) ? "told" : undefined);
    if (!found) continue;
    const percent = (part: number, whole: number) => Math.round((100 * part) / Math.max(1, whole));
    beliefs.push({
      about: `${at}.columns.${column}.field`,
      strength: "likely",
      code: `filled_after_outcome_${found}`,
      details: {
        header,
        decided: percent(filled.won + filled.lost, all.won + all.lost),
        open: percent(filled.open, all.open),
        won: percent(filled.won, all.won),
        lost: percent(filled.lost, all.lost),
      },
    });
  }
  return beliefs;
}

/** Decided ones would be filled as often as open ones were nothing written after the outcome; and those won as often as those lost. */
function byFilling(filled: Counts, all: Counts): "open" | "end" | undefined {
  const decided = all.won + all.lost;
  const own = filled.won + filled.lost;
  const leaks = (after: number) => leakingFields([{ field: "", filled: own, after: Math.max(0, after) }]).length > 0;
  const shares = [filled.won / Math.max(1, all.won), filled.lost / Math.max(1, all.lost)];
  if (Math.min(all.won, all.lost) >= fewestDecided / 2 && leaks(own - decided * Math.min(...shares))) return "end";
  return all.open >= fewestDecided && leaks(own - (decided * filled.open) / all.open) ? "open" : undefined;
}

/** Almost every case could be told by the word that stands in the column. */
async function tellsOutcome(duck: Duck, fileId: string, column: number, ending: string): Promise<boolean> {
  const rows = await duck.rows<{ won: number; lost: number }>(
    `select count(*) filter (ending = 'won') as won, count(*) filter (ending = 'lost') as lost
     from (select trim(c${column}) as word, ${ending} as ending from file_${fileId})
     where ending <> 'open' group by word order by count(*) desc limit ${mostWords + 1}`,
  );
  if (rows.length < 2 || rows.length > mostWords) return false;
  const usual = rows.filter(({ won, lost }) => won + lost >= fewestOfWord);
  const [won, lost] = [rows.reduce((sum, row) => sum + row.won, 0), rows.reduce((sum, row) => sum + row.lost, 0)];
  const right = usual.reduce((sum, row) => sum + Math.max(row.won, row.lost), 0);
  const base = Math.max(won, lost);
  // Nine of ten of those that always guessing the commoner outcome gets wrong.
  return usual.length > 1 && won > 0 && lost > 0 && right - base >= 0.8 * (won + lost - base);
}

type Decider = { sql: string; column: number };

/** How a row says whether it was won, lost or is open: by its stage or state, or by a column of yes and no that is called so. */
async function deciderOf(
  duck: Duck,
  fileId: string,
  { profile, plan }: Pick<Known, "profile" | "plan">,
  stages: Plan["stages"],
): Promise<Decider | undefined> {
  const column = plan.columns.findIndex(({ field }) => field === "status");
  const staged = column === -1 ? plan.columns.findIndex(({ field }) => field === "stage") : column;
  if (staged !== -1) {
    const words = await duck.rows<{ word: string }>(
      `select trim(c${staged}) as word from file_${fileId} where trim(c${staged}) <> '' group by 1 order by count(*) desc limit 100`,
    );
    const ends = words.map(({ word }) => [word, endOf(word, stages[word])] as const);
    if (ends.some(([, end]) => end === "won") && ends.some(([, end]) => end === "lost"))
      return { column: staged, sql: casesOf(staged, ends) };
  }
  const flag = profile.columns.findIndex(
    ({ header, distinct }) => distinct <= 3 && /^(is[ _]?)?(converted|won|konvertiert|gewonnen)$/i.test(header.trim()),
  );
  if (flag === -1) return undefined;
  return {
    column: flag,
    sql: `case when lower(trim(c${flag})) in ('1', 'true', 'yes', 'ja', 'y', 'x') then 'won' when lower(trim(c${flag})) in ('0', 'false', 'no', 'nein', 'n') then 'lost' else 'open' end`,
  };
}

function endOf(word: string, target: StageTarget | undefined): "won" | "lost" | "open" {
  if (target && "outcome" in target) return target.outcome;
  return target ? "open" : (outcomeIn(word) ?? "open");
}

function casesOf(column: number, ends: readonly (readonly [string, string])[]): string {
  const cases = ends.filter(([, end]) => end !== "open").map(([word, end]) => `when '${word.replaceAll("'", "''")}' then '${end}'`);
  return `(case trim(c${column}) ${cases.join(" ")} else 'open' end)`;
}
