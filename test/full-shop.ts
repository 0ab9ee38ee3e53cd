import { newId } from "#base/ids.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { buildJourneys } from "./journeys.ts";
import { contactRow, day, dealRow, lostRow, wonRow, type Path, type Scene } from "./ledger.ts";

const weeks = 60;

/** A shop with whatever figures count: customers who come back, moves back and jumps, deals that lie about, that an import found, without a value, of two sources. */
export function fullShop(scene: Scene, endMs: number, customersWished = 90): NewLedgerRow[] {
  const random = openRandom(11);
  const ago = (days: number) => endMs - Math.round(days * day);
  const journeys = buildJourneys(scene, { seed: 5, endMs, weeks, perWeek: 9 });
  const people = Array.from({ length: 40 }, (_, n) => contactRow({ leadAt: ago(n), touchSource: n % 3 === 0 ? null : "search" }));
  const customers = Array.from({ length: customersWished }, (_, n): NewLedgerRow[] => {
    const contactId = newId();
    const orders = 1 + (n % 5);
    const rhythm = 10 + (n % 30);
    const first = 380 - Math.floor(random.uniform() * 200);
    const days = Array.from({ length: orders }, (_, i) => first - i * rhythm).filter((at) => at > 0);
    const sales = days.map(
      (at, i) =>
      wonRow(scene, { contactId, n: i, valueMinor: n === 7 ? null : 2_000 + n * 10, path: [["decision", ago(at + 1)], ["purchase", ago(at)]] }), // prettier-ignore
    );
    return [contactRow({ id: contactId, firstSeenAt: ago(first + 1) }), ...sales];
  }).flat();
  const open = Array.from({ length: 60 }, (_, n) => {
    const stage = (["awareness", "interest", "evaluation", "decision"] as const)[n % 4]!;
    const at = n % 10 === 0 ? 200 + n : n % 20;
    return dealRow(scene, {
      path: [...(stage === "awareness" ? [] : [["awareness", ago(at + 1)] as const]), [stage, ago(at)]],
      touchSource: n % 2 === 0 ? "newsletter" : null,
      ownerId: `u${n % 3}`,
      ...(n % 3 > 0 && { valueMinor: 3_000 + n, currency: "EUR" }),
    });
  });
  const back = Array.from({ length: 12 }, (_, n) => {
    const path: Path = [
      ["awareness", ago(20 + n)],
      ["evaluation", ago(19 + n)],
      ["interest", ago(12 + n)],
      ["evaluation", ago(11 + n)],
    ];
    return n % 2 === 0 ? lostRow(scene, { path, closedAt: ago(10) }) : dealRow(scene, { path });
  });
  const found = Array.from({ length: 6 }, (_, n) =>
    n % 2 === 0
      ? dealRow(scene, { path: [["interest", ago(15), "import", "found"]], openedAt: ago(15), seenFrom: ago(15) })
      : dealRow(scene, { path: [["interest", ago(25), "import"]], openedAt: ago(25), seenFrom: ago(15), valueMinor: 900, currency: "EUR" }),
  );
  return [...journeys, ...people, ...customers, ...open, ...back, ...found];
}

/** What the own people did about every third deal of such a shop, some hours after it was heard of. */
export function activitiesOf(rows: readonly NewLedgerRow[]): NewLedgerRow[] {
  const heard = [...new Map(rows.flatMap(({ dealId, at }) => (dealId ? [[dealId, at]] : [])))];
  return heard
    .filter((_, n) => n % 3 === 0)
    .map(([dealId, at], n) => ({
      type: "activity.done",
      at: at - (n % 7) * 3_600_000,
      dealId,
      contactId: null,
      cause: "person",
      data: { name: "call" },
    }));
}

/** Deals that somebody typed in, most of them answered after a while. */
export function madeByHand(scene: Scene, endMs: number): NewLedgerRow[] {
  return Array.from({ length: 15 }, (_, n): NewLedgerRow[] => {
    const [id, at] = [newId(), endMs - (30 - n) * day];
    const path: Path = [["interest", at, "person"]];
    const deal =
      n % 5 === 4 ? lostRow(scene, { id, path, driven: false, closedAt: at + 4 * day }) : dealRow(scene, { id, path, driven: false });
    return n % 3 === 2 ? [deal] : [deal, { type: "activity.done", at: at + n * 7_200_000, dealId: id, contactId: null, cause: "person", data: { name: "call" } }]; // prettier-ignore
  }).flat();
}
