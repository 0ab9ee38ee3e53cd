import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDue, toDelete } from "./retention.ts";

const zone = "Europe/Berlin";
const night = (day: string) => Date.parse(`${day}T02:10:00Z`);
const nightsBefore = (day: string, count: number) =>
  Array.from({ length: count }, (_, index) => night(Temporal.PlainDate.from(day).subtract({ days: index }).toString()));
const rules = { days: 7, weeks: 4 };
const daysOf = (instants: number[]) => instants.map((at) => new Date(at).toISOString().slice(0, 10));

describe("what is kept of the nightly backups", () => {
  it("is seven days and four weeks", () => {
    const all = nightsBefore("2026-11-28", 60); // a Saturday
    const gone = new Set(toDelete(all, rules, zone));
    expect(daysOf(all.filter((at) => !gone.has(at)))).toEqual([
      ...["2026-11-28", "2026-11-27", "2026-11-26", "2026-11-25", "2026-11-24", "2026-11-23", "2026-11-22"],
      ...["2026-11-15", "2026-11-08"], // with this week and the 22nd they are four
    ]);
  });

  it("is all of a few, and never by age alone", () => {
    expect(toDelete(nightsBefore("2026-11-28", 7), rules, zone)).toEqual([]);
    expect(toDelete([night("2024-01-01"), night("2025-01-01")], rules, zone)).toEqual([]);
    expect(toDelete([], rules, zone)).toEqual([]);
  });

  it("is the newest of a day that has several", () => {
    const [morning, evening] = [night("2026-11-28"), night("2026-11-28") + 15 * 3_600_000];
    expect(toDelete([evening, morning], rules, zone)).toEqual([morning]);
  });

  it("changes nothing when night after night is thinned out, and always holds the newest", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 1, max: 90 }),
        (days, weeks, nights) => {
          let kept: number[] = [];
          const all = nightsBefore("2026-11-28", nights).toReversed();
          for (const at of all) {
            kept.push(at);
            const gone = new Set(toDelete(kept, { days, weeks }, zone));
            kept = kept.filter((each) => !gone.has(each));
          }
          const whole = new Set(toDelete(all, { days, weeks }, zone));
          expect(kept).toEqual(all.filter((at) => !whole.has(at)));
          expect(kept.includes(all.at(-1)!)).toBe(days > 0 || weeks > 0);
          expect(kept.length).toBeLessThanOrEqual(days + weeks);
        },
      ),
    );
  });
});

describe("when the nightly backup is made", () => {
  const at = (text: string) => Date.parse(`${text}+01:00`);
  const started = at("2026-11-01T00:00");

  it.each([
    ["before three it waits", "2026-11-28T02:59", "2026-11-27T03:00", false],
    ["at three it is time", "2026-11-28T03:00", "2026-11-27T03:00", true],
    ["until four", "2026-11-28T03:59", "2026-11-27T03:00", true],
    ["once a night", "2026-11-28T03:30", "2026-11-28T03:01", false],
    ["not by day", "2026-11-28T12:00", "2026-11-28T03:01", false],
    ["by day not for a night that was missed just now", "2026-11-29T15:00", "2026-11-28T03:01", false],
    ["by day when the machine slept at night", "2026-11-29T15:02", "2026-11-28T03:01", true],
    ["the very first at night", "2026-11-28T12:00", undefined, false],
    ["the very first, at night", "2026-11-28T03:00", undefined, true],
  ])("%s", (_, now, last, due) => {
    expect(isDue({ nowMs: at(now), lastMs: last === undefined ? undefined : at(last), startedMs: started }, zone)).toBe(due);
  });

  it("not in the first hour after a start, when it was missed", () => {
    const missed = { nowMs: at("2026-11-29T16:00"), lastMs: at("2026-11-27T03:00") };
    expect(isDue({ ...missed, startedMs: at("2026-11-29T15:30") }, zone)).toBe(false);
    expect(isDue({ ...missed, startedMs: at("2026-11-29T14:30") }, zone)).toBe(true);
  });
});
