import { Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BoardStage, Card } from "#deals/contract.ts";

export type CardMenuTarget = { card: Card; button: HTMLElement };
type Props = {
  target: CardMenuTarget | undefined;
  stages: readonly BoardStage[];
  onClose: () => void;
  onOpen: (dealId: string) => void;
  onMove: (card: Card, to: string) => void;
  onLose: (card: Card) => void;
};

/** What can be done with a card, for the mouse; one menu for the whole board, standing where it was asked for. */
export function CardMenu({ target, stages, onClose, onOpen, onMove, onLose }: Props) {
  const { t } = useTranslation("pipeline");
  if (!target) return null;
  const { card, button } = target;
  const box = button.getBoundingClientRect();
  return (
    <Menu opened onClose={onClose} position="bottom-end" width={220} withinPortal returnFocus>
      <Menu.Target>
        <span
          aria-hidden="true"
          style={{ position: "fixed", left: box.right - 1, top: box.top, width: 1, height: box.height, pointerEvents: "none" }}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onOpen(card.id)}>{t("menu.open")}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("menu.moveTo")}</Menu.Label>
        {stages
          .filter((stage) => stage.id !== card.stageId)
          .map((stage) => (
            <Menu.Item key={stage.id} onClick={() => onMove(card, stage.id)}>
              {stage.name}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item style={{ color: "var(--red)" }} onClick={() => onLose(card)}>
          {t("menu.lose")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
