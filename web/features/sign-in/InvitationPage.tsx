import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Role } from "#workspaces/contract.ts";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { forgetAll } from "#web/lib/session.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { Outside } from "#web/ui/Outside.tsx";

type Seen = { workspace: string; email: string; role: Role; hasAccount: boolean; signedIn: boolean };

export function InvitationPage() {
  const { token } = useParams({ from: "/invitation/$token" });
  const { data, error } = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => api.post<Seen>("/api/invitations/look", { token }),
    retry: false,
  });
  return (
    <Outside>
      {error && <ErrorState error={error} />}
      {!error && !data && <LoadingRows rows={2} />}
      {data && <Accept token={token} seen={data} />}
    </Outside>
  );
}

/** Who is signed in joins with one click; who has an account signs in first; anyone else names themselves and picks a password. */
function Accept({ token, seen }: { token: string; seen: Seen }) {
  const { t } = useTranslation("sign-in");
  const text = useErrorText();
  const navigate = useNavigate();
  const newcomer = !seen.hasAccount;
  const mustSignIn = seen.hasAccount && !seen.signedIn;
  const form = useForm({
    initialValues: { name: "", password: "" },
    validate: { password: (value) => (!newcomer || value.length >= 10 ? null : t("passwordRule")) },
  });
  const accept = useMutation({
    mutationFn: ({ name, password }: typeof form.values) =>
      api.post<{ workspaceId: string }>("/api/invitations/accept", { token, ...(newcomer && { name: name.trim(), password }) }),
    onSuccess: async ({ workspaceId }) => {
      forgetAll();
      await navigate({ to: "/w/$workspaceId", params: { workspaceId } });
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => accept.mutate(values))}>
      <Stack gap="lg">
        <div>
          <h1 style={{ fontSize: 20, lineHeight: "28px" }}>{t("invited", { shop: seen.workspace })}</h1>
          <p style={{ color: "var(--ink2)", marginTop: 4 }}>{t("invitedAs", { email: seen.email, role: t(`role.${seen.role}`) })}</p>
        </div>
        {newcomer && <TextInput label={t("name")} autoComplete="name" required autoFocus {...form.getInputProps("name")} />}
        {newcomer && (
          <PasswordInput
            label={t("password")}
            description={t("passwordRule")}
            autoComplete="new-password"
            required
            {...form.getInputProps("password")}
          />
        )}
        {mustSignIn && <p style={{ color: "var(--ink2)" }}>{t("signInFirst")}</p>}
        {accept.isError && <FormError>{text(accept.error)}</FormError>}
        {mustSignIn ? (
          <Button renderRoot={(props) => <Link to="/sign-in" search={{ to: `/invitation/${token}` }} {...props} />}>{t("enter")}</Button>
        ) : (
          <Button type="submit" loading={accept.isPending}>
            {t("join")}
          </Button>
        )}
      </Stack>
    </form>
  );
}
