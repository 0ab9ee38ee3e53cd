import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#web/lib/error-text.ts";
import { forgetAll } from "#web/lib/session.ts";
import { signIn } from "#web/lib/sign-in.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { Outside } from "#web/ui/Outside.tsx";

export function SignInPage() {
  const { t } = useTranslation("sign-in");
  const text = useErrorText();
  const router = useRouter();
  const { to } = useSearch({ from: "/sign-in" });
  const form = useForm({ initialValues: { email: "", password: "" } });
  const enter = useMutation({
    mutationFn: ({ email, password }: typeof form.values) => signIn(email.trim(), password),
    onSuccess: () => {
      forgetAll();
      router.history.push(to && /^\/(w|invitation)\//.test(to) ? to : "/");
    },
  });
  return (
    <Outside>
      <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <Stack gap="lg">
          <h1 style={{ fontSize: 20, lineHeight: "28px" }}>{t("title")}</h1>
          <TextInput label={t("email")} type="email" autoComplete="username" required autoFocus {...form.getInputProps("email")} />
          <PasswordInput label={t("password")} autoComplete="current-password" required {...form.getInputProps("password")} />
          {enter.isError && <FormError>{text(enter.error)}</FormError>}
          <Button type="submit" loading={enter.isPending}>
            {t("enter")}
          </Button>
          <p style={{ color: "var(--ink3)", fontSize: 12.5 }}>{t("forgotten")}</p>
        </Stack>
      </form>
    </Outside>
  );
}
