import { Radio } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ChannelPicture } from "./ChannelPicture.tsx";
import classes from "./welcome.module.css";

const templates = ["online-shop", "sales-team", "wholesale"] as const;
export type TemplateName = (typeof templates)[number];

/** Widths of the basins in the little picture, from the first stage on. */
const shapes: Record<TemplateName, number[]> = {
  "online-shop": [1, 0.68, 0.46, 0.32, 0.24, 0.44],
  "sales-team": [1, 0.6, 0.36, 0.54],
  wholesale: [1, 0.8, 0.62, 0.5, 0.4, 0.34],
};

export function TemplateChoice({ value, change }: { value: TemplateName; change: (template: TemplateName) => void }) {
  const { t } = useTranslation("welcome");
  return (
    <Radio.Group
      label={t("form.template")}
      description={t("form.templateHint")}
      value={value}
      onChange={(name) => change(name as TemplateName)}
    >
      <div className={classes.templates}>
        {templates.map((name) => (
          <Radio.Card key={name} value={name} className={classes.template} aria-label={t(`templates.${name}.name`)}>
            <span className={classes.templateHead}>
              <Radio.Indicator size="xs" />
              {t(`templates.${name}.name`)}
            </span>
            <ChannelPicture widths={shapes[name]} />
            <span className={classes.templateText}>{t(`templates.${name}.stages`)}</span>
            <span className={classes.templateNote}>{t(`templates.${name}.text`)}</span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
