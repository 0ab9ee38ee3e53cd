import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { meQuery, useMe } from "#web/lib/me.ts";
import { queryClient } from "#web/lib/query.ts";
import { forgetAll } from "#web/lib/session.ts";
import { changePassword, signOut } from "#web/lib/sign-in.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import classes from "./settings.module.css";

/** The person's own name, password and sessions. */
export function AccountPage() {
  const { t } = useTranslation("settings");
  const me = useMe();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: () => signOut(true),
    onSuccess: async () => {
      forgetAll();
      await navigate({ to: "/sign-in" });
    },
  });
  return (
    <>
      <PageHeader title={t("places.account")} />
      {me?.user && <NameForm name={me.user.name} email={me.user.email} />}
      <PasswordForm />
      <section className={classes.section}>
        <h2>{t("account.everywhere")}</h2>
        <p>{t("account.everywhereText")}</p>
        <div className={classes.inline}>
          <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
            {t("account.signOut")}
          </Button>
        </div>
      </section>
    </>
  );
}

function NameForm({ name, email }: { name: string; email: string }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const text = useErrorText();
  const form = useForm({ initialValues: { name } });
  const save = useMutation({
    mutationFn: (values: typeof form.values) => api.patch("/api/me", { name: values.name.trim() }),
    onSuccess: async () => {
      form.resetDirty();
      await queryClient.refetchQueries(meQuery);
    },
  });
  return (
    <form className={classes.section} onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <h2>{t("account.you")}</h2>
      <p>{email}</p>
      <div className={classes.inline}>
        <TextInput label={t("account.name")} w={280} maxLength={80} required autoComplete="name" {...form.getInputProps("name")} />
        <Button type="submit" variant="default" loading={save.isPending} disabled={!form.isDirty() || !form.values.name.trim()}>
          {common("save")}
        </Button>
      </div>
      {save.isError && <FormError>{text(save.error)}</FormError>}
    </form>
  );
}

function PasswordForm() {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const form = useForm({
    initialValues: { current: "", password: "" },
    validate: { password: (value) => (value.length >= 10 ? null : t("account.rule")) },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) => changePassword(values.current, values.password),
    onSuccess: () => form.reset(),
  });
  return (
    <form className={classes.section} onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <h2>{t("account.password")}</h2>
      <p>{t("account.passwordText")}</p>
      <div className={classes.inline} style={{ alignItems: "flex-start" }}>
        <PasswordInput label={t("account.current")} w={280} autoComplete="current-password" required {...form.getInputProps("current")} />
        <PasswordInput
          label={t("account.new")}
          description={t("account.rule")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          w={280}
          autoComplete="new-password"
          required
          {...form.getInputProps("password")}
        />
      </div>
      {save.isError && <FormError>{text(save.error)}</FormError>}
      {save.isSuccess && (
        <p role="status" style={{ color: "var(--teal)" }}>
          {t("account.changed")}
        </p>
      )}
      <div className={classes.inline}>
        <Button type="submit" variant="default" loading={save.isPending}>
          {t("account.change")}
        </Button>
      </div>
    </form>
  );
}
