/** The figures of the guides are what the code makes of them. `pnpm docs:figures` draws them anew. */
import { kernels } from '@tbptt/core';
import { doubleEngine } from '@tbptt/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gradientByLagFigure } from './gradient-by-lag.js';
import { influenceBalancingGradient, influenceBalancingTraining } from './influence-balancing.js';
import { truncationErrorFigure } from './truncation-error.js';

beforeAll(() => kernels.use('strict')); // the same bits on every machine
afterAll(() => kernels.use('auto'));

test.each<[file: string, draw: () => string]>([
  ['gradient-by-lag', gradientByLagFigure],
  ['truncation-error', truncationErrorFigure],
  ['influence-balancing-gradient', () => doubleEngine().run(influenceBalancingGradient)],
  ['influence-balancing-training', () => doubleEngine().run(influenceBalancingTraining)],
])('%s.svg is what the code draws', async (file, draw) => {
  await expect(draw()).toMatchFileSnapshot(`${file}.svg`);
});
