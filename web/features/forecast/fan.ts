import type { ChartColors } from "#web/ui/insights/Chart.tsx";

type Ranges = readonly { level: number; low: number; high: number }[];

const shades = [
  { level: 0.95, opacity: 0.45 },
  { level: 0.8, opacity: 0.95 },
  { level: 0.5, opacity: 1 },
] as const;

/** The bands of a fan as series of ECharts, without outline and each with its level written at its end; `ranges` by place on the axis, null before the fan begins. */
export function bands(ranges: readonly (Ranges | null)[], colors: ChartColors, word: (level: number) => string): object[] {
  const last = ranges.findLastIndex((own) => own !== null && own.length > 0);
  return shades.flatMap(({ level, opacity }) => {
    const at = (own: Ranges | null) => own?.find((range) => range.level === level);
    const silent = { type: "line", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } };
    return [
      { ...silent, stack: `band ${level}`, data: ranges.map((own) => at(own)?.low ?? null) },
      {
        ...silent,
        stack: `band ${level}`,
        data: ranges.map((own) => {
          const range = at(own);
          return range ? range.high - range.low : null;
        }),
        areaStyle: { color: level === 0.5 ? colors.tealMid : colors.tealSoft, opacity },
      },
      {
        ...silent,
        data: ranges.map((own, index) => (index === last ? (at(own)?.high ?? null) : null)),
        symbol: "circle",
        symbolSize: 0.1,
        labelLayout: { moveOverlap: "shiftY" },
        label: { show: true, position: "right", distance: 4, color: colors.ink3, fontSize: 11, formatter: word(level) },
      },
    ];
  });
}
