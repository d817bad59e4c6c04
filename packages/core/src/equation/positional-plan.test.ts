import { expect, test } from 'vitest';
import { add, mul, sigmoid, sub } from './build.js';
import { equation } from './equation.js';

const gated = equation('gated', { arrays: ['x', 'w'], uniforms: ['s'] }, ({ x, w, s }) => ({
  y: mul(mul(x, s), sigmoid(w)),
  z: add(x, w),
}));

test('arguments stand in the order operands, uniforms, results, saved, gradients of results and of operands', () => {
  const { forward, backward, saved } = gated.positionalPlan(0b00, 0b11);
  expect(saved).toBe(1);
  const order = ['x', 'w', 's', 'y', 'z', 'saved:0', 'd:y', 'd:z', 'd:x', 'd:w'];
  for (const { program, positions } of [forward, backward]) {
    const names = [...program.inputs, ...program.outputs].map(({ name }) => name);
    expect(positions.map((position) => order[position])).toEqual(names);
  }
});

test('sets name the operands that are rows, and those that want gradients', () => {
  const { forward, backward } = gated.positionalPlan(0b10, 0b01);
  const kinds = Object.fromEntries(forward.program.inputs.map(({ name, kind }) => [name, kind]));
  expect(kinds).toEqual({ x: 'full', w: 'row', s: 'uniform' });
  expect(backward.program.outputs.map(({ name }) => name)).toEqual(['d:x']);
  expect(gated.positionalPlan(0b10, 0b01)).toBe(gated.positionalPlan(0b10, 0b01));
  expect(gated.positionalPlan(0b01, 0b10)).not.toBe(gated.positionalPlan(0b10, 0b01));
  expect(gated.positionalPlan(0b00, 0b00).backward.program.outputs).toEqual([]);
});

test('where an operand and a result have one name, the operand is read and the result is written', () => {
  const update = equation('update', { arrays: ['p', 'g'] }, ({ p, g }) => ({ p: sub(p, g) }));
  expect(update.positionalPlan(0, 0).forward.positions).toEqual([0, 1, 2]);
});
