// The closing line of a run of all checks, from Vitest's report: `N passed, N failed`. A failed check counts as one failure more.
import { readFileSync } from "node:fs";

const [report, anyFailure] = process.argv.slice(2);
let passed = 0;
let failed = 0;
try {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  passed = numPassedTests;
  failed = numFailedTests + testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
} catch {
  console.error("The tests left no report.");
}
if ((anyFailure === "1" || passed === 0) && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
