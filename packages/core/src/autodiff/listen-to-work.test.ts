import { expect, test } from 'vitest';
import { tanh } from '../ops/activations/tanh.js';
import { parameter } from '../tensor/parameter.js';
import { full } from '../tensor/tensor.js';
import { differentiate, evaluate } from './differentiate.js';
import { listenToWork } from './listen-to-work.js';

test('a listener is called at each operation, forward and backward, until it ends', () => {
  const x = parameter(full([], 1));
  let count = 0;
  const end = listenToWork(() => count++);
  const during = (run: () => unknown): number => {
    count = 0;
    run();
    return count;
  };
  expect(during(() => differentiate({ x }, () => tanh(tanh(x))))).toBe(2 + 2);
  expect(during(() => evaluate(() => evaluate(() => tanh(tanh(x)))))).toBe(2);
  expect(during(() => tanh(x))).toBe(1);
  end();
  expect(during(() => tanh(x))).toBe(0);
});

test('listeners end one by one', () => {
  const calls: string[] = [];
  const [first, second] = ['first', 'second'].map((name) => listenToWork(() => calls.push(name)));
  first?.();
  first?.();
  tanh(full([], 1));
  second?.();
  expect(calls).toEqual(['second']);
});
