/**
 * The program that continues the runs of `resumed-runs.test.ts`:
 * `node continue-runs.mjs VARIANT COUNT FOLDER`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { kernels, type Variant } from '@tbptt/core';
import { resumedRun } from './random-run/random-run.js';

setFlagsFromString('--experimental-wasm-relaxed-simd');
const [variant, count, folder = ''] = process.argv.slice(2);
kernels.use(variant as Variant);
for (let seed = 0; seed < Number(count); seed++) {
  const { losses, samples, end } = resumedRun(seed, readFileSync(join(folder, `${seed}.cut`)));
  writeFileSync(join(folder, `${seed}.json`), JSON.stringify({ losses, samples }));
  writeFileSync(join(folder, `${seed}.end`), end);
}
