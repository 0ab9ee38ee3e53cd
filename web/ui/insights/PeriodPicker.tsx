import { Button, Group, Popover, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { periodOf, presets, type PeriodSearch } from "#web/lib/period.ts";

export function PeriodPicker({
  search,
  today,
  onChange,
}: {
  search: PeriodSearch;
  today: string;
  onChange: (period: PeriodSearch) => void;
}) {
  const { t } = useTranslation("scope");
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
            : chosen === "all"
              ? t("period.all")
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
        <CustomDays
          key={`${from}${to}`}
          from={from === "first" ? "" : from}
          to={to}
          today={today}
          onApply={(days) => choose({ period: "custom", ...days })}
        />
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
  const { t } = useTranslation("scope");
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
