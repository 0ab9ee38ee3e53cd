/**
 * Runs `work` soon after the first call and then at most every `everyMs`, never twice at a time; calls in between count as one.
 * `hold` keeps it still (while a card is being dragged); what was asked meanwhile runs on release.
 */
export function paced(work: () => Promise<unknown>, { waitMs, everyMs }: { waitMs: number; everyMs: number }) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let wanted = false;
  let held = false;
  let stopped = false;
  let startedAt = Number.NEGATIVE_INFINITY;

  const plan = () => {
    if (timer !== undefined || running || held || stopped || !wanted) return;
    const sinceMs = performance.now() - startedAt;
    timer = setTimeout(run, Math.max(waitMs, everyMs - sinceMs));
  };
  const run = async () => {
    timer = undefined;
    if (held || stopped) return;
    wanted = false;
    running = true;
    startedAt = performance.now();
    try {
      await work();
    } finally {
      running = false;
      plan();
    }
  };
  return {
    ask: () => {
      wanted = true;
      plan();
    },
    hold: (on: boolean) => {
      held = on;
      plan();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
