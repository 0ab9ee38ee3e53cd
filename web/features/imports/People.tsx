import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonTarget } from "#imports/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { membersQuery } from "./api.ts";
import { Evidence } from "./Evidence.tsx";
import { countOf, setAt } from "./plan.ts";
import type { PlanParts } from "./PlanView.tsx";
import classes from "./imports.module.css";

const firstNames = 8;

/** The people's names of the files and which member each is; names without a sign-in are made for those who are missing. */
export function People({ parts }: { parts: PlanParts }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const { can } = useWorkspace();
  const { data } = useQuery({ ...membersQuery, enabled: can("team.view") });
  const [all, setAll] = useState(false);
  const { plan, beliefs, edit, change } = parts;
  const names = Object.entries(plan.people);
  if (names.length === 0) return null;
  const known = names.filter(([, target]) => "userId" in target).length;
  const made = names.filter(([, target]) => "create" in target).length;
  const missing = names.length - known - made;
  const choices = [
    { value: "create", label: t("people.create") },
    { value: "none", label: t("people.none") },
    ...(data?.members ?? []).map(({ userId, name }) => ({ value: `user:${userId}`, label: name })),
  ];
  // "-" and "unassigned" are nobody's names: only those that Sluice offers are made
  const offered = new Set(beliefs.filter(({ strength }) => strength === "offer").map(({ about }) => about));
  const creatable = names.filter(([name, target]) => "none" in target && offered.has(`people.${name}`)).length;
  const makeAll = (to: PersonTarget) =>
    change({
      ...plan,
      people: Object.fromEntries(
        names.map(([name, target]) => [name, "userId" in target || ("create" in to && !offered.has(`people.${name}`)) ? target : to]),
      ),
    });
  return (
    <section className={classes.part} aria-labelledby="import-people">
      <h2 id="import-people">{t("people.title", { count: names.length, n: format.number(names.length) })}</h2>
      <p className={classes.lead}>
        {[
          known > 0 && t("people.known", { count: known, n: format.number(known) }),
          made > 0 && t("people.made", { count: made, n: format.number(made) }),
          missing > 0 && t("people.missing", { count: missing, n: format.number(missing) }),
        ]
          .filter(Boolean)
          .join(" ")}
      </p>
      <Evidence beliefs={beliefs} about="people" parts={parts} />
      {edit && known < names.length && (
        <div className={classes.chips}>
          {creatable > 0 && <Chip onClick={() => makeAll({ create: true })}>{t("people.createAll")}</Chip>}
          {made > 0 && <Chip onClick={() => makeAll({ none: true })}>{t("people.noneAll")}</Chip>}
        </div>
      )}
      <ul className={classes.pairs}>
        {(all ? names : names.slice(0, firstNames)).map(([name, target]) => {
          const count = countOf(beliefs, `people.${name}`);
          return (
            <li key={name} className={classes.pair}>
              <span className={classes.word}>
                {name} {count !== undefined && <span className={classes.dim}>{format.number(count)}</span>}
              </span>
              <span className={classes.arrow} aria-hidden="true">
                →
              </span>
              <Select
                size="sm"
                aria-label={t("people.of", { name })}
                data={choices}
                searchable
                value={keyOf(target)}
                disabled={!edit}
                onChange={(key) => key && change(setAt(plan, `people.${name}`, targetOf(key)))}
              />
              <span className={classes.pairNote}>
                <Evidence beliefs={beliefs} about={`people.${name}`} parts={{ ...parts, edit: false }} />
              </span>
            </li>
          );
        })}
      </ul>
      {!all && names.length > firstNames && (
        <Chip onClick={() => setAll(true)}>{t("people.more", { n: format.number(names.length - firstNames) })}</Chip>
      )}
    </section>
  );
}

function keyOf(target: PersonTarget): string {
  if ("userId" in target) return `user:${target.userId}`;
  return "create" in target ? "create" : "none";
}

function targetOf(key: string): PersonTarget {
  if (key.startsWith("user:")) return { userId: key.slice("user:".length) };
  return key === "create" ? { create: true } : { none: true };
}
