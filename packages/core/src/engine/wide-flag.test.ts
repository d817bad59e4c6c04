import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hasWideFlag } from './wide-flag.js';

const FLAG = '--experimental-wasm-revectorize';
const versions = { node: '24.21.0' };

test.each([
  [true, { versions, execArgv: [FLAG] }],
  [true, { versions, execArgv: ['--experimental_wasm_revectorize'] }],
  [true, { versions, execArgv: [], env: { NODE_OPTIONS: `--max-old-space-size=100  ${FLAG}` } }],
  [true, { versions: { node: '26.0.0' }, execArgv: [FLAG] }],
  [false, { versions: { node: '22.9.0' }, execArgv: [FLAG] }],
  [false, { versions, execArgv: [FLAG, '--no-experimental-wasm-revectorize'] }],
  [false, { versions, execArgv: ['--no-experimental-wasm-revectorize'], env: { NODE_OPTIONS: FLAG } }],
  [false, { versions, execArgv: [`${FLAG}-not`], env: {} }],
  [false, { versions }],
  [false, { execArgv: [FLAG] }],
  [false, {}],
  [false, undefined],
])('the flag counts where it is set, on a Node whose wide vectors are right: %s of %j', (expected, host) => {
  expect(hasWideFlag(host ?? {})).toBe(expected);
});

test('a program whose Node has the flag gets wide kernels without a line of code, and others on request', () => {
  const node = latestNode();
  const core = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
  const program = (options: string) =>
    `import { Engine, kernels } from ${JSON.stringify(core)}; console.log(kernels.wide, new Engine(${options}).wide);`;
  const run = (flags: readonly string[], options: string) =>
    spawnSync(node, [...flags, '--input-type=module', '-e', program(options)], {
      encoding: 'utf8',
    }).stdout.trim();
  expect(run([FLAG], '')).toBe('true true');
  expect(run([FLAG], '{ wide: false }')).toBe('true false');
  expect(run([FLAG], "{ precision: 'double' }")).toBe('true false');
  expect(run([], '')).toBe('false false');
}, 30_000);

/** Node 24, which the benchmarks install. */
function latestNode(): string {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const path = join(root, 'bench', 'node_modules', 'node24', 'bin', 'node');
  if (!existsSync(path)) throw new Error(`${path} is missing: run pnpm install`);
  return path;
}
