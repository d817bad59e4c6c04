import { expect, test } from 'vitest';
import { add, mul, sigmoid, sub } from './build.js';
import { equation } from './equation.js';
import { evaluateAll } from './evaluate-all.js';
import type { Expression } from './expression.js';

const gated = equation('gated', { arrays: ['x', 'w'], uniforms: ['s'] }, ({ x, w, s }) => ({
  y: mul(mul(x, s), sigmoid(w)),
  z: add(x, w),
}));

test('arguments stand in the order operands, uniforms, results, saved, gradients of results and of operands', () => {
  const { forward, backward, saved } = gated.planOf(['full', 'full'], ['accumulate', 'accumulate']);
  expect(saved).toHaveLength(1);
  const order = ['x', 'w', 's', 'y', 'z', 'saved:0', 'd:y', 'd:z', 'd:x', 'd:w'];
  for (const { inputs, outputs, positions } of [forward, backward]) {
    const names = [...inputs, ...outputs].map(({ name }) => name);
    expect(positions.map((position) => order[position])).toEqual(names);
  }
});

test('a plan is made once for the kinds of the operands and the uses of their gradients', () => {
  const plan = gated.planOf(['full', 'row'], ['accumulate', 'none']);
  const kinds = Object.fromEntries(plan.forward.inputs.map(({ name, kind }) => [name, kind]));
  expect(kinds).toEqual({ x: 'full', w: 'row', s: 'uniform' });
  expect(plan.backward.outputs.map(({ name }) => name)).toEqual(['d:x']);
  expect(gated.planOf(['full', 'row'], ['accumulate', 'none'])).toBe(plan);
  expect(gated.plan({ kinds: { w: 'row' }, differentiate: ['x'] })).toBe(plan);
  expect(gated.planOf(['row', 'full'], ['none', 'accumulate'])).not.toBe(plan);
  expect(gated.planOf(['full', 'full'], ['none', 'none']).backward.outputs).toEqual([]);
});

test('the gradients of operands that are the same array are summed before they are added to what is there', () => {
  const { backward } = gated.planOf(['full', 'full'], ['accumulate', 0]);
  expect(backward.outputs.map(({ name }) => name)).toEqual(['d:x']);
  const both = gated.gradient({ x: 0.3, w: 0.3, s: 2 }, { y: 1, z: -0.5 });
  const operands = { x: 0.3, w: 0.3, s: 2, 'saved:0': 1 / (1 + Math.exp(-0.3)), 'd:y': 1, 'd:z': -0.5 };
  const { dx } = evaluateAll({ dx: backward.outputs[0]?.value as Expression }, operands);
  expect(dx).toBeCloseTo(both.x + both.w, 12);
});

test('where an operand and a result have one name, the operand is read and the result is written', () => {
  const update = equation('update', { arrays: ['p', 'g'] }, ({ p, g }) => ({ p: sub(p, g) }));
  expect(update.planOf(['full', 'full'], ['none', 'none']).forward.positions).toEqual([0, 1, 2]);
});
