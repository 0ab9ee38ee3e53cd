import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDuplicatesCount } from "#web/lib/duplicates-count.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { PeopleTabs } from "#web/ui/PeopleTabs.tsx";
import { AsidePairs } from "./AsidePairs.tsx";
import { MergedPairs } from "./MergedPairs.tsx";
import { MergeSure } from "./MergeSure.tsx";
import { OpenPairs } from "./OpenPairs.tsx";
import classes from "./duplicates.module.css";

const from = "/w/$workspaceId/contacts/duplicates";
const states = ["open", "aside", "merged"] as const;
const kinds = ["contact", "company"] as const;

export function DuplicatesPage() {
  const { t } = useTranslation("duplicates");
  const format = useFormat();
  const { can } = useWorkspace();
  const search = useSearch({ from });
  const navigate = useNavigate({ from });
  const count = useDuplicatesCount();
  const [bulk, setBulk] = useState<number>();
  const state = states.find((each) => each === search.state) ?? "open";
  const kind = search.kind === "company" ? "company" : "contact";
  const numbers = { contact: count?.contacts ?? 0, company: count?.companies ?? 0 };
  const numberOf = (each: "contact" | "company") =>
    count && numbers[each] > 0 ? ` ${format.number(numbers[each])}${numbers[each] >= count.most ? "+" : ""}` : "";
  const sure = count?.sure ?? 0;
  return (
    <>
      <PageHeader
        title={t("title")}
        end={
          can("contacts.edit") &&
          sure > 0 && (
            <Button variant="default" onClick={() => setBulk(sure)}>
              {t("sureButton", { count: sure, number: `${format.number(sure)}${count && sure >= count.most ? "+" : ""}` })}
            </Button>
          )
        }
      />
      <PeopleTabs />
      <div className={classes.filters}>
        <div className={classes.chips} role="group" aria-label={t("state")}>
          {states.map((each) => (
            <Chip
              key={each}
              on={state === each}
              aria-pressed={state === each}
              onClick={() => void navigate({ search: { kind: search.kind, state: each === "open" ? undefined : each }, replace: true })}
            >
              {t(`states.${each}`)}
            </Chip>
          ))}
        </div>
        {state !== "merged" && (
          <div className={classes.chips} role="group" aria-label={t("kind")}>
            {kinds.map((each) => (
              <Chip
                key={each}
                on={kind === each}
                aria-pressed={kind === each}
                onClick={() =>
                  void navigate({ search: { state: search.state, kind: each === "contact" ? undefined : each }, replace: true })
                }
              >
                {t(`kinds.${each}`)}
                {state === "open" && numberOf(each)}
              </Chip>
            ))}
          </div>
        )}
        {count?.searching && state === "open" && (
          <span className={classes.dim} role="status">
            {t("searching")}
          </span>
        )}
      </div>
      {state === "open" && <OpenPairs key={kind} kind={kind} searching={count?.searching ?? false} />}
      {state === "aside" && <AsidePairs kind={kind} />}
      {state === "merged" && <MergedPairs />}
      <MergeSure count={bulk ?? 0} opened={bulk !== undefined} close={() => setBulk(undefined)} />
    </>
  );
}
