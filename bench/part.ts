import type { Figure } from "./figure.ts";
import type { Prepared } from "./prepare.ts";
import type { Sluice } from "./sluice.ts";

/** What a part of the benchmark works on: a filled house with a Sluice running in it. `scale` is 1, or less for a quick look. */
export type Bench = { prepared: Prepared; sluice: Sluice; scale: number; seed: string };

export type Part = (bench: Bench) => Promise<Figure[]>;
