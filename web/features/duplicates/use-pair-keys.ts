import { useWindowEvent } from "@mantine/hooks";

/** Letters that work anywhere on the page, but not while someone writes or a dialog is open. */
export function usePairKeys(keys: Record<string, (() => void) | undefined>): void {
  useWindowEvent("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key.toLowerCase()];
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (!act || target?.isContentEditable || target?.closest("input:not([type=radio]), textarea, select, [role=dialog], [role=menu]"))
      return;
    event.preventDefault();
    act();
  });
}
