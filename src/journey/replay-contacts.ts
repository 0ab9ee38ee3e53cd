import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import type { Journey } from "#deals/journey.ts";
import { listOrdersOf } from "#orders/queries.ts";
import { loadPeopleById } from "#people/save-people.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import type { By } from "#deals/deal.ts";
import { replay } from "./decide.ts";
import { loadHistory } from "./history.ts";
import { eventsIn, settle } from "./settle.ts";
import { openWorld } from "./world.ts";

/** Where contacts' journeys would be if `pipeline` had been in force all along: the stored facts through the same pure rule. Changes nothing. */
export async function replayContacts(tx: Tx, pipeline: Pipeline, contactIds: readonly string[]): Promise<Map<string, Journey[]>> {
  const people = await loadPeopleById(tx, contactIds);
  const history = Map.groupBy(
    await loadHistory(tx, [...people.identities.keys()]),
    ({ subject }) => people.identities.get(subject)!.contactId,
  );
  const orders = Map.groupBy(await listOrdersOf(tx, contactIds), (order) => order.contactId!);
  return new Map(contactIds.map((id) => [id, replay(pipeline, eventsIn(pipeline, history.get(id) ?? [], orders.get(id) ?? []), now())]));
}

/** Brings contacts to where their stored facts put them under the pipelines as they are now; after a changed entry rule was saved. */
export async function resettle(tx: Tx, contactIds: readonly string[], by: By): Promise<void> {
  const world = await openWorld(tx, () => loadPeopleById(tx, contactIds));
  for (const id of contactIds) if (world.people.contacts.get(id)?.mergedInto === null) world.replay.add(id);
  await settle(world, by);
}
