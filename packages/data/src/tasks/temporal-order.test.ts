import { expect, test } from 'vitest';
import { testRandom } from '../testing/test-random.js';
import { TEMPORAL_ORDER_SYMBOLS, temporalOrder } from './temporal-order.js';

const B = 1000;
const { inputs, lengths, targets } = temporalOrder(testRandom(5), { lanes: B });
const [T = 0] = inputs.shape;
const sequences = Array.from({ length: B }, (_, b) =>
  Array.from({ length: lengths[b] ?? 0 }, (_, t) => TEMPORAL_ORDER_SYMBOLS[inputs.data[t * B + b] ?? 0]).join(
    '',
  ),
);

test('sequences are as the paper says', () => {
  expect(T).toBe(110);
  for (const [b, sequence] of sequences.entries()) {
    expect(sequence).toMatch(/^E[abcdXY]*B$/);
    expect(sequence.length).toBeGreaterThanOrEqual(100);
    const places = Array.from(sequence).flatMap((symbol, t) => (symbol === 'X' || symbol === 'Y' ? [t] : []));
    expect(places).toHaveLength(2);
    const [first = 0, second = 0] = places;
    expect(first >= 10 && first <= 20 && second >= 50 && second <= 60).toBe(true);
    const order = `${sequence[first]}${sequence[second]}`;
    expect(['XX', 'XY', 'YX', 'YY'][targets.data[b] ?? -1]).toBe(order);
    for (let t = sequence.length; t < T; t++) expect(inputs.data[t * B + b]).toBe(0);
  }
});

test('three relevant symbols have eight classes, and the places of the paper', () => {
  const three = temporalOrder(testRandom(7), { lanes: B, relevant: 3 });
  const counts = Array<number>(8).fill(0);
  for (let b = 0; b < B; b++) {
    const symbols = Array.from(
      { length: three.lengths[b] ?? 0 },
      (_, t) => TEMPORAL_ORDER_SYMBOLS[three.inputs.data[t * B + b] ?? 0] ?? '',
    );
    const places = [...symbols.keys()].filter((t) => symbols[t] === 'X' || symbols[t] === 'Y');
    expect(places).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = places;
    expect(first >= 10 && first <= 20).toBe(true);
    expect(second >= 33 && second <= 43).toBe(true);
    expect(third >= 66 && third <= 76).toBe(true);
    const order = places.map((t) => symbols[t]).join('');
    const target = three.targets.data[b] ?? -1;
    expect(['XXX', 'XXY', 'XYX', 'XYY', 'YXX', 'YXY', 'YYX', 'YYY'][target]).toBe(order);
    counts[target] = (counts[target] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - B / 8)).toBeLessThan(5 * Math.sqrt(B / 8));
});

test('classes, places and lengths are equally likely', () => {
  const classes = [0, 0, 0, 0];
  for (const target of targets.data) classes[target] = (classes[target] ?? 0) + 1;
  for (const count of classes) expect(Math.abs(count - B / 4)).toBeLessThan(5 * Math.sqrt(B / 4));
  expect(new Set(lengths).size).toBe(11);
  expect(new Set(sequences.map((sequence) => sequence.search(/[XY]/))).size).toBe(11);
});

test('the shortest sequences scale, and still shorter ones are refused', () => {
  const short = temporalOrder(testRandom(6), { steps: 10, lanes: 50 });
  expect(Math.max(...short.lengths)).toBeLessThanOrEqual(11);
  expect(() => temporalOrder(testRandom(1), { steps: 9, lanes: 1 })).toThrow('steps is 9');
  for (const relevant of [1, 4, 2.5]) {
    expect(() => temporalOrder(testRandom(1), { lanes: 1, relevant: relevant as 2 })).toThrow(
      `temporalOrder: relevant is ${relevant}; it must be a whole number of at least 2 and of at most 3.`,
    );
  }
});
