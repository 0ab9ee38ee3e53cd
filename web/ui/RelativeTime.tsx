import { useEffect, useState } from "react";
import { useFormat } from "#web/lib/format.ts";

/** `2 min. ago`; the exact instant on hover. One clock ticks for all of them. */
export function RelativeTime({ at }: { at: string }) {
  const format = useFormat();
  const nowMs = useMinutes();
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {format.relative(at, nowMs)}
    </time>
  );
}

const listeners = new Set<(nowMs: number) => void>();
let timer: ReturnType<typeof setInterval> | undefined;
const tickMs = 30_000;

function useMinutes(): number {
  const [nowMs, setNow] = useState(() => Date.now());
  useEffect(() => {
    listeners.add(setNow);
    timer ??= setInterval(() => listeners.forEach((listener) => listener(Date.now())), tickMs);
    return () => {
      listeners.delete(setNow);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  return nowMs;
}
