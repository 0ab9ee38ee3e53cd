import { Button, NumberInput } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Jam } from "#insights/flow/contract.ts";
import { withOneMoreOrFewer } from "#stats/flow/queue.ts";
import { useFormat } from "#web/lib/format.ts";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import type { DealCount } from "#web/ui/insights/DealsDrawer.tsx";
import classes from "./jams.module.css";

type Props = { jam: Jam & { team: NonNullable<Jam["team"]> }; onRecords: (count: DealCount) => void };

const weekMs = 7 * 86_400_000;
const mostPeople = 1000;

/** What one person more or fewer would change about how long deals wait in a stage, for numbers that may be tried out. */
export function People({ jam, onRecords }: Props) {
  const { t } = useTranslation("jams");
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={classes.people}>
      <Button size="compact-xs" variant="subtle" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {t("people.ask")}
      </Button>
      <div id={id}>{open && <WhatIf jam={jam} onRecords={onRecords} />}</div>
    </div>
  );
}

function WhatIf({ jam, onRecords }: Props) {
  const { t } = useTranslation("jams");
  const format = useFormat();
  const { stage, name, team } = jam;
  const observed = Math.round(team.perPerson.value! * 10) / 10;
  const [people, setPeople] = useState<number | string>(team.people);
  const [rate, setRate] = useState<number | string>(observed);
  const arrivals = team.arrivals.value!;
  const told = Number(people) >= 1 && Number(rate) > 0;
  const rows = told ? withOneMoreOrFewer(Number(people), arrivals, Number(rate)) : [];
  const shared = { size: "xs", min: 1, max: mostPeople, clampBehavior: "strict" } as const;
  return (
    <>
      <div className={classes.inputs}>
        <NumberInput {...shared} label={t("people.people")} allowDecimal={false} value={people} onChange={setPeople} />
        <NumberInput
          {...shared}
          label={t("people.rate")}
          min={0}
          decimalScale={1}
          decimalSeparator={format.number(1.5, 1).charAt(1)}
          value={rate}
          onChange={setRate}
        />
      </div>
      <div className={classes.scroll}>
        <table className={classes.table} aria-label={t("people.table", { name })}>
          <thead>
            <tr>
              <th scope="col">{t("people.who")}</th>
              <th scope="col">{t("people.load")}</th>
              <th scope="col">{t("people.wait")}</th>
              <th scope="col">{t("people.waits")}</th>
            </tr>
          </thead>
          <tbody aria-live="polite">
            {rows.map(({ people: n, queue }) => (
              <tr key={n} data-now={n === Number(people) || undefined}>
                <th scope="row">{t("people.count", { count: n, number: format.number(n) })}</th>
                <td>{format.percent(arrivals / (n * Number(rate)))}</td>
                <td>{queue ? format.duration(queue.wait * weekMs) : t("people.endless")}</td>
                <td>{queue ? format.percent(queue.waits) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.note}>
        {t("people.from")}{" "}
        <CountButton
          n={team.arrivals.n}
          word={t("people.arrivals", { number: format.number(team.arrivals.n), week: format.number(arrivals, 1) })}
          onClick={() => onRecords({ of: "team", stage })}
        />{" "}
        <CountButton
          n={team.perPerson.n}
          word={t("people.busiest", {
            number: format.number(team.perPerson.n),
            people: format.number(team.people),
            rate: format.number(observed, 1),
          })}
          onClick={() => onRecords({ of: "team", stage, state: "passed" })}
        />{" "}
        {t("people.note")}
      </p>
    </>
  );
}
