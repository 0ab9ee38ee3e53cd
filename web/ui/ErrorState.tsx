import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import classes from "./states.module.css";

/** What happened, in words, with the request's number for whoever looks after Sluice, and another try. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation("common");
  const text = useErrorText();
  return (
    <div className={classes.state} role="alert">
      <p className={classes.title}>{text(error)}</p>
      {error instanceof ApiError && error.requestId && <p className={classes.small}>{t("requestNumber", { id: error.requestId })}</p>}
      {retry && (
        <div className={classes.action}>
          <Button variant="default" onClick={retry}>
            {t("tryAgain")}
          </Button>
        </div>
      )}
    </div>
  );
}
