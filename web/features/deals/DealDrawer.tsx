import { Drawer } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DealPanel } from "./DealPanel.tsx";
import classes from "./Deal.module.css";

type Props = { dealId: string; close: () => void };

/** A deal over the page it was opened from. Escape closes it, and focus goes back to where it came from. */
export function DealDrawer({ dealId, close }: Props) {
  const { t } = useTranslation("deals");
  return (
    <Drawer.Root opened onClose={close} position="right" size={720} returnFocus trapFocus aria-label={t("loading")}>
      <Drawer.Overlay backgroundOpacity={0.16} color="#000" />
      <Drawer.Content className={classes.drawer}>
        <DealPanel key={dealId} dealId={dealId} close={close} />
      </Drawer.Content>
    </Drawer.Root>
  );
}
