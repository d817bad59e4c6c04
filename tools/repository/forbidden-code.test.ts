/**
 * Where the host forbids compiling code, a minified bundle trains with the reference kernels, to the
 * last bit as elsewhere.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const program = `
import { crossEntropy, kernels, seeded } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { CharLM, LSTM, sample, truncatedBPTT, validate } from '@tbptt/rnn';

const before = kernels.variant;
const available = [...kernels.available];
kernels.use('reference');
const random = seeded(1);
const stream = new Lanes(Int32Array.from({ length: 200 }, (_, i) => (i * i + (i >> 3)) % 5), { lanes: 3 });
const model = new CharLM(5, { hidden: 7, layers: 2, cell: LSTM, random });
const optimizer = new Optimizer(model, [clipByGlobalNorm(1), adam({ learningRate: 0.01 })]);
const losses = [];
for (const { loss } of truncatedBPTT(model, stream, { k1: 8, k2: 12, optimizer, loss: crossEntropy, epochs: 2 })) {
  losses.push(loss);
}
losses.push(validate(model, stream, { window: 10, loss: crossEntropy }).loss);
const symbols = Array.from(sample(model, { prime: [1], length: 20, random }), ({ symbol }) => symbol);
globalThis.result = JSON.stringify({ losses, symbols });
globalThis.host = JSON.stringify({ before, available });
`;

const { outputFiles } = await build({
  stdin: { contents: program, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'js' },
  bundle: true,
  minify: true,
  format: 'iife',
  write: false,
  tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
  logLevel: 'error',
});
const bundle = outputFiles[0]?.text ?? '';

/** Runs the bundle in a context of its own. */
function runIn(codeGeneration: { strings: boolean; wasm: boolean }): { result: string; host: unknown } {
  const globals: { result?: string; host?: string } = {};
  const context = createContext(globals, { codeGeneration });
  runInContext(bundle, context);
  return { result: globals.result ?? '', host: JSON.parse(globals.host ?? '{}') };
}

describe('a minified bundle in a context that forbids compiling', () => {
  test('trains with the reference kernels as where it may compile, to the last bit', () => {
    const [allowed, forbidden] = [
      runIn({ strings: true, wasm: true }),
      runIn({ strings: false, wasm: false }),
    ];
    expect(allowed.host).toMatchObject({ available: expect.arrayContaining(['strict']) as unknown });
    expect(forbidden.host).toEqual({ before: 'reference', available: ['reference'] });
    expect(JSON.parse(forbidden.result)).toMatchObject({ symbols: expect.any(Array) as unknown });
    expect(forbidden.result).toBe(allowed.result);
  });
});

const core = fileURLToPath(new URL('../../packages/core/', import.meta.url));

// Node 20 cannot require modules at all.
test.skipIf(!process.features.require_module || !existsSync(`${core}dist/index.js`))(
  'require and import give one instance',
  () => {
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(${JSON.stringify(`${core}package.json`)});
      const folder = ${JSON.stringify(core)};
      for (const entry of ['index', 'files', 'operation', 'equation']) {
        const imported = await import(folder + 'dist/' + entry + '.js');
        if (require(folder + 'dist/' + entry + '.js') !== imported) throw new Error(entry);
      }`;
    const { status, stderr } = spawnSync(process.execPath, [
      '--input-type=module',
      '--no-warnings',
      '-e',
      script,
    ]);
    expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: '' });
  },
);
