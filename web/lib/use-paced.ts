import { useEffect, useRef } from "react";
import { paced } from "./paced.ts";

/** `paced` for a component: always runs the newest `work`, stops when the component goes. */
export function usePaced(work: () => Promise<unknown>, limits: { waitMs: number; everyMs: number }): ReturnType<typeof paced> {
  const newest = useRef(work);
  newest.current = work;
  const made = useRef<ReturnType<typeof paced>>(undefined);
  made.current ??= paced(() => newest.current(), limits);
  useEffect(() => {
    made.current ??= paced(() => newest.current(), limits);
    return () => {
      made.current?.stop();
      made.current = undefined;
    };
  }, [limits]);
  return {
    ask: () => made.current?.ask(),
    hold: (on) => made.current?.hold(on),
    stop: () => made.current?.stop(),
  };
}
