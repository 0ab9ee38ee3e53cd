import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useMe } from "#web/lib/me.ts";
import { forgetAll } from "#web/lib/session.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { Outside } from "#web/ui/Outside.tsx";

/** Whoever is signed in joins with one click; anyone else names themselves and picks a password. */
export function InvitationPage() {
  const { t } = useTranslation("sign-in");
  const { token } = useParams({ from: "/invitation/$token" });
  const me = useMe();
  const text = useErrorText();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { name: "", password: "" }, validate: { password: (value) => (me?.user || value.length >= 10 ? null : t("passwordRule")) } });
  const accept = useMutation({
    mutationFn: (values: typeof form.values) => api.post("/api/invitations/accept", me?.user ? { token } : { token, ...values }),
    onSuccess: async () => {
      forgetAll();
      await navigate({ to: "/" });
    },
  });
  return (
    <Outside>
      <form onSubmit={form.onSubmit((values) => accept.mutate(values))}>
        <Stack gap="lg">
          <div>
            <h1 style={{ fontSize: 20, lineHeight: "28px" }}>{t("invited")}</h1>
            <p style={{ color: "var(--ink2)", marginTop: 4 }}>{me?.user ? t("invitedAs", { email: me.user.email }) : t("invitedText")}</p>
          </div>
          {!me?.user && (
            <>
              <TextInput label={t("name")} autoComplete="name" required autoFocus {...form.getInputProps("name")} />
              <PasswordInput label={t("password")} description={t("passwordRule")} autoComplete="new-password" required {...form.getInputProps("password")} />
            </>
          )}
          {accept.isError && <FormError>{text(accept.error)}</FormError>}
          <Button type="submit" loading={accept.isPending}>
            {t("join")}
          </Button>
        </Stack>
      </form>
    </Outside>
  );
}
