import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCurrencies, useTimeZones } from "#web/ui/choices.ts";
import { Evidence } from "./Evidence.tsx";
import { withPipeline } from "./plan.ts";
import type { PlanParts } from "./PlanView.tsx";
import classes from "./imports.module.css";

const newOne = "new";

/** What holds for all files: currency, time zone, and the pipeline that deals go to. */
export function Basics({ parts }: { parts: PlanParts }) {
  const { t } = useTranslation("imports");
  const currencies = useCurrencies();
  const timeZones = useTimeZones();
  const { plan, beliefs, pipeline, pipelines, edit, change } = parts;
  const staged = plan.files.some(({ kind }) => kind === "deals" || kind === "leads" || kind === "orders");
  return (
    <section className={classes.part} aria-labelledby="import-basics">
      <h2 id="import-basics">{t("basics.title")}</h2>
      <div className={classes.basics}>
        <div>
          <Select
            size="sm"
            label={t("basics.currency")}
            data={currencies}
            searchable
            limit={60}
            value={plan.currency}
            disabled={!edit}
            onChange={(currency) => currency && change({ ...plan, currency })}
          />
          <Evidence beliefs={beliefs} about="currency" parts={parts} />
        </div>
        <div>
          <Select
            size="sm"
            label={t("basics.timeZone")}
            data={timeZones}
            searchable
            limit={60}
            value={plan.timeZone}
            disabled={!edit}
            onChange={(timeZone) => timeZone && change({ ...plan, timeZone })}
          />
          <Evidence beliefs={beliefs} about="timeZone" parts={parts} />
        </div>
        {staged && (
          <div>
            <Select
              size="sm"
              label={t("basics.pipeline")}
              data={[...pipelines.map(({ id, name }) => ({ value: id, label: name })), { value: newOne, label: t("basics.newPipeline") }]}
              value={plan.pipelineId ?? newOne}
              disabled={!edit}
              onChange={(id) =>
                id && change(withPipeline(plan, pipeline, pipelines.find((each) => each.id === id) ?? null, t("basics.newPipelineName")))
              }
            />
            <Evidence beliefs={beliefs} about="pipelineId" parts={parts} />
          </div>
        )}
        {staged && plan.pipelineId === null && (
          <div>
            <TextInput
              key={plan.newPipeline ?? ""}
              size="sm"
              label={t("basics.pipelineName")}
              defaultValue={plan.newPipeline ?? ""}
              maxLength={60}
              disabled={!edit}
              onBlur={({ currentTarget: { value } }) =>
                value.trim() && value.trim() !== plan.newPipeline && change({ ...plan, newPipeline: value.trim() })
              }
            />
            <Evidence beliefs={beliefs} about="newPipeline" parts={parts} />
          </div>
        )}
      </div>
    </section>
  );
}
