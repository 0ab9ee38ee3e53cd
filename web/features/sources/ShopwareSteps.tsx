import { Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { keptSecret, newSecret, sourcesQuery, useChangeSource } from "./api.ts";
import { manifestOf, manifestPath } from "./shopware-app.ts";
import { ReachNotice, Step, StepList } from "./Step.tsx";
import { zipOf } from "./zip.ts";
import classes from "./connect.module.css";

/** An app of one file that Shopware installs; shop and Sluice then agree on the secret by themselves. */
export function ShopwareSteps({ source }: { source: SourceWire }) {
  const { t } = useTranslation("connect");
  return (
    <>
      <ReachNotice url={source.url} />
      <StepList>
        <Step title={t("shopware.get")}>
          <p>{t("shopware.getText")}</p>
          <App source={source} />
        </Step>
        <Step title={t("shopware.install")}>
          <p>{t("shopware.installText")}</p>
          <p className={classes.hint}>{t("shopware.installByHand")}</p>
        </Step>
        <Step title={t("shopware.agree")}>
          <Registered source={source} />
        </Step>
        <Step title={t("shopware.visits")}>
          <p>{t("shopware.visitsText")}</p>
        </Step>
      </StepList>
    </>
  );
}

/** The app holds the secret, so it can be made only while that is known here. */
function App({ source }: { source: SourceWire }) {
  const { t } = useTranslation("connect");
  const text = useErrorText();
  const change = useChangeSource(source.id);
  const secret = keptSecret(source.id);
  if (!secret)
    return (
      <div>
        <p className={classes.hint}>{t("shopware.gone")}</p>
        <Button variant="default" mt={8} loading={change.isPending} onClick={() => change.mutate({ secret: newSecret() })}>
          {t("shopware.renew")}
        </Button>
        {change.isError && <FormError>{text(change.error)}</FormError>}
      </div>
    );
  const manifest = manifestOf(source.url, secret);
  return (
    <>
      <div>
        <Button onClick={() => download("Sluice.zip", zipOf(manifestPath, manifest))}>{t("shopware.download")}</Button>
        <p className={classes.hint}>{t("shopware.once")}</p>
      </div>
      <details className={classes.test}>
        <summary>{t("shopware.inside")}</summary>
        <p>{t("shopware.insideText")}</p>
        <CopyField block label="manifest.xml" value={manifest} />
      </details>
    </>
  );
}

function download(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Installing sends no event yet, so this asks until the shop has said who it is. */
function Registered({ source }: { source: SourceWire }) {
  const { t } = useTranslation("connect");
  const { data } = useQuery({
    ...sourcesQuery,
    refetchInterval: (query) => (query.state.data?.sources.find(({ id }) => id === source.id)?.shopUrl ? false : 3_000),
  });
  const shopUrl = (data?.sources.find(({ id }) => id === source.id) ?? source).shopUrl;
  return (
    <p aria-live="polite">
      {shopUrl ? (
        <>
          <span className={classes.arrived}>{t("shopware.agreed")}</span> <code>{shopUrl}</code>
        </>
      ) : (
        <>
          <Loader size={14} aria-hidden /> {t("shopware.agreeText")}
        </>
      )}
    </p>
  );
}
