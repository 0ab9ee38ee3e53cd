import type { Tx } from "#base/postgres/database.ts";
import type { MemberItem } from "../items.ts";
import { memberIdOf } from "../map-row.ts";
import type { Frame, ItemRow, Verdict } from "./frame.ts";
import { addMembers } from "./set-up.ts";

/** Sales people; who is not a member becomes a name that can own deals. */
export async function applyTeam(tx: Tx, frame: Frame, rows: readonly ItemRow<MemberItem>[]): Promise<Verdict[]> {
  const wished = rows.filter(
    ({ item }) => !("userId" in (frame.plan.people[item.name] ?? {})) && !("none" in (frame.plan.people[item.name] ?? {})),
  );
  const added = await addMembers(
    tx,
    wished.map(({ item }) => item),
  );
  const seen = new Set<string>();
  return rows.map(({ n, item }): Verdict => {
    const id = memberIdOf(item.name);
    const created = added.has(id) && !seen.has(id);
    seen.add(id);
    return { n, status: created ? "created" : "unchanged", title: item.name };
  });
}
