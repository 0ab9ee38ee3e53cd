import { checkJams } from "../checks/jams.ts";
import type { Figure } from "../figure.ts";

/** The CHECKs of the statistics that take longer than a test may: simulated companies whose truth is known, with fixed seeds. Needs no house. */
export async function insight(): Promise<Figure[]> {
  return [...checkJams()];
}
