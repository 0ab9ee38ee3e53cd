import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#web/lib/error-text.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { useCreateSource, type ShopKind } from "./api.ts";
import classes from "./connect.module.css";

const kinds: ShopKind[] = ["shopify", "woocommerce", "shopware", "vendure", "medusa", "script", "segment", "sluice"];

/** Which shop? One click makes the source and opens its steps. */
export function ConnectPage() {
  const { t } = useTranslation("connect");
  const text = useErrorText();
  const navigate = useNavigate();
  const { workspaceId } = useParams({ from: "/w/$workspaceId/settings/sources/new" });
  const create = useCreateSource();
  const choose = (kind: ShopKind) =>
    create.mutate(
      { kind, name: t(`kinds.${kind}.name`) },
      {
        onSuccess: ({ id: sourceId }) =>
          void navigate({ to: "/w/$workspaceId/settings/sources/$sourceId/connect", params: { workspaceId, sourceId } }),
      },
    );
  return (
    <>
      <PageHeader title={t("title")} />
      <div className={classes.choose}>
        <p className={classes.lead}>{t("lead")}</p>
        {create.isError && <FormError>{text(create.error)}</FormError>}
        <ul className={classes.kinds}>
          {kinds.map((kind) => (
            <li key={kind}>
              <button type="button" className={classes.kind} disabled={create.isPending} onClick={() => choose(kind)}>
                <span className={classes.kindName}>{t(`kinds.${kind}.name`)}</span>
                <span className={classes.kindText}>{t(`kinds.${kind}.text`)}</span>
                <span className={classes.kindGives}>{t(`kinds.${kind}.gives`)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
