import { Button, Group, NumberInput, Popover, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { exponentOf, toMinor } from "#base/money.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "./Chip.tsx";

/** Minor units of the workspace's currency. */
type Range = { minValue?: number | undefined; maxValue?: number | undefined };

export function ValueFilter({ search, onChange }: { search: Range; onChange: (range: Range) => void }) {
  const { t } = useTranslation("common");
  const format = useFormat();
  const { currency } = useWorkspace();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Chip on={search.minValue !== undefined} aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {t("value.chip", { value: format.wholeMoney(search.minValue ?? 0, currency) })}
        </Chip>
      </Popover.Target>
      <Popover.Dropdown w={260}>
        <RangeForm
          search={search}
          autoFocus
          onApply={(range) => {
            setOpened(false);
            onChange(range);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Amounts are typed as people write them and kept in minor units. */
export function RangeForm({ search, autoFocus = false, onApply }: { search: Range; autoFocus?: boolean; onApply: (range: Range) => void }) {
  const { t } = useTranslation("common");
  const { currency } = useWorkspace();
  const places = exponentOf(currency);
  const major = (minor: number | undefined) => (minor === undefined ? "" : minor / 10 ** places);
  const [min, setMin] = useState<string | number>(major(search.minValue));
  const [max, setMax] = useState<string | number>(major(search.maxValue));
  const minor = (value: string | number) => (value === "" ? undefined : toMinor(value, currency) || undefined);
  const comma = (1.5).toLocaleString(document.documentElement.lang).includes(",");
  const shared = {
    min: 0,
    allowNegative: false,
    decimalScale: places,
    hideControls: true,
    suffix: ` ${currency}`,
    decimalSeparator: comma ? "," : ".",
    thousandSeparator: comma ? "." : ",",
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onApply({ minValue: minor(min), maxValue: minor(max) });
      }}
    >
      <Stack gap={12}>
        <NumberInput label={t("value.from")} value={min} onChange={setMin} {...shared} data-autofocus={autoFocus || undefined} />
        <NumberInput label={t("value.to")} value={max} onChange={setMax} {...shared} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => onApply({ minValue: undefined, maxValue: undefined })}>
            {t("clear")}
          </Button>
          <Button type="submit">{t("value.apply")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
