import { Button, Group, Popover, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { today } from "#web/lib/today.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";

/** Board and channel as they stood at the end of a past day. */
export function AsOf({
  value,
  shownAt,
  onChange,
}: {
  value: string | undefined;
  /** When the board of now was asked for. */ shownAt: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  const { timeZone } = useWorkspace();
  const [opened, setOpened] = useState(false);
  const [day, setDay] = useState("");
  const now = today(timeZone);
  const choose = (next: string | undefined) => {
    setOpened(false);
    onChange(next === now ? undefined : next);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Chip
          on={value !== undefined}
          aria-expanded={opened}
          onClick={() => {
            setDay(value ?? now);
            setOpened(!opened);
          }}
        >
          {value
            ? t("asOf.day", { day: format.day(value) })
            : shownAt
              ? t("asOf.today", { time: format.time(shownAt) })
              : t("asOf.todayOnly")}
        </Chip>
      </Popover.Target>
      <Popover.Dropdown w={250}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (day && day <= now) choose(day);
          }}
        >
          <Stack gap={12}>
            <TextInput
              type="date"
              label={t("asOf.label")}
              description={t("asOf.hint")}
              value={day}
              max={now}
              onChange={(event) => setDay(event.currentTarget.value)}
              data-autofocus
            />
            <Group justify="flex-end" gap={8}>
              <Button variant="default" onClick={() => choose(undefined)}>
                {t("asOf.now")}
              </Button>
              <Button type="submit" disabled={!day || day > now}>
                {t("asOf.show")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
