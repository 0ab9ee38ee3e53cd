import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Permission } from "#workspaces/contract.ts";
import { useWorkspace } from "#web/lib/workspace.ts";

const places: { name: string; to: string; needs: Permission }[] = [
  { name: "pipeline", to: "/w/$workspaceId/pipeline", needs: "deals.view" },
  { name: "contacts", to: "/w/$workspaceId/contacts", needs: "contacts.view" },
  { name: "companies", to: "/w/$workspaceId/companies", needs: "contacts.view" },
  { name: "duplicates", to: "/w/$workspaceId/contacts/duplicates", needs: "contacts.view" },
  { name: "insights", to: "/w/$workspaceId/insights", needs: "insights.view" },
  { name: "pipelines", to: "/w/$workspaceId/settings/pipelines", needs: "deals.view" },
  { name: "sources", to: "/w/$workspaceId/settings/sources", needs: "sources.view" },
  { name: "connect", to: "/w/$workspaceId/settings/sources/new", needs: "sources.edit" },
  { name: "team", to: "/w/$workspaceId/settings/team", needs: "team.view" },
  { name: "keys", to: "/w/$workspaceId/settings/keys", needs: "keys.edit" },
  { name: "files", to: "/w/$workspaceId/settings/files", needs: "workspace.edit" },
  { name: "workspace", to: "/w/$workspaceId/settings/workspace", needs: "workspace.edit" },
];

/** Where one can go, by part of its name. */
export function usePlaces(query: string) {
  const { t } = useTranslation("search");
  const navigate = useNavigate();
  const { id: workspaceId, can } = useWorkspace();
  const plain = query.trim().toLocaleLowerCase();
  return places
    .filter(({ needs }) => can(needs))
    .map(({ name, to }) => ({
      key: to,
      label: t(`places.${name}`),
      note: "",
      go: () => void navigate({ to: to as "/w/$workspaceId/contacts", params: { workspaceId } }),
    }))
    .filter(({ label }) => label.toLocaleLowerCase().includes(plain));
}
