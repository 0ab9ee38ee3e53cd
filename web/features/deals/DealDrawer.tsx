import { Drawer } from "@mantine/core";
import { useEffect, useRef } from "react";
import { DealPanel } from "./DealPanel.tsx";
import classes from "./Deal.module.css";

type Props = { dealId: string; close: () => void };

/** A deal over the page it was opened from. Escape closes it, and focus goes back to where it came from. */
export function DealDrawer({ dealId, close }: Props) {
  useFocusBack(dealId);
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={720}
      withCloseButton={false}
      returnFocus={false}
      classNames={{ content: classes.drawer!, body: classes.drawerBody! }}
      overlayProps={{ backgroundOpacity: 0.14, color: "#0c1110" }}
    >
      <DealPanel key={dealId} dealId={dealId} close={close} />
    </Drawer>
  );
}

/** Focus goes back to what opened the drawer; where that is gone (the card moved meanwhile), to the deal's card wherever it stands now. */
function useFocusBack(dealId: string): void {
  const from = useRef<Element | null>(null);
  from.current ??= document.activeElement;
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        const card = document.querySelector<HTMLElement>(`[data-deal="${CSS.escape(dealId)}"]`);
        const back =
          from.current instanceof HTMLElement && from.current.isConnected && from.current !== document.body ? from.current : card;
        back?.focus({ preventScroll: true });
      });
    },
    [dealId],
  );
}
