import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greaterHeight } from './strips.js';

test('two neighbouring heights suffice for any number of rows, and the two greatest for most', () => {
  const tallest = fc.integer({ min: 1, max: 8 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), tallest, (rows, most) => {
      const height = greaterHeight(rows, most);
      const strips = Math.ceil(rows / most);
      const needed = [Math.ceil(rows / strips), Math.floor(rows / strips)];
      expect(height).toBeLessThanOrEqual(most);
      for (const one of needed) expect([height, height - 1]).toContain(one);
      if (rows >= most * (most - 1)) expect(height).toBe(most);
    }),
  );
});
