/** The figures of the guides are what the code makes of them. `pnpm docs:figures` draws them anew. */
import { readFileSync } from 'node:fs';
import { kernels } from '@tbptt/core';
import { doubleEngine } from '@tbptt/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beyondTruncation } from './beyond-truncation.js';
import { gradientByLagFigure } from './gradient-by-lag.js';
import { influenceBalancingGradient, influenceBalancingTraining } from './influence-balancing.js';
import { truncationErrorFigure } from './truncation-error.js';
import { gradientTables, whichGradientFigure } from './which-gradient.js';

beforeAll(() => kernels.use('strict')); // the same bits on every machine
afterAll(() => kernels.use('auto'));

test.each<[file: string, draw: () => string]>([
  ['gradient-by-lag', gradientByLagFigure],
  ['truncation-error', truncationErrorFigure],
  ['influence-balancing-gradient', () => doubleEngine().run(influenceBalancingGradient)],
  ['influence-balancing-training', () => doubleEngine().run(influenceBalancingTraining)],
  ['beyond-truncation', () => doubleEngine().run(beyondTruncation)],
  ['which-gradient', whichGradientFigure],
])(
  '%s.svg is what the code draws',
  async (file, draw) => {
    await expect(draw()).toMatchFileSnapshot(`${file}.svg`);
  },
  120_000,
); // some train for seconds, and machines may be busy

test('the tables of the guide are those of the measurements that its figure shows', () => {
  const guide = readFileSync(new URL('../guides/which-gradient.md', import.meta.url), 'utf8');
  expect(guide).toContain(`\`\`\`\n${gradientTables()}\n\`\`\``);
});
