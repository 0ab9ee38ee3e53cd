import { newId } from "#base/ids.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { contactRow, day, dealRow, lostRow, wonRow, type Scene } from "./ledger.ts";

/** Deals that come every few hours; letters win twice as often as adverts, and who is called wins more. Each row as it is told when it happens. */
export function lives(scene: Pick<Scene, "pipelineId">, count: number, seed: number, ends: number): NewLedgerRow[] {
  const start = ends - 420 * day;
  const { uniform, bits } = openRandom(seed);
  const idOf = (i: number) => `${hex(seed + 1)}-${hex(i).slice(4)}-7000-8000-${hex(bits())}${hex(i).slice(4)}`; // the same in every run, since a score picks by ids
  const rows = Array.from({ length: count }, (_, i) => {
    const [source, base] = uniform() < 0.5 ? ["letter", 0.05] : ["advert", 0.015];
    const opened = start + ((ends - start) * i) / count;
    const words = { id: idOf(i), touchSource: source!, ownerId: uniform() < 0.5 ? "anna" : "bert", contactId: null };
    const path: [string, number][] = [["interest", opened]];
    const told = [dealRow(scene, { ...words, path: [...path] })];
    let called = false;
    for (let at = opened + day; at < ends; at += day) {
      const u = uniform();
      const [win, loss] = [base! * (called ? 1.8 : 1), 0.03];
      if (u < win) {
        told.push(wonRow(scene, { ...words, path: [...path, ["purchase", at]] }));
        break;
      }
      if (u < win + loss) {
        told.push(lostRow(scene, { ...words, path: [...path], closedAt: at }));
        break;
      }
      if (u > 0.95 && path.length === 1) {
        path.push(["decision", at]);
        told.push(dealRow(scene, { ...words, path: [...path] }));
      }
      if (u > 0.6 && u < 0.64 && !called) {
        called = true;
        told.push({ type: "activity.done", at, dealId: words.id, contactId: null, cause: "person", data: { name: "call" } });
      }
    }
    return told;
  }).flat();
  return rows.sort((a, b) => a.at - b.at);
}

const [laterADay, lostADay] = [0.004, 0.066];
/** Of deals of a `hasty` shop that are still open after the first minutes, how many are won one day. */
export const hastyLater = laterADay / (laterADay + lostADay);

/** Deals of a shop in which two of three that come to the checkout pay within minutes; who does not seldom pays later. */
export function hasty(scene: Pick<Scene, "pipelineId">, count: number, seed: number, ends: number): NewLedgerRow[] {
  const start = ends - 300 * day;
  const { uniform } = openRandom(seed);
  const rows = Array.from({ length: count }, (_, i) => {
    const opened = start + ((ends - start) * i) / count;
    const id = `${hex(i)}-${hex(seed).slice(4)}-7000-8000-${hex(i)}${hex(i).slice(4)}`;
    const path: [string, number][] = [["interest", opened]];
    const told = [dealRow(scene, { id, path: [...path], contactId: null })];
    const win = (at: number) => {
      told.push(wonRow(scene, { id, path: [...path, ["purchase", at]], contactId: null }));
    };
    const minutes = () => Math.ceil(uniform() * 20) * 60_000;
    let at = opened + minutes();
    if (uniform() < 0.3) {
      path.push(["decision", at]);
      told.push(dealRow(scene, { id, path: [...path], contactId: null }));
      at += minutes();
      if (uniform() < 0.66) {
        win(at);
        return told;
      }
    }
    for (at += uniform() * day; at < ends; at += day) {
      const u = uniform();
      if (u < laterADay) {
        win(at);
        break;
      }
      if (u < laterADay + lostADay) {
        told.push(lostRow(scene, { id, path: [...path], closedAt: at, contactId: null }));
        break;
      }
    }
    return told;
  }).flat();
  return rows.sort((a, b) => a.at - b.at);
}

/** Customers of the year before `ends` who order at a pace of their own and leave for good after one order in five. */
export function shoppers(scene: Pick<Scene, "pipelineId">, count: number, seed: number, ends: number): NewLedgerRow[] {
  const { uniform } = openRandom(seed);
  return Array.from({ length: count }, () => {
    const contactId = newId();
    const first = ends - Math.floor(uniform() * 400 + 1) * day;
    const gap = 15 + uniform() * 120;
    const rows: NewLedgerRow[] = [contactRow({ id: contactId, firstSeenAt: first, firstOrderAt: first })];
    for (let [at, n] = [first, 0]; at < ends; n += 1) {
      rows.push(wonRow(scene, { contactId, n, valueMinor: Math.round(2000 + uniform() * 6000), path: [["purchase", at]] }));
      if (uniform() < 0.2 || (n === 0 && uniform() < 0.4)) break;
      at += Math.max(1, Math.round(-Math.log(uniform()) * gap)) * day;
    }
    return rows;
  }).flat();
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
