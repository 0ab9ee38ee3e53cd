import { useEffect, useRef } from "react";

/**
 * For a dialog that is drawn only while it is open: when it goes, focus goes back to what had it before.
 * Where that is gone meanwhile (a card that moved), to what `fallback` selects.
 */
export function useFocusBack(fallback?: string): void {
  const from = useRef<Element | null>(null);
  from.current ??= document.activeElement;
  const elsewhere = useRef(fallback);
  elsewhere.current = fallback;
  useEffect(() => {
    const before = from.current;
    return () => {
      requestAnimationFrame(() => {
        const there = before instanceof HTMLElement && before.isConnected && before !== document.body;
        const back = there ? before : elsewhere.current ? document.querySelector<HTMLElement>(elsewhere.current) : null;
        back?.focus({ preventScroll: true });
      });
    };
  }, []);
}
