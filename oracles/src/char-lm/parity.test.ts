/**
 * Our training beside PyTorch's: every loss of the recorded run. `pnpm oracles char-lm` does the
 * same on every kernel, and with a live PyTorch.
 */
import { setFlagsFromString } from 'node:v8';
import { kernels } from '@tbptt/core';
import { afterEach, expect, test } from 'vitest';
import { everyProduct } from '../every-product.js';
import { distance } from './distance.js';
import { Experiment } from './experiment.js';
import { OWN_RECORDING, readRecording, requireSameBeginning } from './recording.js';
import { ALLOWED, SETTING } from './setting.js';

// Node 20 knows relaxed SIMD, but only under this flag.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const MOST_MILLISECONDS = 300_000; // all windows take 12 seconds on an idle core

afterEach(() => kernels.use('auto'));

const experiment = new Experiment();
const recording = readRecording(OWN_RECORDING);

test('PyTorch began with our weights and windows', () => {
  expect(() => requireSameBeginning(recording, experiment.digests)).not.toThrow();
});

const product = await everyProduct().catch(() => undefined);
if (product === undefined) console.log('The training with products by a BLAS is skipped: there is none.');

test.runIf(product !== undefined && kernels.available.includes('relaxed'))(
  'products by the BLAS of the machine come to the first of them',
  () => {
    kernels.use('relaxed', product && { product });
    expect(distance(experiment.train(20), recording.single).largest).toBeLessThan(ALLOWED);
  },
  MOST_MILLISECONDS,
);

test(
  'the strict kernels come to each loss that PyTorch recorded',
  () => {
    kernels.use('strict');
    const losses = experiment.train();
    expect(losses).toHaveLength(SETTING.windows);
    expect(distance(losses, recording.single).largest).toBeLessThan(ALLOWED);
    expect(distance(losses, recording.double).largest).toBeLessThan(ALLOWED);
  },
  MOST_MILLISECONDS,
);

test.runIf(kernels.available.includes('relaxed'))(
  'the relaxed kernels come to the first of them',
  () => {
    kernels.use('relaxed');
    expect(distance(experiment.train(20), recording.single).largest).toBeLessThan(ALLOWED);
  },
  MOST_MILLISECONDS,
);
