import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots, IconLink, IconX } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DealDetail } from "#deals/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useDealName } from "#web/lib/deal-name.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { LoseDialog } from "#web/ui/LoseDialog.tsx";
import type { useDealActions } from "./api.ts";
import { EditableName, EditableValue } from "./Editable.tsx";
import classes from "./Deal.module.css";

type Props = {
  deal: DealDetail;
  pipeline: PipelineWire;
  editable: boolean;
  actions: ReturnType<typeof useDealActions>;
  onRefused: (error: unknown) => void;
  close: () => void;
};

export function DealHeader({ deal, pipeline, editable, actions, onRefused, close }: Props) {
  const { t } = useTranslation(["deals", "common"]);
  const format = useFormat();
  const nameOf = useDealName();
  const workspace = useWorkspace();
  const router = useRouter();
  const [losing, setLosing] = useState(false);
  const copy = async () => {
    const { href } = router.buildLocation({ to: "/w/$workspaceId/deal/$dealId", params: { workspaceId: workspace.id, dealId: deal.id } });
    await navigator.clipboard?.writeText(new URL(href, location.href).href);
    notifications.show({ message: t("linkCopied") });
  };
  const closed = deal.closedAt !== null && deal.outcome !== "open";
  return (
    <>
      <div className={classes.meta}>
        <span>
          {closed
            ? t("closedAt", { pipeline: pipeline.name, from: format.date(deal.openedAt), to: format.date(deal.closedAt!) })
            : t("since", { pipeline: pipeline.name, date: format.date(deal.openedAt) })}
        </span>
        <span className={classes.icons}>
          <ActionIcon variant="subtle" color="gray" aria-label={t("copyLink")} title={t("copyLink")} onClick={() => void copy()}>
            <IconLink size={17} />
          </ActionIcon>
          {editable && (
            <Menu position="bottom-end" width={220}>
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={t("menu")}>
                  <IconDots size={17} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {deal.outcome === "open" ? (
                  <>
                    <Menu.Item onClick={() => actions.win.mutate(undefined, { onError: onRefused })}>{t("win")}</Menu.Item>
                    <Menu.Item style={{ color: "var(--red)" }} onClick={() => setLosing(true)}>
                      {t("loseDeal")}
                    </Menu.Item>
                  </>
                ) : (
                  <Menu.Item onClick={() => actions.reopen.mutate(undefined, { onError: onRefused })}>{t("reopen")}</Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          )}
          <ActionIcon variant="subtle" color="gray" aria-label={t("common:close")} title="Esc" onClick={close}>
            <IconX size={17} />
          </ActionIcon>
        </span>
      </div>
      <div className={classes.headline}>
        <EditableName
          key={deal.name}
          name={nameOf(deal)}
          editable={editable}
          onSave={(name) => actions.patch.mutate({ name }, { onError: onRefused })}
        />
        <EditableValue
          deal={deal}
          editable={editable}
          onSave={(valueMinor, currency) => actions.patch.mutate({ valueMinor, currency }, { onError: onRefused })}
        />
      </div>
      {closed && (
        <p className={deal.outcome === "won" ? classes.won : classes.lost}>
          {deal.outcome === "won"
            ? t("won", { date: format.date(deal.closedAt!) })
            : t("lost", {
                date: format.date(deal.closedAt!),
                reason: t(`lostReason.${deal.lostReason ?? "other"}`, { defaultValue: deal.lostReason ?? "" }),
              })}
          {editable && (
            <button type="button" className={classes.link} onClick={() => actions.reopen.mutate(undefined, { onError: onRefused })}>
              {t("reopen")}
            </button>
          )}
        </p>
      )}
      <LoseDialog
        subject={losing ? nameOf(deal) : undefined}
        draftKey={deal.id}
        busy={actions.lose.isPending}
        onClose={() => setLosing(false)}
        onLose={(loss) => actions.lose.mutate(loss, { onSuccess: () => setLosing(false), onError: onRefused })}
      />
    </>
  );
}
