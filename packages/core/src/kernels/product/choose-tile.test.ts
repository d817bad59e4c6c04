import { expect, test } from 'vitest';
import { choosePanels, chooseTile } from './choose-tile.js';
import { REGISTERS } from './tile.js';

test.each(['strict', 'relaxed'] as const)('%s tiles fit the registers', (rounding) => {
  for (const wide of [false, true]) {
    const { rows, columns } = chooseTile(rounding, wide);
    const vectors = columns / (columns === 16 ? 8 : 4);
    const numberOfA = 1;
    const product = rounding === 'strict' ? 1 : 0;
    expect(rows * vectors + vectors + numberOfA + product).toBeLessThanOrEqual(REGISTERS);
  }
});

test.each(['strict', 'relaxed'] as const)(
  'low %s strips have enough sums under way, and they fit the registers',
  (rounding) => {
    for (let rows = 1; rows <= chooseTile(rounding, false).rows; rows++) {
      const sums = 2 * rows * choosePanels(rows, rounding);
      const right = 2;
      const numberOfA = 1;
      expect(sums).toBeGreaterThanOrEqual(6);
      expect(sums + right + numberOfA).toBeLessThanOrEqual(REGISTERS);
    }
  },
);
