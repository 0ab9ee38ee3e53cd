const width = 240;
const height = 48;
const gate = 8;

/** A small channel: a basin per stage, as wide as its share, and a gate between each two. */
export function ChannelPicture({ widths }: { widths: readonly number[] }) {
  const step = width / widths.length;
  const half = (share: number) => (share * (height - 6)) / 2;
  const middle = height / 2;
  const top: string[] = [];
  const bottom: string[] = [];
  widths.forEach((share, index) => {
    const from = index * step + (index ? gate : 0);
    const to = (index + 1) * step - (index < widths.length - 1 ? gate : 0);
    top.push(`${index ? "L" : "M"}${from},${middle - half(share)}L${to},${middle - half(share)}`);
    bottom.unshift(`L${to},${middle + half(share)}L${from},${middle + half(share)}`);
    const next = widths[index + 1];
    if (next === undefined) return;
    const narrow = half(Math.min(share, next)) * 0.5;
    const x = (index + 1) * step;
    top.push(`L${x},${middle - narrow}`);
    bottom.unshift(`L${x},${middle + narrow}`);
  });
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width="100%" height={height} preserveAspectRatio="none" aria-hidden style={{ display: "block" }}>
      <path d={`${top.join("")}${bottom.join("")}Z`} fill="var(--teal-soft)" stroke="var(--teal-mid)" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
      {widths.slice(1).map((_, index) => (
        <line key={index} x1={(index + 1) * step} x2={(index + 1) * step} y1={middle - 12} y2={middle + 12} stroke="var(--teal)" vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  );
}
