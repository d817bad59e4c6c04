import { kernels } from '@tbptt/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runExperiment } from '../run-experiment.js';
import { SIDE } from './mnist-digits.js';
import { permutedDigits, pixelByPixel } from './permuted-digits.js';

beforeAll(() => kernels.use('strict'));
afterAll(() => kernels.use('auto'));

const PIXELS = SIDE ** 2;

test('every pixel of an image is read once, in the same order for all images, and not row by row', () => {
  const data = Float32Array.from({ length: 2 * PIXELS }, (_, i) => i);
  const read = pixelByPixel({ shape: [2, PIXELS], data });
  expect(read.shape).toEqual([PIXELS, 2, 1]);
  const numbers = read.toFloats();
  const [first, second] = [0, 1].map((b) =>
    Array.from({ length: PIXELS }, (_, t) => numbers[2 * t + b] ?? -1),
  );
  expect(first?.toSorted((a, b) => a - b)).toEqual([...data.subarray(0, PIXELS)]);
  expect(second).toEqual(first?.map((pixel) => pixel + PIXELS));
  const neighbors = first?.filter((pixel, t) => t > 0 && Math.abs(pixel - (first[t - 1] ?? 0)) === 1);
  expect(neighbors?.length).toBeLessThan(20);
});

test('digits are told from 32 of each, pixel by pixel, better than by chance', () => {
  const small = permutedDigits({ perDigit: 40, epochs: 4 });
  const linear = { ...small, contenders: small.contenders.slice(0, 1) };
  const { contenders } = runExperiment('digits', linear, { seeds: 1 });
  expect(contenders[0]?.trials[0]?.measures['% of held-out digits']).toBeGreaterThan(20);
});
