import { expect, test } from 'vitest';
import { chooseTile } from './choose-tile.js';

/** What V8 leaves of x64's 16 vector registers. */
const REGISTERS = 15;

test.each(['strict', 'relaxed'] as const)('%s tiles fit the registers', (rounding) => {
  for (const wide of [false, true]) {
    const { rows, columns } = chooseTile(rounding, wide);
    const vectors = columns / (columns === 16 ? 8 : 4);
    const numberOfA = 1;
    const product = rounding === 'strict' ? 1 : 0;
    expect(rows * vectors + vectors + numberOfA + product).toBeLessThanOrEqual(REGISTERS);
  }
});
