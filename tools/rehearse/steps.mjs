import { writeFileSync } from 'node:fs';
import process from 'node:process';

/** Thrown by a step that cannot be taken here; its message is the reason. */
export class Skipped extends Error {}

const counts = { passed: 0, failed: 0, skipped: 0 };

/**
 * Announces a step, takes it, and counts how it ended: true if it passed. What it throws is
 * printed, not thrown on.
 */
export async function step(name, action) {
  console.log(`== ${name}`);
  const started = performance.now();
  try {
    await action();
    counts.passed += 1;
    console.log(`  passed in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return true;
  } catch (error) {
    if (error instanceof Skipped) {
      counts.skipped += 1;
      console.log(`  skipped: ${error.message}`);
    } else {
      counts.failed += 1;
      console.error(error instanceof Error ? error.message : error);
      console.log('  failed');
    }
    return false;
  }
}

/** As `step`, for what the rest depends on: where it does not pass, neither can the rest. */
export async function requiredStep(name, action) {
  if (!(await step(name, action))) throw new Error(`without "${name}" the rehearsal cannot go on`);
}

/** Throws `rule` unless it holds. */
export function must(holds, rule) {
  if (!holds) throw new Error(rule);
}

/**
 * The last line; and, where `TBPTT_TEST_REPORT` names a file, the counts in it, under the names
 * that vitest uses.
 */
export function concludeSteps() {
  const { passed, failed, skipped } = counts;
  const report = process.env.TBPTT_TEST_REPORT;
  if (report) {
    const named = { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped };
    writeFileSync(report, JSON.stringify(named));
  }
  console.log(`the rehearsal: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0;
}
