import { Button, Modal, Select, VisuallyHidden } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MemberList, Role } from "#workspaces/contract.ts";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useMe } from "#web/lib/me.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { InvitePerson, useRoles } from "./InvitePerson.tsx";
import classes from "./settings.module.css";

/** Who works here and in which role, and who is invited. */
export function TeamPage() {
  const { t } = useTranslation("settings");
  const { can } = useWorkspace();
  const [inviting, setInviting] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ["members"], queryFn: () => api.get<MemberList>("/api/members") });
  const edit = can("team.edit");
  return (
    <>
      <PageHeader title={t("places.team")} end={edit ? <Button onClick={() => setInviting(true)}>{t("team.invite")}</Button> : null} />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <LoadingRows rows={3} />}
      {data && <Members members={data.members} edit={edit} />}
      {data && data.invitations.length > 0 && <Invitations invitations={data.invitations} edit={edit} />}
      <Modal opened={inviting} onClose={() => setInviting(false)} title={t("team.invite")}>
        <InvitePerson />
      </Modal>
    </>
  );
}

function Members({ members, edit }: { members: MemberList["members"]; edit: boolean }) {
  const { t } = useTranslation("settings");
  const roles = useRoles();
  const text = useErrorText();
  const format = useFormat();
  const me = useMe();
  const client = useQueryClient();
  const done = { onSuccess: () => client.invalidateQueries({ queryKey: ["members"] }) };
  const change = useMutation({
    mutationFn: ({ userId, role }: { userId: string; role: Role }) => api.patch(`/api/members/${userId}`, { role }),
    ...done,
  });
  const remove = useMutation({ mutationFn: (userId: string) => api.delete(`/api/members/${userId}`), ...done });
  const error = change.error ?? remove.error;
  return (
    <>
      {error && (
        <div className={classes.section}>
          <FormError>{text(error)}</FormError>
        </div>
      )}
      <table className={classes.rows}>
        <thead>
          <tr>
            <th>{t("team.person")}</th>
            <th>{t("team.role")}</th>
            <th className={classes.wide}>{t("team.since")}</th>
            <th>
              <VisuallyHidden>{t("actions")}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map(({ userId, name, email, role, joinedAt }) => (
            <tr key={userId}>
              <td>
                {name || email}
                <span className={`${classes.dim} ${classes.block}`}>{email}</span>
              </td>
              <td>
                {joinedAt === null ? (
                  <span className={classes.dim}>–</span>
                ) : edit ? (
                  <Select
                    size="xs"
                    className={classes.role}
                    aria-label={t("team.roleOf", { name: name || email })}
                    data={roles}
                    value={role}
                    onChange={(value) => value && value !== role && change.mutate({ userId, role: value as Role })}
                  />
                ) : (
                  t(`roles.${role}`)
                )}
              </td>
              <td className={`${classes.dim} ${classes.wide}`}>{joinedAt === null ? t("team.nameOnly") : format.date(joinedAt)}</td>
              <td>{edit && userId !== me?.user?.id && <Chip onClick={() => remove.mutate(userId)}>{t("team.remove")}</Chip>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Invitations({ invitations, edit }: { invitations: MemberList["invitations"]; edit: boolean }) {
  const { t } = useTranslation("settings");
  const format = useFormat();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete(`/api/invitations/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["members"] }),
  });
  return (
    <section>
      <div className={classes.section}>
        <h2>{t("team.invited")}</h2>
      </div>
      <table className={classes.rows}>
        <tbody>
          {invitations.map(({ id, email, role, expiresAt }) => (
            <tr key={id}>
              <td>
                {email}
                <span className={`${classes.dim} ${classes.block}`}>{t("team.validUntil", { date: format.date(expiresAt) })}</span>
              </td>
              <td>{t(`roles.${role}`)}</td>
              <td>{edit && <Chip onClick={() => revoke.mutate(id)}>{t("team.revoke")}</Chip>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
