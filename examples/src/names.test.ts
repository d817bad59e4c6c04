import { namesOf } from '@tbptt/data/names';
import { expect, test } from 'vitest';
import { names } from './names.js';

const settings = { language: 'Finnish', wanted: 5, seed: 3 } as const;

test('names are invented, none of them twice or in the list', () => {
  const { invented, names: trained } = names({ ...settings, epochs: 2 });
  expect(new Set(invented).size).toBe(5);
  expect(invented.filter((name) => namesOf('Finnish').includes(name))).toEqual([]);
  expect(trained).toBe(Math.round(namesOf('Finnish').length * 0.9));
});

test('what is learned from some names holds for others', () => {
  const bits = [0, 8].map((epochs) => names({ ...settings, epochs }).heldOutBits);
  expect(bits[0]).toBeGreaterThan(5); // nothing is known of 40 symbols
  expect(bits[1]).toBeLessThan(3.3);
});

test('the same seed invents the same names', () => {
  const [one, other] = [1, 2].map(() => names({ ...settings, epochs: 1 }).invented);
  expect(one).toEqual(other);
});
