import { seeded } from '@tbptt/core';
import { add, mul, sigmoid, sub, tanh } from '@tbptt/core/equation';
import { describe, expect, test } from 'vitest';
import { cell, RecurrentLayer, type RecurrentLayerOptions } from '../index.js';
import { cellContract } from '../testing.js';

// A cell as a user writes it: a minimal gated unit (Zhou et al. 2016) with two outputs of the gate,
// one of them split.
const minimalGatedUnit = cell({
  name: 'MGU',
  gates: { f: 'sum', n: 'split' },
  states: ['h'],
  equation: ({ f, n }, { h }) => {
    const forget = sigmoid(f);
    const candidate = tanh(add(n.input, mul(forget, n.recurrent)));
    return { h: add(mul(sub(1, forget), h), mul(forget, candidate)) };
  },
});

class MGU extends RecurrentLayer<'h'> {
  constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
    super(minimalGatedUnit, inputs, hidden, options);
  }
}

cellContract(
  { describe, test },
  "a user's own cell",
  (inputs, hidden, { random }) => new MGU(inputs, hidden, { random }),
);

// A state that the next step does not read, and a gate that the equation needs again as it was.
const odd = cell({
  name: 'odd',
  gates: { a: 'sum', b: 'sum' },
  states: ['h', 'trace'],
  equation: ({ a, b }, { h }) => ({ h: add(mul(a, b), mul(0.5, h)), trace: mul(a, tanh(b)) }),
});

class Odd extends RecurrentLayer<'h' | 'trace'> {
  constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
    super(odd, inputs, hidden, options);
  }
}

cellContract(
  { describe, test },
  'a cell with a state that is not read',
  (inputs, hidden, { random }) => new Odd(inputs, hidden, { random }),
);

test('gates whose products are split must be declared last', () => {
  const declare = () =>
    cell({ name: 'wrong', gates: { n: 'split', f: 'sum' }, states: ['h'], equation: ({ f }) => ({ h: f }) });
  expect(declare).toThrow(
    "wrong: the gates are declared as n, f; those of kind 'sum' must come first, then 'split', then 'input'.",
  );
});

test('the weights start uniform within one over the root of the hidden size', () => {
  const layer = new MGU(20, 25, { random: seeded(9) });
  const weights = [...(layer.weightHh?.toFloats() ?? []), ...layer.weightIh.toFloats()];
  expect(Math.max(...weights)).toBeLessThanOrEqual(0.2);
  expect(Math.max(...weights)).toBeGreaterThan(0.198);
  expect(Math.min(...weights)).toBeLessThan(-0.198);
});
