import { ArgumentError } from '@tbptt/core';
import { div } from '@tbptt/core/equation';
import { describe, expect, test } from 'vitest';
import { adam } from './adam.js';
import { branchesOf } from './branches.js';
import type { Chain } from './chain.js';
import { type FusedChain, fuseChain } from './fuse-chain.js';
import { norm } from './norm.js';
import { transform } from './transform.js';
import { averageWeights } from './transforms/average-weights.js';
import { clipAdaptively } from './transforms/clip-adaptively.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
import { clipByValue } from './transforms/clip-by-value.js';
import { momentum } from './transforms/momentum.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay } from './transforms/weight-decay.js';

const namesOf = (operands: readonly { readonly name: string }[]): string[] =>
  operands.map(({ name }) => name).toSorted();

/** A chain without groups, fused. */
const fused = (chain: Chain): FusedChain => fuseChain(branchesOf(chain, new Map()).stages);

describe('a fused chain', () => {
  test('reads the parameter, its gradient and slots once, and writes the parameter and the slots', () => {
    const { program, slots } = fused([clipByGlobalNorm(5), adam({ weightDecay: 0.1 })]);
    expect(namesOf(program.inputs)).toEqual([
      'adam.firstMoment',
      'adam.firstShare',
      'adam.meanCorrection',
      'adam.rootCorrection',
      'adam.secondKept',
      'adam.secondMoment',
      'adam.secondShare',
      'clipByGlobalNorm.limit',
      'clipByGlobalNorm.norm.gradient',
      'gradient',
      'learningRate.rate',
      'parameter',
    ]);
    expect(namesOf(program.outputs)).toEqual(['adam.firstMoment', 'adam.secondMoment', 'parameter']);
    expect(slots).toEqual([
      { name: 'adam.firstMoment', value: 0 },
      { name: 'adam.secondMoment', value: 0 },
    ]);
  });

  test('computes a gradient in order to measure it only where transforms precede the one that asks', () => {
    const first = fused([clipByGlobalNorm(1), scaleByLearningRate(0.1)]);
    expect(first.stages.map(({ probe }) => probe)).toEqual([undefined, undefined]);
    const { stages } = fused([
      weightDecay(0.1),
      momentum(0.9),
      clipByGlobalNorm(1),
      clipByValue(0.5),
      clipByGlobalNorm(1, { norm: 1 }),
    ]);
    const probes = stages.flatMap(({ probe }, index) => (probe === undefined ? [] : [{ index, ...probe }]));
    expect(probes.map(({ index }) => index)).toEqual([2, 4]);
    expect(probes.map(({ inputs }) => namesOf(inputs))).toEqual([
      ['gradient', 'momentum.kept', 'momentum.velocity', 'parameter'],
      [
        'clipByGlobalNorm.limit',
        'clipByGlobalNorm.norm.gradient',
        'gradient',
        'momentum.kept',
        'momentum.velocity',
        'parameter',
      ],
    ]);
    expect(probes.map(({ outputs }) => namesOf(outputs))).toEqual([['measured'], ['measured']]);
  });

  test('gives two transforms of one name names of their own', () => {
    const { stages } = fused([scaleByLearningRate(1), clipByGlobalNorm(1), scaleByLearningRate(2)]);
    expect(stages.map(({ uniforms }) => uniforms.map(({ name }) => name))).toEqual([
      ['learningRate.rate'],
      ['clipByGlobalNorm.limit'],
      ['learningRate2.rate'],
    ]);
  });

  test('reads what differs between units as rows', () => {
    const { program, stages } = fused([clipAdaptively(), scaleByLearningRate(1)]);
    const kinds = Object.fromEntries(program.inputs.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({
      'clipAdaptively.norm.gradient': 'row',
      'clipAdaptively.norm.parameter': 'row',
      'learningRate.rate': 'uniform',
      gradient: 'full',
    });
    expect(stages.map(({ norm }) => norm !== undefined)).toEqual([true, false]);
  });

  test('knows where averages of the parameters are, which only its last transform can keep', () => {
    expect(fused([adam(), averageWeights()]).averages).toBe('averageWeights.average');
    expect(fused([adam()]).averages).toBeUndefined();
    expect(() => fused([averageWeights(), adam()])).toThrow(
      'averageWeights: it keeps averages of the parameters, but another transform follows it; it must be the last of the chain.',
    );
  });

  test('refuses a transform that asks for a norm that is none', () => {
    const odd = () =>
      transform({
        name: 'odd',
        norm: norm(0.5),
        update: (gradient, { gradientNorm }) => ({ gradient: div(gradient, gradientNorm) }),
      });
    expect(odd).toThrow(ArgumentError);
    expect(odd).toThrow('norm: the norm is 0.5; it must be 1, 2 or Infinity.');
  });
});
