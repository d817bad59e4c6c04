// node tools/matrix/main.mjs [ARGUMENT OF VITEST ...]
// Runs the tests on the Node that runs this and on those that npm installed beside it, one after the other, and says how each ended. Among the
// tests are the digest of weights trained with the strict kernels, which is the same on all, and the distance of the relaxed kernels from it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const nodes = [
  process.execPath,
  ...['node24', 'node26'].map((name) =>
    fileURLToPath(new URL(`node_modules/${name}/bin/node`, import.meta.url)),
  ),
];

const outcomes = nodes.map((node) => {
  if (!existsSync(node))
    return { name: node, outcome: 'skipped: npm has no such binary for this machine', failed: false };
  const name = `Node ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}`;
  console.log(`== ${name}`);
  const started = performance.now();
  const { status } = spawnSync(node, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  return { name, outcome: `${status === 0 ? 'passed' : 'failed'} in ${seconds} s`, failed: status !== 0 };
});

for (const { name, outcome } of outcomes) console.log(`${name}: ${outcome}`);
process.exitCode = outcomes.some(({ failed }) => failed) ? 1 : 0;
