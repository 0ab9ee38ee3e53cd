import { addDays, dayOf, startOfDay } from "#base/clock.ts";
import { gatesOf, readGates } from "./channel.ts";
import type { ChannelAnswer, GroupName, MetricName, MetricsAnswer, Question, RecordsAnswer } from "./contract.ts";
import { readFigures, readGroups } from "./read-figures.ts";
import { metrics } from "./metrics.ts";
import { bucketsOf, previousSoFar } from "./period.ts";
import { listNames } from "./queries.ts";
import type { Grouping } from "./records-sql.ts";
import { readRecords } from "./records.ts";
import { withScope, type Asker, type Scope } from "./scope.ts";

const mostGroups = 100;
const channelDays = 90;

export type { Asker } from "./scope.ts";

/** The figures of a period, each beside the period before, and by groups where asked. */
export async function askMetrics(asker: Asker, question: Question & { by?: GroupName }): Promise<MetricsAnswer> {
  return withScope(asker, question, async (duck, scope) => {
    const figures = await readFigures(duck, scope, previousSoFar(scope.period, scope.atMs, scope.timeZone));
    const grouping = groupingOf(question.by, scope);
    const groups = grouping && (await readGroups(duck, scope, grouping, mostGroups));
    return { metrics: figures, ...(groups && { groups }), asOf: iso(scope.atMs), seq: scope.seq };
  });
}

/** The records behind one figure of `askMetrics`. */
export async function askRecords(
  asker: Asker,
  question: Question & {
    metric: MetricName;
    offset: number;
    limit: number;
    /** In place of an offset: the record to go on behind. */ after?: { at: number; id: string };
  },
): Promise<RecordsAnswer> {
  const { metric } = question;
  const { currency, ...found } = await withScope(asker, question, async (duck, scope) => ({
    ...(await readRecords(duck, metric, scope, question)),
    currency: scope.currency,
  }));
  const names = await asker.db.inWorkspace(asker.workspaceId, (tx) =>
    listNames(
      tx,
      metrics[metric].grain,
      found.records.map(({ id }) => id),
    ),
  );
  const money = metrics[metric].unit.startsWith("money") ? currency : null;
  return {
    metric,
    ...found,
    records: found.records.map((record) => ({ ...record, at: iso(record.at), name: names.get(record.id) ?? null, currency: money })),
  };
}

/** The gates between a pipeline's stages over the last 90 days. */
export async function askChannel(asker: Asker, question: Question & { pipelineId: string }): Promise<ChannelAnswer> {
  const { pipelineId } = question;
  return withScope(asker, question, async (duck, scope, pipeline) => {
    const gates = gatesOf(pipeline!.stages);
    const { timeZone, atMs } = scope;
    const to = dayOf(atMs, timeZone);
    const from = addDays(to, 1 - channelDays);
    const [fromMs, splitMs, toMs] = [addDays(from, -channelDays), from, addDays(to, 1)].map((day) => startOfDay(day, timeZone)) as [
      number,
      number,
      number,
    ];
    return { pipelineId, from, to, gates: await readGates(duck, scope, { pipelineId, gates, fromMs, splitMs, toMs }) };
  });
}

function groupingOf(by: GroupName | undefined, { period, timeZone }: Scope): Grouping | undefined {
  if (by === undefined) return undefined;
  if (by === "day" || by === "week" || by === "month" || by === "quarter") return { by: "time", buckets: bucketsOf(period, by, timeZone) };
  return { by };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
