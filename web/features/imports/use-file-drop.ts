import { useEffect, useRef, useState } from "react";

/** Files dropped anywhere on the page; true while something is being dragged over it. */
export function useFileDrop(take: ((files: File[]) => void) | undefined): boolean {
  const [over, setOver] = useState(false);
  const newest = useRef(take);
  newest.current = take;
  const active = take !== undefined;
  useEffect(() => {
    if (!active) return;
    // enter and leave come for every element on the way; only the balance says whether the pointer is still on the page
    let inside = 0;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      inside += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      inside = Math.max(0, inside - 1);
      if (inside === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (holdsFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      inside = 0;
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) newest.current?.(files);
    };
    const heard = { dragenter: enter, dragleave: leave, dragover: hover, drop };
    for (const [name, listener] of Object.entries(heard)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(heard)) window.removeEventListener(name, listener as EventListener);
      setOver(false);
    };
  }, [active]);
  return over;
}
