// node .ci/summary.mjs REPORTS [BROKEN_STEP ...]
// Prints what failed and, last, `N passed, N failed, N skipped`, from the reports in a folder: a
// step leaves none, one, or one for each Node it ran on, in files whose names begin with its name
// and a dot. They are vitest's JSON reports, or no more than the counts of one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...broken] = process.argv.slice(2);

const reports = readdirSync(folder).map((file) => {
  const step = file.slice(0, file.indexOf('.'));
  const report = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const failedFiles = (report.testResults ?? [])
    .filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
    )
    .map(({ name }) => name);
  return {
    step,
    failedFiles,
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + failedFiles.length,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
});

const sum = (count) => reports.reduce((total, report) => total + report[count], 0);
const reportedFailures = new Set(reports.filter(({ failed }) => failed > 0).map(({ step }) => step));
// A step with reports may be broken by what is in none: the step `test` by its build, types and oracles, say.
const brokenSteps = broken.filter((name) => !reportedFailures.has(name));

for (const { failedFiles } of reports) for (const name of failedFiles) console.log(`failed to load: ${name}`);
for (const name of brokenSteps) console.log(`failed step: ${name}`);
const noTests = !reports.some(({ step }) => step === 'test') && brokenSteps.length === 0;
if (noTests) console.log('failed step: test (it left no report)');
const failed = sum('failed') + brokenSteps.length + (noTests ? 1 : 0);
console.log(`${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
process.exit(failed > 0 ? 1 : 0);
