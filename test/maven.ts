import { sharedTable } from "./shared.ts";

/** A deal of the Maven file; days since 1970, null where it has not come so far. `value` is 0 of a lost one. */
export type MavenDeal = {
  agent: string;
  product: string;
  account: string;
  outcome: "won" | "lost" | "open" | "prospecting";
  engagedDay: number | null;
  closedDay: number | null;
  value: number;
};

/** The day the file ends: 2017-12-31. */
export const mavenEnd = dayOf("2017-12-31");

export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** The 8,800 deals of the fictitious hardware seller, dates as dd-mm-yy. */
export function readMaven(): MavenDeal[] {
  const outcomes = { Won: "won", Lost: "lost", Engaging: "open", Prospecting: "prospecting" } as const;
  const day = (text: string) => {
    const [dd, mm, yy] = text.split("-");
    return text === "" ? null : dayOf(`20${yy}-${mm}-${dd}`);
  };
  return sharedTable("maven_crm/sales_pipeline.csv.gz", ",")
    .slice(1)
    .map(([, agent, product, account, stage, engaged, closed, value]) => ({
      agent: agent!,
      product: product!,
      account: account!,
      outcome: outcomes[stage as keyof typeof outcomes],
      engagedDay: day(engaged!),
      closedDay: day(closed!),
      value: Number(value),
    }));
}
