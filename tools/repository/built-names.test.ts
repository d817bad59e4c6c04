/** What is printed names classes as they are written, though bundlers rename them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const program = (from: string) => `
import { inspect } from 'node:util';
import { BatchNorm, parameter, tensor, zeros } from ${JSON.stringify(from)};

const norm = new BatchNorm(2);
const said = (call) => {
  try {
    return call();
  } catch (error) {
    return error.message;
  }
};
console.log(
  JSON.stringify([
    inspect(tensor([1, 2])),
    String(parameter(zeros([1]))),
    inspect(norm.runningMean),
    said(() => tensor(zeros([1]))),
  ]),
);
`;

const expected = [
  'Tensor [2] [1, 2]',
  'Parameter [1] [0]',
  'PersistentTensor [2] [0, 0]',
  expect.stringMatching(/ a Tensor[ ;]/),
];

function run(code: string): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module'], {
    input: code,
    encoding: 'utf8',
  });
  return stderr === '' ? JSON.parse(stdout) : stderr;
}

test('in a minified bundle', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: program('@tbptt/core'),
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      loader: 'js',
    },
    bundle: true,
    minifyWhitespace: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    write: false,
    tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
    logLevel: 'error',
  });
  expect(run(outputFiles[0]?.text ?? '')).toEqual(expected);
});

const built = new URL('../../packages/core/dist/index.js', import.meta.url);

test.skipIf(!existsSync(built))('in the built package', () => {
  expect(run(program(built.href))).toEqual(expected);
});
