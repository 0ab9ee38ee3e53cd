import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DealDetail } from "#deals/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import { ownersQuery } from "./api.ts";
import classes from "./Deal.module.css";

/** Whose it is, where it comes from, since when, and when something last happened. */
export function DealFacts({ deal, editable, onOwner }: { deal: DealDetail; editable: boolean; onOwner: (ownerId: string | null) => void }) {
  const { t } = useTranslation("deals");
  const format = useFormat();
  const workspace = useWorkspace();
  const { data: owners = [] } = useQuery(ownersQuery(editable && workspace.can("team.view")));
  const source = deal.touch?.source ?? deal.touchSource;
  const owner = deal.owner?.name ?? t("facts.nobody");
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t("facts.owner")}</dt>
        <dd>
          {editable && owners.length > 0 ? (
            <Menu position="bottom-start" width={220}>
              <Menu.Target>
                <button type="button" className={classes.pick}>
                  {owner} <span aria-hidden="true">▾</span>
                </button>
              </Menu.Target>
              <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
                <Menu.Item onClick={() => onOwner(null)}>{t("facts.nobody")}</Menu.Item>
                {owners.map((each) => (
                  <Menu.Item key={each.id} onClick={() => onOwner(each.id)}>
                    {each.name}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          ) : (
            owner
          )}
        </dd>
      </div>
      <div>
        <dt>{t("facts.from")}</dt>
        <dd>
          {source ?? t("facts.unknown")} {deal.touch?.campaign && <small>{deal.touch.campaign}</small>}
        </dd>
      </div>
      <div>
        <dt>{t("facts.opened")}</dt>
        <dd>{format.date(deal.openedAt)}</dd>
      </div>
      <div>
        <dt>{t("facts.last")}</dt>
        <dd>
          <RelativeTime at={deal.lastFactAt} />
        </dd>
      </div>
    </dl>
  );
}
