import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./states.module.css";

/** Grey lines where rows will stand; says so to a screen reader. */
export function LoadingRows({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation("common");
  return (
    <div className={classes.rows} role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={classes.row}>
          <Skeleton height={12} width={`${38 - ((index * 7) % 18)}%`} radius="xs" />
          <Skeleton height={10} width={`${62 - ((index * 11) % 24)}%`} radius="xs" mt={8} />
        </div>
      ))}
    </div>
  );
}
