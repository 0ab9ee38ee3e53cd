import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "#deals/contract.ts";
import { lateKeys, timelineRows } from "./timeline-rows.ts";

let counter = 0;
function entry(type: string, at: string, rest: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    key: `k${counter++}`,
    type,
    at: `2026-10-30T${at}:00.000Z`,
    recordedAt: `2026-10-30T${at}:00.000Z`,
    cause: "shop",
    actor: null,
    source: null,
    data: {},
    ...rest,
  };
}

describe("timelineRows", () => {
  it("joins pages of one visit and starts anew after half an hour", () => {
    const rows = timelineRows([
      entry("page.viewed", "12:40"),
      entry("page.viewed", "12:30"),
      entry("page.viewed", "12:10"),
      entry("page.viewed", "09:00"),
    ]);
    expect(rows.map((row) => (row.kind === "pages" ? row.entries.length : row.entry.type))).toEqual([3, 1]);
  });

  it("keeps the order when something stands between pages", () => {
    const rows = timelineRows([entry("page.viewed", "12:40"), entry("product.viewed", "12:35"), entry("page.viewed", "12:30")]);
    expect(rows.map((row) => (row.kind === "pages" ? "pages" : row.entry.type))).toEqual(["pages", "product.viewed", "pages"]);
  });

  it("puts the fact beside the move it caused, once", () => {
    const rows = timelineRows([
      entry("deal.moved", "12:00", { cause: "rule" }),
      entry("cart.updated", "12:00"),
      entry("product.viewed", "11:00"),
    ]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ kind: "entry", entry: { type: "deal.moved" }, because: { type: "cart.updated" } });
    expect(rows[1]).toMatchObject({ entry: { type: "product.viewed" }, because: null });
  });

  it("gives two moves of one instant each its own fact, or none", () => {
    const rows = timelineRows([entry("deal.won", "12:00"), entry("order.placed", "12:00"), entry("deal.moved", "12:00")]);
    expect(rows.map((row) => row.kind === "entry" && [row.entry.type, row.because?.type])).toEqual([
      ["deal.won", "order.placed"],
      ["deal.moved", undefined],
    ]);
  });

  it("does not explain a person's move by what the shop did", () => {
    const rows = timelineRows([entry("deal.moved", "12:00", { cause: "person" }), entry("cart.updated", "12:00")]);
    expect(rows).toHaveLength(2);
  });

  it("leaves out rows that only repeat another", () => {
    expect(timelineRows([entry("order.recorded", "12:00"), entry("contact.recorded", "12:00")])).toEqual([]);
  });
});

describe("lateKeys", () => {
  const known = (type: string, at: string, recordedAt: string) => entry(type, at, { recordedAt: `2026-11-0${recordedAt}:00.000Z` });

  it("marks what arrived after something later was known", () => {
    const [newest, late, oldest] = [
      known("order.placed", "12:00", "1T10:00"),
      known("cart.updated", "11:00", "3T10:00"),
      known("page.viewed", "10:00", "1T10:00"),
    ];
    expect([...lateKeys([newest, late, oldest])]).toEqual([late.key]);
  });

  it("does not mark a past that came in one go", () => {
    expect(lateKeys([known("order.placed", "12:00", "1T10:00"), known("cart.updated", "11:00", "1T10:05")]).size).toBe(0);
  });
});
