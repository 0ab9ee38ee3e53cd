import { Drawer } from "@mantine/core";
import { useFocusBack } from "#web/lib/focus-back.ts";
import { DealPanel } from "./DealPanel.tsx";
import classes from "./Deal.module.css";

type Props = { dealId: string; close: () => void };

/** A deal over the page it was opened from. Escape closes it, and focus goes back to where it came from. */
export function DealDrawer({ dealId, close }: Props) {
  useFocusBack(`[data-deal="${CSS.escape(dealId)}"]`);
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
