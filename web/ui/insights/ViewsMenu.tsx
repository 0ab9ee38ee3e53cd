import { ActionIcon, Button, Checkbox, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SavedView } from "#insights/views/contract.ts";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { filterNames, useScope, viewsQuery, type ScopeSearch } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "../Chip.tsx";
import { FormError } from "../FormError.tsx";

const keptNames = [...filterNames, "pipelineId"] as const;

/** Filters under a name: chosen, saved and removed here. */
export function ViewsMenu() {
  const { t } = useTranslation("scope");
  const { can } = useWorkspace();
  const { search, set } = useScope();
  const [opened, setOpened] = useState(false);
  const { data } = useQuery({ ...viewsQuery, enabled: opened });
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/api/views/${id}`),
    onSettled: () => client.invalidateQueries(viewsQuery),
  });
  const kept = Object.fromEntries(keptNames.map((name) => [name, search[name]]));
  const hasFilters = Object.values(kept).some((value) => value !== undefined);
  const choose = (view: SavedView) => {
    setOpened(false);
    set({ ...Object.fromEntries(keptNames.map((name) => [name, undefined])), ...view.filters } as Partial<ScopeSearch>);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Chip aria-expanded={opened} aria-haspopup="dialog" onClick={() => setOpened(!opened)}>
          {t("views.title")}
        </Chip>
      </Popover.Target>
      <Popover.Dropdown w={280} aria-label={t("views.title")}>
        <Stack gap={4}>
          {data?.views.length === 0 && <Text size="sm">{t("views.none")}</Text>}
          {data?.views.map((view) => (
            <Group key={view.id} gap={4} wrap="nowrap">
              <Button variant="subtle" color="gray" justify="flex-start" size="compact-md" style={{ flex: 1 }} onClick={() => choose(view)}>
                {view.name}
                {!view.shared && ` (${t("views.own")})`}
              </Button>
              {view.mine && can("deals.edit") && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("views.remove", { name: view.name })}
                  onClick={() => remove.mutate(view.id)}
                >
                  <IconX size={14} />
                </ActionIcon>
              )}
            </Group>
          ))}
          {hasFilters && can("deals.edit") && <SaveForm filters={kept} />}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function SaveForm({ filters }: { filters: object }) {
  const { t } = useTranslation("scope");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const text = useErrorText();
  const save = useMutation({
    mutationFn: () => api.post("/api/views", { name, shared, filters }),
    onSuccess: () => {
      setName("");
      return client.invalidateQueries(viewsQuery);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) save.mutate();
      }}
    >
      <Stack gap={8} mt={8} pt={10} style={{ borderTop: "1px solid var(--hair)" }}>
        <TextInput
          label={t("views.save")}
          placeholder={t("views.name")}
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox label={t("views.shared")} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
        {save.error && <FormError>{text(save.error)}</FormError>}
        <Button type="submit" variant="default" size="compact-md" loading={save.isPending} disabled={!name.trim()}>
          {t("views.apply")}
        </Button>
      </Stack>
    </form>
  );
}
