import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BacktestAnswer } from "#insights/forecast/contract.ts";
import type { Period } from "#web/lib/period.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { EarlierList, type EarlierKind } from "./EarlierList.tsx";
import { WonDeals } from "./WonDeals.tsx";

type Props = { kind: EarlierKind; backtest: BacktestAnswer; scope: ScopeParams; onClose: () => void };

/** Earlier forecasts of one kind, and in their place the sales of the days that one was about. */
export function EarlierRecords({ kind, backtest, scope, onClose }: Props) {
  const { t } = useTranslation("forecast");
  const [came, setCame] = useState<Period>();
  return came ? (
    <WonDeals title={t("table.came")} scope={{ ...scope, from: came.from, to: came.to }} currency={backtest.currency} onClose={onClose} />
  ) : (
    <EarlierList kind={kind} backtest={backtest} onCame={setCame} onClose={onClose} />
  );
}
