import { describe, expect, it } from "vitest";
import { boardKey, type BoardKeyState } from "./board-keys.ts";

const columns = [
  { id: "a", count: 5000 },
  { id: "b", count: 0 },
  { id: "c", count: 3 },
];
const options = { dealId: "deal", pageRows: 10, editable: true };
const at = (stageId: string, index: number): BoardKeyState => ({ at: { stageId, index }, lift: null });
const press = (key: string, state: BoardKeyState, extra = {}) => boardKey(key, state, columns, { ...options, ...extra });

describe("focus", () => {
  it.each([
    ["ArrowDown", 4, 5],
    ["ArrowUp", 4, 3],
    ["ArrowUp", 0, 0],
    ["PageDown", 4, 14],
    ["PageUp", 4, 0],
    ["End", 4, 4999],
    ["Home", 4, 0],
    ["ArrowDown", 4999, 4999],
  ])("%s from %i goes to %i", (key, from, to) => {
    expect(press(key, at("a", from))).toEqual({ do: "focus", at: { stageId: "a", index: to } });
  });

  it("steps over empty columns and lands on the last card of a shorter one", () => {
    expect(press("ArrowRight", at("a", 40))).toEqual({ do: "focus", at: { stageId: "c", index: 2 } });
    expect(press("ArrowLeft", at("c", 2))).toEqual({ do: "focus", at: { stageId: "a", index: 2 } });
    expect(press("ArrowRight", at("c", 2))).toBeUndefined();
  });

  it("leaves other keys alone", () => {
    expect(press("x", at("a", 0))).toBeUndefined();
    expect(press("ArrowDown", { at: null, lift: null })).toBeUndefined();
    expect(press("?", { at: null, lift: null })).toEqual({ do: "keys" });
  });
});

describe("lifting", () => {
  const lift = { dealId: "deal", from: "a", to: "a" };

  it("lifts only what may be moved", () => {
    expect(press(" ", at("a", 3))).toEqual({ do: "lift", lift });
    expect(press(" ", at("a", 3), { editable: false })).toBeUndefined();
    expect(press(" ", at("a", 3), { dealId: null })).toBeUndefined();
    expect(press("l", at("a", 3), { editable: false })).toBeUndefined();
    expect(press("l", at("a", 3))).toEqual({ do: "lose" });
  });

  it("chooses a column, empty ones too, and stops at the banks", () => {
    expect(press("ArrowRight", { ...at("a", 3), lift })).toEqual({ do: "over", lift: { ...lift, to: "b" } });
    expect(press("ArrowLeft", { ...at("a", 3), lift })).toEqual({ do: "over", lift });
    expect(press("End", { ...at("a", 3), lift })).toEqual({ do: "over", lift: { ...lift, to: "c" } });
  });

  it("drops with space or enter, cancels with escape or at home", () => {
    const over = { ...lift, to: "c" };
    expect(press(" ", { ...at("a", 3), lift: over })).toEqual({ do: "drop", lift: over });
    expect(press("Enter", { ...at("a", 3), lift: over })).toEqual({ do: "drop", lift: over });
    expect(press("Escape", { ...at("a", 3), lift: over })).toEqual({ do: "cancel", lift: over });
    expect(press(" ", { ...at("a", 3), lift })).toEqual({ do: "cancel", lift });
  });
});
