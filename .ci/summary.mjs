// node .ci/summary.mjs REPORT [BROKEN_STEP ...]
// Prints what failed and, last, `N passed, N failed, N skipped` from vitest's JSON report.
import { readFileSync } from 'node:fs';

const [reportFile, ...broken] = process.argv.slice(2);

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // the tests never ran: the build or the type check failed before
  }
}

const report = read(reportFile);
const passed = report?.numPassedTests ?? 0;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
const failedFiles = (report?.testResults ?? []).filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
);
const failedTests = (report?.numFailedTests ?? 0) + failedFiles.length;
// The step `test` is also broken by its build, type check and oracles, which are no tests of vitest.
const brokenSteps = broken.filter((name) => name !== 'test' || failedTests === 0);

for (const { name } of failedFiles) console.log(`failed to load: ${name}`);
for (const name of brokenSteps) console.log(`failed step: ${name}`);
const failed = failedTests + brokenSteps.length + (report === undefined && brokenSteps.length === 0 ? 1 : 0);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);
