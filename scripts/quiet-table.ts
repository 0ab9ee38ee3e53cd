// Writes src/stats/change/quiet-table.ts: how high the sums of quiet series come, by carry-over. Takes a few minutes; a test holds its rows.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { carryStep, quietHeights } from "#stats/change/alarm-chance.ts";
import { openRandom } from "#stats/numbers/random.ts";

const rows = Array.from({ length: 19 }, (_, i) => {
  const { tenth, limit, hundredth } = quietHeights(i * carryStep, openRandom(500), 4000);
  return `  [${[tenth, limit, hundredth].map((height) => height.toFixed(2)).join(", ")}],`;
});
writeFileSync(
  path.resolve(import.meta.dirname, "../src/stats/change/quiet-table.ts"),
  `/** What a tenth, 8 % and a hundredth of quiet series pass within 52 weeks, by carry-over in steps of 0.05 from 0 to 0.9. Written by scripts/quiet-table.ts. */
export const quietTable: readonly (readonly [tenth: number, limit: number, hundredth: number])[] = [
${rows.join("\n")}
];
`,
);
