import "@mantine/spotlight/styles.css";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SearchResult } from "#people/contract.ts";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { usePlaces } from "./places.ts";
import classes from "./search.module.css";

const [store, spotlight] = createSpotlight();
const typingMs = 120;
const shortest = 2;

type Line = { key: string; label: string; note: string; go: () => void };

/** One search for everything: people, deals, orders, and the places of the app. */
export function SearchPalette({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation("search");
  const text = useErrorText();
  const [query, setQuery] = useState("");
  const [settled] = useDebouncedValue(query.trim(), typingMs);
  const asked = settled.length >= shortest;
  const { data, error, isFetching } = useQuery({
    queryKey: ["search", settled],
    queryFn: ({ signal }) => api.get<SearchResult>("/api/search", { q: settled }, { signal }),
    enabled: opened && asked,
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (opened) spotlight.open();
    else spotlight.close();
  }, [opened]);

  const places = usePlaces(query);
  const found = useFound(asked ? data : undefined);
  const groups = [...found, { name: "places", lines: places }].filter(({ lines }) => lines.length > 0);
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={close}
      shortcut={null}
      clearQueryOnClose
      scrollable
      maxHeight={420}
      size={560}
      transitionProps={{ duration: 0 }}
      yOffset="12vh"
      centered={false}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
    >
      <Spotlight.Search placeholder={t("placeholder")} aria-label={t("placeholder")} />
      <Spotlight.ActionsList>
        {groups.map(({ name, lines }) => (
          <Spotlight.ActionsGroup key={name} label={t(`groups.${name}`)}>
            {lines.map(({ key, label, note, go }) => (
              <Spotlight.Action key={key} onClick={go} highlightQuery={false} className={classes.action!}>
                <span className={classes.label}>{label}</span>
                <span className={classes.note}>{note}</span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {error && <Spotlight.Empty>{text(error)}</Spotlight.Empty>}
        {!error && groups.length === 0 && <Spotlight.Empty>{isFetching ? t("searching") : t("nothing")}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function useFound(result: SearchResult | undefined): { name: string; lines: Line[] }[] {
  const { t } = useTranslation("search");
  const { id: workspaceId } = useWorkspace();
  const navigate = useNavigate();
  if (!result) return [];
  const toDeal = (dealId: string) => () => void navigate({ to: "/w/$workspaceId/deal/$dealId", params: { workspaceId, dealId } });
  return [
    {
      name: "contacts",
      lines: result.contacts.map(({ id, name, email, kind }) => ({
        key: id,
        label: name ?? email ?? t("visitor"),
        note: [name && email, t(`kinds.${kind}`)].filter(Boolean).join(" · "),
        go: () => void navigate({ to: "/w/$workspaceId/contacts/$contactId", params: { workspaceId, contactId: id } }),
      })),
    },
    {
      name: "deals",
      lines: result.deals.map(({ id, name, contactName, outcome }) => ({
        key: id,
        label: name ?? contactName ?? t("visitor"),
        note: t(`outcomes.${outcome}`),
        go: toDeal(id),
      })),
    },
    {
      name: "orders",
      lines: result.orders.flatMap(({ id, number, dealId }) =>
        dealId ? [{ key: id, label: number ?? t("order"), note: t("order"), go: toDeal(dealId) }] : [],
      ),
    },
  ];
}
