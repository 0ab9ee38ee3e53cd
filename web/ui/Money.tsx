import { useFormat } from "#web/lib/format.ts";

type Props = {
  amountMinor: number | null;
  currency: string | null;
  /** Not told by the shop but expected: shown with ≈. */ estimated?: boolean;
  whole?: boolean;
  absent?: string;
};

export function Money({ amountMinor, currency, estimated = false, whole = false, absent = "" }: Props) {
  const format = useFormat();
  if (amountMinor === null || currency === null) return <>{absent}</>;
  const text = whole ? format.wholeMoney(amountMinor, currency) : format.money(amountMinor, currency);
  return <span className="tabular">{estimated ? `≈\u00a0${text}` : text}</span>;
}
