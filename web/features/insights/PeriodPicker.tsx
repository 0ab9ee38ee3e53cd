import { Button, Group, Menu, Popover, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { periodOf, presets, type InsightsSearch } from "./period.ts";

type PeriodSearch = Pick<InsightsSearch, "period" | "from" | "to">;

export function PeriodPicker({
  search,
  today,
  onChange,
}: {
  search: PeriodSearch;
  today: string;
  onChange: (period: PeriodSearch) => void;
}) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const { from, to } = periodOf(search, today);
  const chosen = search.period ?? "30d";
  const choose = (period: PeriodSearch) => {
    setOpened(false);
    onChange({ period: undefined, from: undefined, to: undefined, ...period });
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Chip aria-expanded={opened} aria-haspopup="dialog" onClick={() => setOpened(!opened)}>
          {chosen === "custom"
            ? t("period.days", { from: format.day(from), to: format.day(to) })
            : `${t(`period.${chosen}`)} · ${t("period.days", { from: format.shortDay(from), to: format.shortDay(to) })}`}
        </Chip>
      </Popover.Target>
      <Popover.Dropdown w={280} aria-label={t("period.label")}>
        <Stack gap={2}>
          {presets
            .filter((preset) => preset !== "custom")
            .map((preset) => (
              <Button
                key={preset}
                variant={preset === chosen ? "light" : "subtle"}
                color={preset === chosen ? undefined : "gray"}
                justify="flex-start"
                size="compact-md"
                aria-pressed={preset === chosen}
                onClick={() => choose(preset === "30d" ? {} : { period: preset })}
              >
                {t(`period.${preset}`)}
              </Button>
            ))}
        </Stack>
        <CustomDays key={`${from}${to}`} from={from} to={to} today={today} onApply={(days) => choose({ period: "custom", ...days })} />
      </Popover.Dropdown>
    </Popover>
  );
}

function CustomDays({
  from,
  to,
  today,
  onApply,
}: {
  from: string;
  to: string;
  today: string;
  onApply: (days: { from: string; to: string }) => void;
}) {
  const { t } = useTranslation("insights");
  const [first, setFirst] = useState(from);
  const [last, setLast] = useState(to);
  const fine = first !== "" && last !== "" && first <= last && last <= today;
  return (
    <form
      style={{ borderTop: "1px solid var(--hair)", marginTop: 8, paddingTop: 12 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (fine) onApply({ from: first, to: last });
      }}
    >
      <Group grow gap={8}>
        <TextInput
          type="date"
          size="xs"
          label={t("period.first")}
          value={first}
          max={last}
          onChange={(event) => setFirst(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          size="xs"
          label={t("period.last")}
          value={last}
          min={first}
          max={today}
          onChange={(event) => setLast(event.currentTarget.value)}
        />
      </Group>
      <Button type="submit" variant="default" size="compact-md" fullWidth mt={8} disabled={!fine}>
        {t("period.apply")}
      </Button>
    </form>
  );
}

export function PipelinePicker({
  pipelines,
  value,
  onChange,
}: {
  pipelines: readonly PipelineWire[];
  value: string | undefined;
  onChange: (pipelineId: string | undefined) => void;
}) {
  const { t } = useTranslation("insights");
  const chosen = pipelines.find(({ id }) => id === value);
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <Chip on={chosen !== undefined}>{chosen?.name ?? t("allPipelines")}</Chip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onChange(undefined)}>{t("allPipelines")}</Menu.Item>
        {pipelines.map((pipeline) => (
          <Menu.Item key={pipeline.id} onClick={() => onChange(pipeline.id)}>
            {pipeline.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
