import { expect, test } from 'vitest';
import { oneLine } from './one-line.js';

test('a message of several lines becomes one', () => {
  expect(oneLine('  one\n  two \n\nthree\n')).toBe('one two three');
});

test('a message of any length is cut in its middle: what failed comes first, why it did last', () => {
  const line = oneLine(`cannot read "${'x'.repeat(50_000_000)}": permission denied.`);
  expect(line.length).toBeLessThan(1100);
  expect(line).toMatch(/^cannot read "x+ \.\.\. x+": permission denied\.$/);
});
