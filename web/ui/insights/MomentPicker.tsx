import { Button, Group, Popover, Radio, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { today } from "#web/lib/today.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "../Chip.tsx";

type Mode = "asOf" | "asKnownOn";

/** A past day: as it was by what is known today, or as it was known then. */
type Past = { asOf?: string; asKnownOn?: string };

/** Chooses the past day that a page is about, or now. */
export function MomentPicker({
  value,
  shownAt,
  onChange,
}: {
  value: Past;
  /** When what is shown of now was asked for. */ shownAt?: string | undefined;
  onChange: (past: Past | undefined) => void;
}) {
  const { t } = useTranslation("scope");
  const format = useFormat();
  const { timeZone } = useWorkspace();
  const now = today(timeZone);
  const [opened, setOpened] = useState(false);
  const [day, setDay] = useState(now);
  const [mode, setMode] = useState<Mode>("asOf");
  const chosen = value.asKnownOn ?? value.asOf;
  const show = (next: string | undefined) => {
    setOpened(false);
    onChange(next && next < now ? { [mode]: next } : undefined);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Chip
          on={chosen !== undefined}
          aria-expanded={opened}
          aria-haspopup="dialog"
          onClick={() => {
            setDay(chosen ?? now);
            setMode(value.asKnownOn ? "asKnownOn" : "asOf");
            setOpened(!opened);
          }}
        >
          {chosen
            ? t(value.asKnownOn ? "asOf.known" : "asOf.day", { day: format.day(chosen) })
            : shownAt
              ? t("asOf.todayAt", { time: format.time(shownAt) })
              : t("asOf.today")}
        </Chip>
      </Popover.Target>
      <Popover.Dropdown w={300}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (day && day <= now) show(day);
          }}
        >
          <Stack gap={12}>
            <TextInput
              type="date"
              label={t("asOf.label")}
              value={day}
              max={now}
              onChange={(event) => setDay(event.currentTarget.value)}
              data-autofocus
            />
            <Radio.Group label={t("asOf.mode")} value={mode} onChange={(value) => setMode(value as Mode)}>
              <Stack gap={6} mt={4}>
                <Radio value="asOf" label={t("asOf.happened")} />
                <Radio value="asKnownOn" label={t("asOf.knownThen")} />
              </Stack>
            </Radio.Group>
            <Group justify="flex-end" gap={8}>
              <Button variant="default" onClick={() => show(undefined)}>
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
