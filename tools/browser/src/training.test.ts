import { kernels, type Variant } from '@tbptt/core';
import { expect, test } from 'vitest';
import { STRICT_DIGEST } from './strict-digest.js';
import { train, trainCharLM, trainWithThreads } from './training.js';

test('strict kernels train to the recorded bits', async () => {
  const report = await train('strict');
  expect(report.digest, 'src/strict-digest.ts says what to do where the numbers were meant to change').toBe(
    STRICT_DIGEST,
  );
  expect(report.resumedDigest).toBe(STRICT_DIGEST);
  expect(report.xor.map((output) => output > 0.5)).toEqual([false, true, true, false]);
  expect(report.lastLoss).toBeLessThan(report.firstLoss / 2);
});

test.for([2, 3, 4, 7])('%i threads train to the recorded bits', async (threads) => {
  expect(await trainWithThreads(threads)).toEqual({ count: threads, reason: null, digest: STRICT_DIGEST });
});

test.for(['relaxed', 'reference'] as const)(
  '%s kernels train to the same weights but for rounding',
  (variant, context) => {
    context.skip(!kernels.available.includes(variant), `no ${variant} kernels in Node ${process.version}`);
    const strict = trainWith('strict');
    const other = trainWith(variant);
    expect(other.weights).not.toEqual(strict.weights);
    other.losses.forEach((loss, step) => expect(loss).toBeCloseTo(strict.losses[step] ?? Number.NaN, 3));
  },
);

function trainWith(variant: Variant): ReturnType<typeof trainCharLM> {
  kernels.use(variant);
  try {
    return trainCharLM();
  } finally {
    kernels.use('auto');
  }
}
