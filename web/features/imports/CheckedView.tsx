import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportDetail } from "#imports/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { useImportVerb } from "./api.ts";
import { ImportHeader } from "./ImportHeader.tsx";
import { ResultView } from "./ResultView.tsx";
import classes from "./imports.module.css";

/** The dry run: what would happen, before anything has. */
export function CheckedView({ detail, toPlan }: { detail: ImportDetail; toPlan: () => void }) {
  const { t } = useTranslation("imports");
  const text = useErrorText();
  const { can } = useWorkspace();
  const verb = useImportVerb(detail.id);
  const { check } = detail;
  const something = check?.kinds.some(({ created, updated, joined }) => created + updated + joined > 0) ?? false;
  return (
    <>
      <ImportHeader
        detail={detail}
        end={
          can("sources.edit") && (
            <>
              <Button variant="default" onClick={toPlan}>
                {t("check.change")}
              </Button>
              <Button onClick={() => verb.mutate("run")} loading={verb.isPending} disabled={!something}>
                {t("check.run")}
              </Button>
            </>
          )
        }
      />
      <div className={classes.body}>
        {verb.isError && <FormError>{text(verb.error)}</FormError>}
        {check && <ResultView importId={detail.id} result={check} planned />}
        {check && !something && <p className={classes.quiet}>{t("check.nothing")}</p>}
      </div>
    </>
  );
}
