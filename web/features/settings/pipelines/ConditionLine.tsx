import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Condition } from "./RuleEditor.tsx";
import { ValueLines } from "./ValueLines.tsx";
import classes from "./pipelines.module.css";

const events = [
  "page.viewed",
  "products.searched",
  "product.viewed",
  "product.added",
  "cart.updated",
  "checkout.started",
  "payment.entered",
  "quote.requested",
  "lead.captured",
  "contact.identified",
  "order.placed",
  "order.fulfilled",
  "product.reviewed",
] as const;
const activities = ["call", "demo", "meeting", "email", "note"] as const;
const outcomes = ["reached", "not_reached", "positive", "negative", "done"] as const;

type Props = { condition: Condition; first: boolean; change: (condition: Condition) => void; remove: () => void };

/** One thing that may have happened: in the shop, an event of one's own name, or an activity of a person with its outcome. */
export function ConditionLine({ condition, first, change, remove }: Props) {
  const { t } = useTranslation("pipelines");
  const custom = "event" in condition && !(events as readonly string[]).includes(condition.event);
  const value = "activity" in condition ? `activity ${condition.activity}` : custom ? "custom" : condition.event;
  const choices = [
    {
      group: t("rule.inShop"),
      items: [
        ...events.map((name) => ({ value: name as string, label: t(`events.${name.replace(".", "_")}`) })),
        { value: "custom", label: t("events.custom") },
      ],
    },
    { group: t("rule.byPerson"), items: activities.map((name) => ({ value: `activity ${name}`, label: t(`activities.${name}`) })) },
  ];
  const pick = (picked: string | null) => {
    if (!picked) return;
    if (picked.startsWith("activity ")) change({ activity: picked.slice("activity ".length) });
    else change({ event: picked === "custom" ? "" : picked });
  };
  return (
    <div className={classes.condition}>
      <span className={classes.or}>{first ? t("rule.when") : t("rule.or")}</span>
      <div className={classes.conditionBody}>
        <div className={classes.conditionLine}>
          <Select aria-label={t("rule.what")} data={choices} value={value} onChange={pick} w={230} />
          {custom && "event" in condition && (
            <TextInput
              aria-label={t("rule.eventName")}
              placeholder={t("rule.eventName")}
              maxLength={100}
              error={condition.event.trim() ? null : t("rule.eventNameRule")}
              value={condition.event}
              onChange={(event) => change({ ...condition, event: event.currentTarget.value })}
            />
          )}
          {"activity" in condition && (
            <Select
              aria-label={t("rule.outcome")}
              w={190}
              data={[
                { value: "", label: t("rule.anyOutcome") },
                ...outcomes.map((name) => ({ value: name as string, label: t(`outcomes.${name}`) })),
              ]}
              value={condition.outcome ?? ""}
              onChange={(outcome) => change({ activity: condition.activity, ...(outcome && { outcome }) })}
            />
          )}
          <button type="button" className={classes.textButton} onClick={remove}>
            {t("remove")}
          </button>
        </div>
        {"event" in condition && (
          <ValueLines
            where={condition.where ?? []}
            change={(where) => change({ event: condition.event, ...(where.length > 0 && { where }) })}
          />
        )}
      </div>
    </div>
  );
}
