import { Button, Fieldset, PasswordInput, Radio, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me, WorkspaceWire } from "#workspaces/contract.ts";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { meQuery } from "#web/lib/me.ts";
import { queryClient } from "#web/lib/query.ts";
import { forgetAll } from "#web/lib/session.ts";
import { signIn } from "#web/lib/sign-in.ts";
import { useCurrencies, useTimeZones } from "#web/ui/choices.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { guessCurrency, guessTimeZone } from "./guess.ts";
import { TemplateChoice, type TemplateName } from "./TemplateChoice.tsx";
import classes from "./welcome.module.css";

type Props = { me: Me; door: "connect" | "files"; back: () => void };

/** The owner's account (where there is none yet) and the shop; then on to where the door leads. */
export function ShopForm({ me, door, back }: Props) {
  const { t, i18n } = useTranslation("welcome");
  const text = useErrorText();
  const navigate = useNavigate();
  const currencies = useCurrencies();
  const timeZones = useTimeZones();
  const newcomer = me.user === null;
  const form = useForm({
    initialValues: {
      person: "",
      email: "",
      password: "",
      shop: "",
      currency: guessCurrency(),
      timeZone: guessTimeZone(),
      language: i18n.language,
      template: "online-shop" as TemplateName,
    },
    validate: {
      email: (value) => (!newcomer || /^\S+@\S+\.\S+$/.test(value.trim()) ? null : t("form.emailRule")),
      password: (value) => (!newcomer || value.length >= 10 ? null : t("form.passwordRule")),
      shop: (value) => (value.trim() ? null : t("form.shopRule")),
    },
  });
  const create = useMutation({
    mutationFn: async (values: typeof form.values) => {
      const { currency, timeZone, language, template } = values;
      const shop = { name: values.shop.trim(), currency, timeZone, language, template };
      const known = new Set(me.workspaces.map(({ id }) => id));
      if (newcomer)
        await createOwner({ name: values.person.trim() || undefined, email: values.email.trim(), password: values.password, shop });
      else await api.post("/api/workspaces", shop);
      forgetAll();
      const { workspaces } = await queryClient.fetchQuery(meQuery);
      return workspaces.find(({ id, kind }) => kind === "own" && !known.has(id));
    },
    onSuccess: async (workspace: WorkspaceWire | undefined) => {
      if (!workspace) return navigate({ to: "/" });
      const to = door === "connect" ? "/w/$workspaceId/settings/sources/new" : "/w/$workspaceId/import";
      await navigate({ to, params: { workspaceId: workspace.id } });
    },
  });

  return (
    <form className={classes.form} onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
      <h1 className={classes.formTitle}>{t(door === "connect" ? "connect.title" : "files.title")}</h1>
      {newcomer && (
        <Fieldset variant="unstyled" legend={t("form.you")} className={classes.group}>
          <TextInput label={t("form.person")} autoComplete="name" autoFocus {...form.getInputProps("person")} />
          <TextInput label={t("form.email")} type="email" autoComplete="username" required {...form.getInputProps("email")} />
          <PasswordInput
            label={t("form.password")}
            description={t("form.passwordRule")}
            autoComplete="new-password"
            required
            {...form.getInputProps("password")}
          />
        </Fieldset>
      )}
      <Fieldset variant="unstyled" legend={t("form.yourShop")} className={classes.group}>
        <TextInput
          label={t("form.shop")}
          placeholder={t("form.shopExample")}
          autoComplete="organization"
          required
          {...form.getInputProps("shop")}
        />
        <div className={classes.pair}>
          <Select label={t("form.currency")} data={currencies} searchable limit={60} {...form.getInputProps("currency")} />
          <Select label={t("form.timeZone")} data={timeZones} searchable limit={60} {...form.getInputProps("timeZone")} />
        </div>
        <Radio.Group label={t("form.language")} description={t("form.languageHint")} {...form.getInputProps("language")}>
          <div className={classes.radios}>
            <Radio value="en" label="English" />
            <Radio value="de" label="Deutsch" />
          </div>
        </Radio.Group>
      </Fieldset>
      <TemplateChoice value={form.values.template} change={(template) => form.setFieldValue("template", template)} />
      {create.isError && <FormError>{text(create.error)}</FormError>}
      <div className={classes.buttons}>
        <Button variant="default" onClick={back}>
          {t("form.back")}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {t(door === "connect" ? "form.create" : "form.createOnly")}
        </Button>
      </div>
    </form>
  );
}

/** Creates owner and shop; where the answer carried no session, signs in with what was just typed. */
async function createOwner(body: { name: string | undefined; email: string; password: string; shop: object }): Promise<void> {
  await api.post("/api/setup", body);
  const me = await api.get<Me>("/api/me");
  if (!me.user) await signIn(body.email, body.password);
}
