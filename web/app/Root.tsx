import { Loader } from "@mantine/core";
import { Link, Outlet, type ErrorComponentProps } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "#web/lib/api.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";

export function Root() {
  return (
    <Suspense fallback={<Waiting />}>
      <Outlet />
    </Suspense>
  );
}

export function Waiting() {
  return (
    <div style={{ padding: 72, display: "grid", placeItems: "center" }}>
      <Loader size="sm" />
    </div>
  );
}

export function NotFound() {
  const { t } = useTranslation("common");
  return (
    <EmptyState title={t("notFound.title")} action={<Link to="/">{t("notFound.home")}</Link>}>
      {t("notFound.text")}
    </EmptyState>
  );
}

export function Crash({ error, reset }: ErrorComponentProps) {
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  return <ErrorState error={error} retry={reset} />;
}
