// node tools/matrix/main.mjs [ARGUMENT OF VITEST ...]
// Runs the tests on every supported line of Node, from binaries that npm provides, one after the
// other, and says how each ended. Among the tests are the digest of weights trained with the strict
// kernels, which is the same on all, and the distance of the other kernels from it. Where
// TBPTT_TEST_REPORT names a file, vitest's reports go to files whose names begin with that name.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nodes } from './nodes.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const report = process.env.TBPTT_TEST_REPORT;

const outcomes = nodes().map(({ name, path, reason }) => {
  const ownReport = report && `${report}.${name.replace(' ', '-')}.json`;
  if (!path) {
    if (ownReport) writeFileSync(ownReport, JSON.stringify({ numPendingTests: 1 }));
    return { name, outcome: `skipped: ${reason}`, failed: false };
  }
  console.log(`== ${name}`);
  const started = performance.now();
  const { status } = spawnSync(path, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(ownReport && { TBPTT_TEST_REPORT: ownReport }) },
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  return { name, outcome: `${status === 0 ? 'passed' : 'failed'} in ${seconds} s`, failed: status !== 0 };
});

for (const { name, outcome } of outcomes) console.log(`${name}: ${outcome}`);
process.exitCode = outcomes.some(({ failed }) => failed) ? 1 : 0;
