import { useCallback, useState } from "react";

/** Text that survives closing the drawer and reloading the page, kept in this tab only until it is sent. */
export function useDraft(key: string): [string, (text: string) => void] {
  const stored = `sluice.draft.${key}`;
  const [state, setState] = useState(() => ({ stored, text: read(stored) }));
  const text = state.stored === stored ? state.text : read(stored);
  const change = useCallback(
    (next: string) => {
      write(stored, next);
      setState({ stored, text: next });
    },
    [stored],
  );
  return [text, change];
}

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function write(key: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing still shows what is typed
  }
}
