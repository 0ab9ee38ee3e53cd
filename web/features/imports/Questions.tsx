import { Button, Select } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { DateOrder, Kind, StageTarget } from "#imports/contract.ts";
import { beliefsAbout, changeFile, setAt, stepsOf, withKind } from "./plan.ts";
import { kindNames } from "./fields.ts";
import type { PlanParts } from "./PlanView.tsx";
import { StageSelect } from "./StageSelect.tsx";
import { useBeliefText } from "./words.ts";
import classes from "./imports.module.css";

/** What Sluice cannot tell and will not guess: it stands on top, has focus, and nothing runs before it is answered. */
export function Questions({ open, parts }: { open: string[]; parts: PlanParts }) {
  const { t } = useTranslation("imports");
  const box = useRef<HTMLElement>(null);
  const asked = open.length > 0;
  useEffect(() => {
    const free = document.activeElement === null || document.activeElement === document.body;
    if (asked && free) box.current?.querySelector<HTMLElement>("button, input")?.focus({ preventScroll: true });
  }, [asked]);
  if (!asked) return null;
  return (
    <section ref={box} className={classes.questions} aria-labelledby="import-questions">
      <h2 id="import-questions">{t("ask.title", { count: open.length })}</h2>
      <ul>
        {open.map((path) => (
          <Question key={path} path={path} parts={parts} />
        ))}
      </ul>
    </section>
  );
}

function Question({ path, parts }: { path: string; parts: PlanParts }) {
  const { t } = useTranslation("imports");
  const text = useBeliefText();
  const { plan, files, beliefs } = parts;
  const steps = stepsOf(path);
  const filePlan = steps[0] === "files" ? plan.files[Number(steps[1])] : undefined;
  const file = files.find(({ id }) => id === filePlan?.fileId);
  const header = steps[2] === "columns" ? file?.columns[Number(steps[3])]?.header : undefined;
  const evidence = beliefsAbout(beliefs, path)
    .map((belief) => text(belief))
    .find((words) => words !== undefined);
  const where = header
    ? t("ask.column", { header, file: file?.name ?? "" })
    : (file?.name ?? (steps.length === 2 ? t("quoted", { word: steps[1] }) : ""));
  return (
    <li>
      <p>
        {where && <b>{where}: </b>}
        {evidence ?? t("ask.plain")}
      </p>
      <div className={classes.answers}>
        <Answer path={path} steps={steps} parts={parts} />
      </div>
    </li>
  );
}

type AnswerProps = { path: string; steps: string[]; parts: PlanParts };

/** The control that answers, right beside the question. */
function Answer({ path, steps, parts }: AnswerProps) {
  const { t } = useTranslation("imports");
  const { plan, files, change } = parts;
  const filePlan = steps[0] === "files" ? plan.files[Number(steps[1])] : undefined;
  const file = files.find(({ id }) => id === filePlan?.fileId);
  const last = steps.at(-1)!;
  const answer = (value: unknown) => change(setAt(plan, path, value));
  if (last === "dateOrder")
    return (["dmy", "mdy", "ymd"] as const).map((order: DateOrder) => (
      <Button key={order} variant="default" size="compact-md" onClick={() => answer(order)}>
        {t(`dateOrder.${order}`)}
      </Button>
    ));
  if (last === "decimal")
    return ([".", ","] as const).map((sign) => (
      <Button key={sign} variant="default" size="compact-md" onClick={() => answer(sign)}>
        {t(sign === "." ? "decimal.point" : "decimal.comma")}
      </Button>
    ));
  if (last === "kind" && filePlan)
    return (
      <Select
        size="sm"
        w={200}
        aria-label={t("file.kindOf", { name: file?.name ?? "" })}
        data={kindNames.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        value={null}
        placeholder={t("column.pleaseSay")}
        onChange={(kind) => kind && change(changeFile(plan, Number(steps[1]), withKind(filePlan, kind as Kind)))}
      />
    );
  if (steps[0] === "stages" && steps[1])
    return <StageSelect word={steps[1]} value={undefined} parts={parts} onChange={(target: StageTarget) => answer(target)} />;
  return (
    <Button variant="default" size="compact-md" onClick={() => show(placeOf(steps, file?.id))}>
      {t("ask.show")}
    </Button>
  );
}

/** Where on the page the part stands that an address of the plan means. */
function placeOf([first]: string[], fileId: string | undefined): string {
  if (fileId) return `file-${fileId}`;
  return first === "people" ? "import-people" : "import-basics";
}

function show(id: string): void {
  const place = document.getElementById(id);
  place?.scrollIntoView({ block: "start" });
  (place?.closest("section") ?? place)?.querySelector<HTMLElement>("input, button")?.focus({ preventScroll: true });
}
