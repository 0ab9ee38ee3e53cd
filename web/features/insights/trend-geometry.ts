export type TrendPoint = {
  value: number | null;
  low?: number | null;
  high?: number | null;
  /** Not over or not decided yet: joined by a broken line. */ unfinished?: boolean;
};
export type TrendMark = { index: number; x: number; y: number | null; lowY: number | null; highY: number | null };
export type TrendShape = {
  width: number;
  height: number;
  step: number;
  barWidth: number;
  base: number;
  marks: TrendMark[];
  line: string;
  tail: string;
  top: number;
};

const headroom = 1.08;

/** Points of a small chart in px. The scale begins at 0, so that a height can be read as an amount; the line breaks where nothing is known. */
export function trendShape(points: readonly TrendPoint[], width: number, height: number): TrendShape {
  const top = Math.max(0, ...points.flatMap((point) => [point.value ?? 0, point.value === null ? 0 : (point.high ?? 0)])) * headroom || 1;
  const step = points.length === 0 ? width : width / points.length;
  const y = (value: number) => round(height - (value / top) * height);
  const marks = points.map((point, index) => ({
    index,
    x: round((index + 0.5) * step),
    y: point.value === null ? null : y(point.value),
    lowY: point.value === null || typeof point.low !== "number" ? null : y(point.low),
    highY: point.value === null || typeof point.high !== "number" ? null : y(point.high),
  }));
  let [line, tail] = ["", ""];
  for (const [index, mark] of marks.entries()) {
    if (mark.y === null) continue;
    const before = marks[index - 1];
    const joined = before !== undefined && before.y !== null;
    const broken = points[index]!.unfinished || points[index - 1]?.unfinished;
    if (joined && broken) tail += `M${before.x},${before.y}L${mark.x},${mark.y}`;
    if (!points[index]!.unfinished) line += `${joined && !broken ? "L" : "M"}${mark.x},${mark.y}`;
  }
  return { width, height, step, barWidth: round(Math.min(28, step * 0.62)), base: height, marks, line, tail, top };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
