import { useTranslation } from "react-i18next";
import type { ImportState } from "#imports/contract.ts";
import { Label } from "#web/ui/Chip.tsx";
import { underWay } from "./states.ts";

export function StateLabel({ state }: { state: ImportState }) {
  const { t } = useTranslation("imports");
  const tone = state === "failed" ? "red" : underWay(state) ? "teal" : state === "checked" ? "amber" : undefined;
  return <Label {...(tone ? { tone } : {})}>{t(`state.${state}`)}</Label>;
}
