import {
  differentiate,
  evaluate,
  frozen,
  full,
  parameter,
  parametersOf,
  seeded,
  sum,
  type Tensor,
} from '@tbptt/core';
import { gradcheck } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import { LockedDropout } from './locked-dropout.js';

const [T, B, D] = [6, 3, 40];

function inStep(forward: (x: Tensor) => Tensor): number[][] {
  const x = parameter(full([T, B, D], 1));
  const { y } = differentiate([x], () => {
    const y = forward(x);
    return { loss: sum(y), y };
  });
  // Of ones, the gradient is the mask too.
  expect([...(x.gradient?.toFloats() ?? [])]).toEqual([...y.toFloats()]);
  return Array.from({ length: T }, (_, t) => [...y.toFloats().subarray(t * B * D, (t + 1) * B * D)]);
}

test('locked dropout has one mask for all steps of a window, another for the next', () => {
  const layer = new LockedDropout(0.25, { random: seeded(4) });
  const first = inStep((x) => layer.forward(x));
  for (const step of first) expect(step).toEqual(first[0]);
  expect(new Set(first[0])).toEqual(new Set([0, Math.fround(4 / 3)]));
  const dropped = first[0]?.filter((number) => number === 0).length ?? 0;
  expect(Math.abs(dropped / (B * D) - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / (B * D)));
  expect(inStep((x) => layer.forward(x))).not.toEqual(first);
});

test('locked dropout lets everything pass outside a step and where it is frozen', () => {
  const layer = new LockedDropout(0.5, { random: seeded(4) });
  const x = full([T, B, D], 1);
  expect(layer.forward(x)).toBe(x);
  expect([...evaluate(() => layer.forward(x)).toFloats()]).toEqual([...x.toFloats()]);
  expect(new Set(inStep((x) => frozen(layer).forward(x)).flat())).toEqual(new Set([1]));
});

test('locked dropout has the gradient of finite differences', () => {
  const random = seeded(4);
  const layer = new LockedDropout(0.5, { random });
  const state = random.state();
  const x = parameter(full([4, 2, 3], 0.7));
  gradcheck([x], () => {
    random.restore(state);
    const y = layer.forward(x);
    return sum(y);
  });
});

test('locked dropout needs a probability', () => {
  expect(() => new LockedDropout(1.5, { random: seeded(1) })).toThrow('the probability is 1.5');
});

test('a language model drops between its layers while it is trained, and not while it is used', () => {
  const random = seeded(5);
  const between = new LockedDropout(0.5, { random });
  const model = new CharLM(4, { hidden: 8, layers: 2, random, between });
  const symbols = { shape: [3, 2], data: Int32Array.of(0, 1, 2, 3, 0, 1) };
  const used = () => model.unroll(symbols, model.initialState(2)).outputs;
  const trained = () => differentiate(model, () => ({ loss: sum(used()), outputs: used() })).outputs;
  expect([...used().toFloats()]).toEqual([...used().toFloats()]);
  expect([...trained().toFloats()]).not.toEqual([...trained().toFloats()]);
  expect([...parametersOf(model).keys()].some((path) => path.includes('between'))).toBe(false);
});
