/** Where the keyboard stands on the board: a column and a place in it. */
export type Place = { stageId: string; index: number };
/** A card lifted with the space bar: where it came from and the column it would go to now. */
export type Lift = { dealId: string; from: string; to: string };
export type BoardKeyState = { at: Place | null; lift: Lift | null };
export type Column = { id: string; count: number };

export type BoardKeyEffect =
  | { do: "focus"; at: Place }
  | { do: "lift"; lift: Lift }
  | { do: "over"; lift: Lift }
  | { do: "drop"; lift: Lift }
  | { do: "cancel"; lift: Lift }
  | { do: "open" | "lose" | "keys" };

/**
 * What a key means on the board; pure, so that every way through it can be tested. Undefined: the key is not ours.
 * `dealId` is the card at the place, `pageRows` how many cards fit on the screen, `editable` false where nothing may be moved.
 */
export function boardKey(
  key: string,
  state: BoardKeyState,
  columns: readonly Column[],
  options: { dealId: string | null; pageRows: number; editable: boolean },
): BoardKeyEffect | undefined {
  if (key === "?") return { do: "keys" };
  const { at, lift } = state;
  if (lift) return liftedKey(key, lift, columns);
  if (!at) return undefined;
  switch (key) {
    case "ArrowDown":
      return focus(columns, at.stageId, at.index + 1);
    case "ArrowUp":
      return focus(columns, at.stageId, at.index - 1);
    case "PageDown":
      return focus(columns, at.stageId, at.index + options.pageRows);
    case "PageUp":
      return focus(columns, at.stageId, at.index - options.pageRows);
    case "Home":
      return focus(columns, at.stageId, 0);
    case "End":
      return focus(columns, at.stageId, Number.MAX_SAFE_INTEGER);
    case "ArrowRight":
      return sideways(columns, at, 1);
    case "ArrowLeft":
      return sideways(columns, at, -1);
    case "Enter":
      return { do: "open" };
    case " ":
      return options.dealId && options.editable
        ? { do: "lift", lift: { dealId: options.dealId, from: at.stageId, to: at.stageId } }
        : undefined;
    case "l":
      return options.dealId && options.editable ? { do: "lose" } : undefined;
    default:
      return undefined;
  }
}

function liftedKey(key: string, lift: Lift, columns: readonly Column[]): BoardKeyEffect | undefined {
  const index = columns.findIndex((column) => column.id === lift.to);
  if (key === "ArrowRight" || key === "ArrowLeft") {
    const next = columns[index + (key === "ArrowRight" ? 1 : -1)];
    return { do: "over", lift: next ? { ...lift, to: next.id } : lift };
  }
  if (key === "Home" || key === "End") return { do: "over", lift: { ...lift, to: columns.at(key === "Home" ? 0 : -1)!.id } };
  if (key === " " || key === "Enter") return lift.to === lift.from ? { do: "cancel", lift } : { do: "drop", lift };
  if (key === "Escape" || key === "Tab") return { do: "cancel", lift };
  return key.startsWith("Arrow") ? { do: "over", lift } : undefined;
}

function focus(columns: readonly Column[], stageId: string, index: number): BoardKeyEffect | undefined {
  const column = columns.find((candidate) => candidate.id === stageId);
  if (!column || column.count === 0) return undefined;
  return { do: "focus", at: { stageId, index: Math.max(0, Math.min(column.count - 1, index)) } };
}

/** To the next column that has a card, as near to the same height as it goes. */
function sideways(columns: readonly Column[], at: Place, way: 1 | -1): BoardKeyEffect | undefined {
  let index = columns.findIndex((column) => column.id === at.stageId) + way;
  while (columns[index] && columns[index]!.count === 0) index += way;
  const column = columns[index];
  return column ? focus(columns, column.id, at.index) : undefined;
}
