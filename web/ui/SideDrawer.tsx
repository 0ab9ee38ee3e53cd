import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFocusBack } from "#web/lib/focus-back.ts";

/** A drawer at the right that is drawn only while it is open; closed, it gives the focus back to what opened it. */
export function SideDrawer({ title, size, onClose, children }: { title: string; size: number; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation("common");
  useFocusBack();
  return (
    <Drawer
      returnFocus={false}
      opened
      onClose={onClose}
      position="right"
      size={size}
      title={title}
      overlayProps={{ backgroundOpacity: 0.14, color: "#0c1110" }}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {children}
    </Drawer>
  );
}
