import { Money } from "./Money.tsx";

/** What was won, in each currency. */
export function Sums({ sums }: { sums: readonly { currency: string; amountMinor: number }[] }) {
  return (
    <>
      {sums.map(({ currency, amountMinor }, index) => (
        <span key={currency}>
          {index > 0 && " + "}
          <Money amountMinor={amountMinor} currency={currency} />
        </span>
      ))}
    </>
  );
}
