import { useTranslation } from "react-i18next";
import type { LogRow } from "#intake/contract.ts";
import { Label } from "#web/ui/Chip.tsx";

const tones = { accepted: "teal", ignored: undefined, refused: "amber", failed: "red", waiting: undefined } as const;

export function StatusLabel({ status }: { status: LogRow["status"] }) {
  const { t } = useTranslation("sources");
  const tone = tones[status];
  return <Label {...(tone && { tone })}>{t(`status.${status}`)}</Label>;
}
