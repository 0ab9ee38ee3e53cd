import { Drawer } from "@mantine/core";

type Props = { dealId: string; close: () => void };

export function DealDrawer({ dealId, close }: Props) {
  return (
    <Drawer opened onClose={close} position="right" title={dealId}>
      {null}
    </Drawer>
  );
}
