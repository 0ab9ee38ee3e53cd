import type { ChartColors } from "#web/ui/insights/Chart.tsx";

type Ranges = readonly { level: number; low: number; high: number }[];

const shades = [
  { level: 0.95, opacity: 0.45 },
  { level: 0.8, opacity: 0.95 },
  { level: 0.5, opacity: 1 },
] as const;

/** The bands of a fan as series of ECharts, without outline and each with its level written at its end; `ranges` by place on the axis, null before the fan begins. */
export function bands(ranges: readonly (Ranges | null)[], colors: ChartColors, word: (level: number) => string): object[] {
  // Where the ends lie close together one label says it for all.
  const last = ranges.findLastIndex((own) => own !== null && own.length > 0);
  const end = last < 0 ? undefined : ranges[last]!;
  const top = Math.max(0, ...ranges.flatMap((own) => own?.map(({ high }) => high) ?? []));
  const highOf = (level: number) => end?.find((range) => range.level === level)?.high ?? 0;
  const close = (highOf(0.95) - highOf(0.5)) / (top || 1) < 0.16;
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
        label: {
          show: !close || level === 0.8,
          position: "right",
          distance: 4,
          color: colors.ink3,
          fontSize: 11,
          lineHeight: 14,
          formatter: close ? "50 · 80\n95 %" : word(level),
        },
      },
    ];
  });
}
