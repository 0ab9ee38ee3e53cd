/** What the drawing needs of a stage and of the gate behind it. `conversion` null: too early to say. */
export type ChannelStage = { id: string; count: number };
export type ChannelGate = { from: string; to: string; conversion: number | null };

export type Basin = { id: string; left: number; right: number; middle: number; halfHeight: number };
export type Gate = { from: string; to: string; x: number; halfOpening: number; conversion: number | null };
export type ChannelShape = { width: number; height: number; axis: number; basins: Basin[]; gates: Gate[]; outline: string };

const maxHeight = 112;
const bedHeight = 4;
const smallestHeight = 10;
const gateInset = 26;
const narrowest = 2.5;
/** Three visitors do not fill a basin. */
const fewAreFew = 30;

/**
 * The channel as lengths in px: basins as high as the root of what stands in them (so that 8,000 and 40 both stay visible),
 * gates as open as the share that passes. A gate that is not known yet narrows nothing.
 */
export function channelShape(stages: readonly ChannelStage[], gates: readonly ChannelGate[], width: number): ChannelShape {
  const height = maxHeight + 4;
  const axis = height / 2;
  const most = Math.max(fewAreFew, ...stages.map((stage) => stage.count));
  const each = stages.length === 0 ? width : width / stages.length;
  const inset = Math.min(gateInset, each / 4);

  const basins = stages.map((stage, index) => ({
    id: stage.id,
    left: round(index * each + (index === 0 ? 0 : inset)),
    right: round((index + 1) * each - (index === stages.length - 1 ? 0 : inset)),
    middle: round((index + 0.5) * each),
    halfHeight: round(basinHeight(stage.count, most) / 2),
  }));
  const drawn = basins.slice(1).map((basin, index) => {
    const before = basins[index]!;
    const conversion = gates.find((gate) => gate.from === before.id && gate.to === basin.id)?.conversion ?? null;
    return {
      from: before.id,
      to: basin.id,
      x: round((index + 1) * each),
      halfOpening: round(opening(before, basin, conversion)),
      conversion,
    };
  });
  return { width, height, axis, basins, gates: drawn, outline: outline(basins, drawn, axis) };
}

export function basinHeight(count: number, most: number): number {
  if (count <= 0) return bedHeight;
  return smallestHeight + (maxHeight - smallestHeight) * Math.sqrt(count / most);
}

function opening(before: Basin, after: Basin, conversion: number | null): number {
  const smaller = Math.min(before.halfHeight, after.halfHeight);
  if (conversion === null) return smaller;
  return Math.min(smaller, Math.max(narrowest, smaller * Math.min(1, Math.max(0, conversion))));
}

/** One closed path: along the upper bank to the right, back along the lower one. */
function outline(basins: readonly Basin[], gates: readonly Gate[], axis: number): string {
  if (basins.length === 0) return "";
  return `${bank(basins, gates, axis, -1)}${bank([...basins].reverse(), [...gates].reverse(), axis, 1, true)}Z`;
}

function bank(basins: readonly Basin[], gates: readonly Gate[], axis: number, side: -1 | 1, back = false): string {
  let path = "";
  for (const [index, basin] of basins.entries()) {
    const y = round(axis + side * basin.halfHeight);
    const [enter, leave] = back ? [basin.right, basin.left] : [basin.left, basin.right];
    path += `${path === "" && !back ? "M" : "L"}${enter},${y}L${leave},${y}`;
    const gate = gates[index];
    const next = basins[index + 1];
    if (!gate || !next) continue;
    const throat = round(axis + side * gate.halfOpening);
    const far = round(axis + side * next.halfHeight);
    const reach = round(Math.abs(gate.x - leave) * 0.5);
    const way = back ? -1 : 1;
    const landing = back ? next.right : next.left;
    path += `C${round(leave + way * reach)},${y} ${round(gate.x - way * reach)},${throat} ${gate.x},${throat}`;
    path += `C${round(gate.x + way * reach)},${throat} ${round(landing - way * reach)},${far} ${landing},${far}`;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
