import { Button, Group, Radio } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#web/lib/error-text.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { useStart } from "./api.ts";
import classes from "./past.module.css";

const reaches = ["all", "24", "12"] as const;

/** How far back, and go. */
export function StartForm({ sourceId, reachDays }: { sourceId: string; reachDays: number | null }) {
  const { t } = useTranslation("past");
  const text = useErrorText();
  const start = useStart(sourceId);
  const [reach, setReach] = useState<string>("all");
  return (
    <form
      className={classes.start}
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate(reach === "all" ? null : Number(reach));
      }}
    >
      <Radio.Group label={t("start.label")} value={reach} onChange={setReach}>
        <Group gap={16} mt={6}>
          {reaches.map((each) => (
            <Radio key={each} value={each} label={t(`start.${each}`)} />
          ))}
        </Group>
      </Radio.Group>
      {reachDays !== null && <p className={classes.notice}>{t("key.reach", { days: reachDays })}</p>}
      {start.isError && <FormError>{text(start.error)}</FormError>}
      <Button type="submit" loading={start.isPending} className={classes.fit}>
        {t("start.button")}
      </Button>
    </form>
  );
}
