import { ArgumentError } from '@tbptt/core';
import { mul } from '@tbptt/core/equation';
import { describe, expect, test } from 'vitest';
import { adam } from './adam.js';
import { fuseChain } from './fuse-chain.js';
import { transform } from './transform.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
import { clipByValue } from './transforms/clip-by-value.js';
import { momentum } from './transforms/momentum.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay } from './transforms/weight-decay.js';

const namesOf = (operands: readonly { readonly name: string }[]): string[] =>
  operands.map(({ name }) => name).toSorted();

describe('a fused chain', () => {
  test('reads the parameter, its gradient and slots once, and writes the parameter and the slots', () => {
    const { program, slots } = fuseChain([clipByGlobalNorm(5), adam({ weightDecay: 0.1 })]);
    expect(namesOf(program.inputs)).toEqual([
      'adam.mean',
      'adam.meanCorrection',
      'adam.meanShare',
      'adam.rootCorrection',
      'adam.variance',
      'adam.varianceKept',
      'adam.varianceShare',
      'clipByGlobalNorm.coefficient',
      'gradient',
      'learningRate.rate',
      'parameter',
    ]);
    expect(namesOf(program.outputs)).toEqual(['adam.mean', 'adam.variance', 'parameter']);
    expect(slots).toEqual([
      { name: 'adam.mean', value: 0 },
      { name: 'adam.variance', value: 0 },
    ]);
  });

  test('computes a gradient in order to measure it only where transforms precede the one that asks', () => {
    const first = fuseChain([clipByGlobalNorm(1), scaleByLearningRate(0.1)]);
    expect(first.sections.map(({ norm, probe }) => [norm, probe])).toEqual([[2, undefined]]);
    const { sections } = fuseChain([
      weightDecay(0.1),
      momentum(0.9),
      clipByGlobalNorm(1),
      clipByValue(0.5),
      clipByGlobalNorm(1, { norm: 1 }),
    ]);
    expect(sections.map(({ norm }) => norm)).toEqual([undefined, 2, 1]);
    expect(sections.map(({ probe }) => probe && namesOf(probe.inputs))).toEqual([
      undefined,
      ['gradient', 'momentum.kept', 'momentum.velocity', 'parameter'],
      ['clipByGlobalNorm.coefficient', 'gradient', 'momentum.kept', 'momentum.velocity', 'parameter'],
    ]);
    expect(sections.map(({ probe }) => probe && namesOf(probe.outputs))).toEqual([
      undefined,
      ['measured'],
      ['measured'],
    ]);
  });

  test('keeps the uniforms in the order of the chain', () => {
    const { sections } = fuseChain([scaleByLearningRate(1), clipByGlobalNorm(1), scaleByLearningRate(2)]);
    expect(sections.map(({ uniforms }) => uniforms.map(({ name }) => name))).toEqual([
      ['learningRate.rate'],
      ['clipByGlobalNorm.coefficient', 'learningRate2.rate'],
    ]);
  });

  test('refuses a transform that asks for a norm that is none', () => {
    const odd = transform({
      name: 'odd',
      norm: 0.5,
      uniforms: { inverse: ({ gradientNorm }) => 1 / gradientNorm },
      update: (gradient, { uniforms }) => ({ gradient: mul(uniforms.inverse, gradient) }),
    });
    expect(() => fuseChain([odd])).toThrow(ArgumentError);
    expect(() => fuseChain([odd])).toThrow('odd: the norm is 0.5; it must be 1, 2 or Infinity.');
  });
});
