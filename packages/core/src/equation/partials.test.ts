import { expect, test } from 'vitest';
import { expectClose } from '../testing/close.js';
import { add, mul, sigmoid, tanh } from './build.js';
import { equation } from './equation.js';
import { partialName } from './partial-name.js';

const lstm = equation('lstm', { arrays: ['i', 'f', 'g', 'o', 'c'], uniforms: ['s'] }, (x) => {
  const memory = add(mul(sigmoid(x.f), x.c), mul(x.s, mul(sigmoid(x.i), tanh(x.g))));
  return { h: mul(sigmoid(x.o), tanh(memory)), m: memory };
});

test('the partials of an equation are its gradients with one seed at a time', () => {
  const values = { i: 0.3, f: -0.2, g: 0.7, o: 0.1, c: -1.1, s: 1.5 };
  const partials = lstm.partials.evaluate(values);
  for (const result of ['h', 'm'] as const) {
    const gradient = lstm.gradient(values, { h: 0, m: 0, [result]: 1 });
    for (const x of lstm.arrays) {
      expectClose(partials[partialName(result, x)] ?? 0, gradient[x], { relative: 1e-14 });
    }
  }
});

test('partials that are zero everywhere are left out, and the equation is made once', () => {
  expect(lstm.partials.resultNames).not.toContain('m/o');
  expect(lstm.partials.resultNames).toHaveLength(9);
  expect(lstm.partials).toBe(lstm.partials);
});
