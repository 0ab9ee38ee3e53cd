const width = 960;

/** A channel without numbers: a basin per stage, as wide as its share, and a gate between each two. */
export function ChannelPicture({ widths, height = 48 }: { widths: readonly number[]; height?: number }) {
  const step = width / widths.length;
  const ease = step * 0.16;
  const middle = height / 2;
  const half = (share: number) => (share * (height - 2)) / 2;
  const top: string[] = [];
  const bottom: string[] = [];
  widths.forEach((share, index) => {
    const x0 = index * step + (index ? ease : 0);
    const last = index === widths.length - 1;
    const x1 = (index + 1) * step - (last ? 0 : ease);
    const h = half(share);
    top.push(`${index ? "L" : "M"}${x0},${middle - h}L${x1},${middle - h}`);
    bottom.unshift(`L${x0},${middle + h}`);
    if (last) return void bottom.unshift(`L${x1},${middle + h}`);
    const next = half(widths[index + 1]!);
    const narrow = Math.min(h, next) * 0.42;
    const gate = (index + 1) * step;
    const curve = (sign: number) => ({
      there: `C${x1 + ease / 2},${middle + sign * h} ${gate - ease / 2},${middle + sign * narrow} ${gate},${middle + sign * narrow}C${gate + ease / 2},${middle + sign * narrow} ${gate + ease / 2},${middle + sign * next} ${gate + ease},${middle + sign * next}`,
      back: `C${gate + ease / 2},${middle + sign * next} ${gate + ease / 2},${middle + sign * narrow} ${gate},${middle + sign * narrow}C${gate - ease / 2},${middle + sign * narrow} ${x1 + ease / 2},${middle + sign * h} ${x1},${middle + sign * h}`,
    });
    top.push(curve(-1).there);
    bottom.unshift(curve(1).back);
  });
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
      height={height}
      preserveAspectRatio="none"
      aria-hidden
      style={{ display: "block" }}
    >
      <path
        d={`${top.join("")}${bottom.join("")}Z`}
        fill="var(--teal-soft)"
        stroke="var(--teal-mid)"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
      {widths.slice(1).map((share, index) => {
        const reach = half(Math.min(share, widths[index]!)) * 0.42 + height * 0.1;
        return (
          <line
            key={index}
            x1={(index + 1) * step}
            x2={(index + 1) * step}
            y1={middle - reach}
            y2={middle + reach}
            stroke="var(--teal)"
            vectorEffect="non-scaling-stroke"
          />
        );
      })}
    </svg>
  );
}
