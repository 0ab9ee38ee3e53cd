import { createContext, createElement, useContext, useEffect, useRef, useState, type ReactNode } from "react";
import type { LiveChange } from "#workspaces/contract.ts";

/** Called with what changed; with null after a break in the line, when anything may have changed: ask again for all you show. */
export type LiveListener = (change: LiveChange | null) => void;
export type Live = { connected: boolean; subscribe: (listener: LiveListener) => () => void };

const LiveContext = createContext<Live>({ connected: false, subscribe: () => () => {} });

const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

/** Holds the one event stream of a workspace. Without it (a proxy that buffers, a limit reached) the app works on, only not by itself. */
export function LiveProvider({ workspaceId, children }: { workspaceId: string; children: ReactNode }) {
  const [connected, setConnected] = useState(false);
  const listeners = useRef(new Set<LiveListener>());
  const subscribe = useRef((listener: LiveListener) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  });

  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let retryMs = firstRetryMs;
    let broken = false;
    const tell = (change: LiveChange | null) => listeners.current.forEach((listener) => listener(change));
    const open = () => {
      source = new EventSource(`/api/live?workspace=${workspaceId}`);
      source.onopen = () => {
        retryMs = firstRetryMs;
        setConnected(true);
        if (broken) tell(null);
        broken = false;
      };
      source.addEventListener("change", (event) => tell(JSON.parse((event as MessageEvent<string>).data) as LiveChange));
      source.onerror = () => {
        broken = true;
        setConnected(false);
        if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
        timer = setTimeout(open, retryMs);
        retryMs = Math.min(retryMs * 2, longestRetryMs);
      };
    };
    open();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [workspaceId]);

  return createElement(LiveContext.Provider, { value: { connected, subscribe: subscribe.current } }, children);
}

export function useLive(): Live {
  return useContext(LiveContext);
}

export function useLiveChange(listener: LiveListener): void {
  const { subscribe } = useLive();
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => subscribe((change) => newest.current(change)), [subscribe]);
}
