import { Button, Progress } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "#workspaces/contract.ts";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { forgetAll } from "#web/lib/session.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { Door } from "./Door.tsx";
import classes from "./welcome.module.css";

const askEveryMs = 500;
type Demo = Me["demo"];

/** One click: a year of a simulated shop is filled in while a bar shows how far it is, then its board opens. */
export function DemoDoor({ me }: { me: Me }) {
  const { t, i18n } = useTranslation("welcome");
  const format = useFormat();
  const text = useErrorText();
  const navigate = useNavigate();
  const start = useMutation({ mutationFn: () => api.post("/api/demo", { language: i18n.language }) });
  const waiting = (start.isSuccess || me.demo.state === "filling") && !start.isError;
  const { data: demo } = useQuery({
    queryKey: ["demo"],
    queryFn: () => api.get<Demo>("/api/demo"),
    enabled: waiting,
    refetchInterval: askEveryMs,
    staleTime: 0,
  });

  useEffect(() => {
    if (!waiting || demo?.state !== "live" || !demo.workspaceId) return;
    forgetAll();
    void navigate({ to: "/w/$workspaceId", params: { workspaceId: demo.workspaceId } });
  }, [waiting, demo, navigate]);

  const stands = me.workspaces.find(({ kind }) => kind === "demo");
  return (
    <Door title={t("demo.title")} text={t("demo.text")} note={t("demo.note")}>
      {waiting || start.isPending ? (
        <div className={classes.filling} role="status">
          <Progress value={(demo?.progress ?? 0) * 100} aria-label={t("demo.filling")} />
          <p>
            {t("demo.filling")} {format.percent(demo?.progress ?? 0)}
          </p>
        </div>
      ) : stands && me.demo.state === "live" ? (
        <Button onClick={() => void navigate({ to: "/w/$workspaceId", params: { workspaceId: stands.id } })}>{t("demo.open")}</Button>
      ) : (
        <Button onClick={() => start.mutate()}>{t("demo.button")}</Button>
      )}
      {start.isError && <FormError>{text(start.error)}</FormError>}
    </Door>
  );
}
