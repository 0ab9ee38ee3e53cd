import { newId } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse, Refusal } from "#base/refusal.ts";
import type { Deal } from "#deals/deal.ts";
import type { Journey, Point } from "#deals/journey.ts";
import { findDeals } from "#deals/save-deals.ts";
import { loadPeopleById } from "#people/save-people.ts";
import { returningStage, stageOf, wonStage, type Pipeline } from "#pipelines/pipeline.ts";
import type { PersonCause } from "#workspaces/http.ts";
import type { Workspace } from "#workspaces/queries.ts";
import { decide, decideIdle, type Act, type JourneyEvent } from "./decide.ts";
import { dealAfter, note, settle, type Changes } from "./settle.ts";
import { addEvent, openWorld, type World } from "./world.ts";

/** Something that a person does to a deal, decided once the deal is known; a refusal stands for that deal alone. */
export type Wish = { dealId: string; act: (deal: Deal, pipeline: Pipeline, workspace: Workspace) => Act | undefined };

/** Carries out wishes in order, those about different deals together. Answers each with the deal after it, or why not. */
export async function actOnDeals(tx: Tx, wishes: readonly Wish[], by: PersonCause): Promise<(Deal | Refusal)[]> {
  const answers: (Deal | Refusal)[] = [];
  let left = wishes.map((wish, index) => ({ wish, index }));
  while (left.length > 0) {
    const round = [...Map.groupBy(left, ({ wish }) => wish.dealId).values()].map((same) => same[0]!);
    await actOnce(tx, round, by, answers);
    left = left.filter((item) => !round.includes(item));
  }
  return answers;
}

async function actOnce(tx: Tx, round: { wish: Wish; index: number }[], by: PersonCause, answers: (Deal | Refusal)[]): Promise<void> {
  let deals = new Map<string, Deal>();
  const world = await openWorld(tx, async () => {
    deals = new Map(
      (
        await findDeals(
          tx,
          round.map(({ wish }) => wish.dealId),
        )
      ).map((deal) => [deal.id, deal]),
    );
    return loadPeopleById(
      tx,
      [...deals.values()].flatMap((deal) => (deal.driven && deal.contactId ? [deal.contactId] : [])),
    );
  });
  const changes: Changes = new Map();
  for (const { wish, index } of round) {
    try {
      const stored = deals.get(wish.dealId);
      if (!stored) throw refuse("missing", "deal_missing", { dealId: wish.dealId });
      const pipeline = world.pipelines.get(stored.pipelineId)!;
      const deal = inTime(stored, pipeline, world, by.at);
      const act = wish.act(deal, pipeline, world.workspace);
      if (act) takeEvent(world, changes, deal, { kind: "act", point: pointAfter(deal.journey, by.at), subject: deal.subject, act }, by);
      answers[index] = deal;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answers[index] = error;
    }
  }
  const settled = await settle(world, { ...by, at: undefined }, changes);
  for (const { index, wish } of round) {
    const after = settled.get(wish.dealId)?.after;
    if (after) answers[index] = after;
  }
}

/** The deal as the clock has it, if it has not come round to closing it yet. */
function inTime(deal: Deal, pipeline: Pipeline, world: World, nowMs: number): Deal {
  const lost = deal.outcome === "open" && deal.driven ? decideIdle(pipeline, deal.journey, nowMs) : undefined;
  return lost ? dealAfter(world, pipeline, lost, deal, deal) : deal;
}

/** Gives an event to the deal's journey: through the contact's stream where facts drive it, else to this deal alone. */
export function takeEvent(world: World, changes: Changes, deal: Deal, event: JourneyEvent, by: PersonCause): void {
  if (deal.driven && deal.contactId) return addEvent(world, deal.contactId, deal.pipelineId, event);
  const pipeline = world.pipelines.get(deal.pipelineId)!;
  const known = deal.journey.end
    ? { open: undefined, closed: deal.journey, seen: undefined }
    : { open: deal.journey, closed: undefined, seen: undefined };
  const decision = decide(pipeline, known, [event]);
  const journey = decision.replay ? undefined : decision.journeys.find((candidate) => candidate.n === deal.n);
  if (!journey) return;
  const told = event.kind === "act" ? { act: { ...event.act, id: event.point[1] } } : undefined;
  note(changes, deal, dealAfter(world, pipeline, journey, deal, deal), { cause: by.cause, actorId: by.actorId, at: event.point[0], told });
}

/** A person acts now, which is after all that is known of the journey, whatever the clocks of shops say. */
export function pointAfter(journey: Journey, nowMs: number): Point {
  return [Math.max(nowMs, journey.last[0] + 1, (journey.end?.point[0] ?? 0) + 1), newId()];
}

/** What moving a deal into a stage means: into the won stage it is a sale, out of a closed deal it is a new opening. */
export function moveAct(deal: Deal, pipeline: Pipeline, stageId: string): Act | undefined {
  if (!stageOf(pipeline, stageId)) throw refuse("invalid", "stage_not_in_pipeline", { stageId });
  const isWon = wonStage(pipeline)?.id === stageId;
  if (deal.outcome === "open") return deal.stageId === stageId ? undefined : isWon ? { kind: "win" } : { kind: "move", stageId };
  if (deal.outcome === "won" && isWon) return undefined;
  if (deal.orderId) throw refuse("conflict", "deal_has_order", { dealId: deal.id });
  if (isWon) throw refuse("conflict", "deal_closed", { dealId: deal.id });
  return { kind: "reopen", stageId };
}

/** The stage a reopened deal goes back to: where it stood before it closed. */
export function reopenAct(deal: Deal, pipeline: Pipeline): Act {
  if (deal.outcome === "open") throw refuse("conflict", "deal_open", { dealId: deal.id });
  if (deal.orderId) throw refuse("conflict", "deal_has_order", { dealId: deal.id });
  const last = deal.visits.findLast(([stageId]) => stageId !== wonStage(pipeline)?.id && stageOf(pipeline, stageId));
  return {
    kind: "reopen",
    stageId: last?.[0] ?? pipeline.stages.find((stage) => stage.kind === "open")?.id ?? returningStage(pipeline)!.id,
  };
}
