/**
 * A run that is cut after a random update, written, and continued in another process is the run that
 * was not cut: the same losses, weights and samples, bit for bit, with strict and relaxed kernels.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { kernels, seeded } from '@tbptt/core';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { type Outcome, toldOf, wholeRun } from './random-run/random-run.js';

// Node 20 knows relaxed SIMD, but only under this flag.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const RUNS = 300;
/** Neither the runs nor the process that continues them may take longer. */
const MOST_MILLISECONDS = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'resumed-runs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = join(folder, 'continue.mjs');

await build({
  entryPoints: [fileURLToPath(new URL('./continue-runs.ts', import.meta.url))],
  outfile: program,
  bundle: true,
  format: 'esm',
  platform: 'node',
  tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
  logLevel: 'error',
});

/** Trains a run to its end, and writes a checkpoint on the way, after an update that the seed chooses. */
function cutRun(seed: number): { whole: Outcome; cut: number } {
  const updates = wholeRun(seed).losses.length;
  const cut = seeded(seed + 1).integer(updates);
  const whole = wholeRun(seed, (step, checkpoint) => {
    if (step === cut) writeFileSync(join(folder, `${seed}.cut`), checkpoint());
  });
  return { whole, cut };
}

test('the runs have everything that a run can have', () => {
  const told = Array.from({ length: RUNS }, (_, seed) => toldOf(seed));
  const words =
    'LSTM, GRU, RNN, zoneout, recurrent dropout, Dropout, LockedDropout, learned state, batch norm, plateau, cosine, one cycle, averages, groups, k1 around, k1 unbiased, k2 Infinity, accumulate 3, burn-in [1-9], 3 epochs, sliding, resets, gaps, a state, dropout of the scores, bytes';
  const rare = words
    .split(', ')
    .filter((word) => told.filter((text) => new RegExp(word).test(text)).length < 15);
  expect(rare).toEqual([]);
});

test.each(kernels.available.filter((variant) => variant !== 'reference'))(
  `${RUNS} random runs continue in another process as if they had not been cut: %s`,
  (variant) => {
    kernels.use(variant);
    const runs = Array.from({ length: RUNS }, (_, seed) => cutRun(seed));
    kernels.use('auto');
    const args = [program, variant, String(RUNS), folder];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const different = runs.flatMap(({ whole, cut }, seed) => {
      const { losses, samples } = JSON.parse(readFileSync(join(folder, `${seed}.json`), 'utf8')) as Outcome;
      const same =
        String(losses) === String(whole.losses.slice(cut + 1)) &&
        String(samples) === String(whole.samples) &&
        readFileSync(join(folder, `${seed}.end`)).equals(whole.end);
      return same ? [] : [`seed ${seed}, cut after update ${cut} of ${whole.losses.length}: ${toldOf(seed)}`];
    });
    expect(different).toEqual([]);
  },
  MOST_MILLISECONDS,
);
