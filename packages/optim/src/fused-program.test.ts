import { multiply, parameter, scalar, square } from '@tbptt/core';
import { engine, type PointwiseProgram } from '@tbptt/core/operation';
import { expect, test } from 'vitest';
import { adam } from './adam.js';
import { branchesOf } from './branches.js';
import type { Chain } from './chain.js';
import { type FusedChain, fuseChain } from './fuse-chain.js';
import { Optimizer } from './optimizer.js';
import { averageWeights } from './transforms/average-weights.js';
import { clipAdaptively } from './transforms/clip-adaptively.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay } from './transforms/weight-decay.js';

const fused = (chain: Chain): FusedChain => fuseChain(branchesOf(chain, new Map()).stages);

test('two chains of the same form have the same programs, whatever their schedules are', () => {
  const chain = (learningRate: number): Chain => [
    weightDecay(0.1),
    clipByGlobalNorm(learningRate * 10),
    adam({ learningRate, betas: [0.9 + learningRate / 100, 0.999] }),
    averageWeights(),
  ];
  const [one, other] = [fused(chain(0.1)), fused(chain(0.2))];
  expect(other.program).toBe(one.program);
  expect(other.idle).toBe(one.idle);
  expect(other.stages.map(({ probe }) => probe)).toEqual(one.stages.map(({ probe }) => probe));
  expect(other.stages[1]?.probe).toBe(one.stages[1]?.probe);
});

test('chains of another form have programs of their own', () => {
  const programs: readonly PointwiseProgram[] = [
    [adam()],
    [adam({ eps: 1e-7 })],
    [adam({ amsgrad: true })],
    [weightDecay(0.1), adam()],
    [weightDecay(0.2), adam()],
    [clipAdaptively(), adam()],
    [scaleByLearningRate(1), scaleByLearningRate(1)],
    [scaleByLearningRate(1)],
  ].map((chain) => fused(chain).program);
  expect(new Set(programs).size).toBe(programs.length);
});

test('a second optimizer of a chain compiles nothing', () => {
  const { kernels } = engine();
  const chain = (): Chain => [clipByGlobalNorm(1), adam({ learningRate: 0.1, weightDecay: 0.25 })];
  const step = (): void => {
    const p = parameter(scalar(1));
    new Optimizer({ p }, chain()).step(() => square(p));
  };
  step();
  const kernel = kernels.pointwise(fused(chain()).program);
  step();
  expect(kernels.pointwise(fused(chain()).program)).toBe(kernel);
});

test('programs that have not been used for long are made anew, and those in use are not', () => {
  const chain = (coefficient: number): Chain => [weightDecay(coefficient), scaleByLearningRate(1)];
  const first = fused(chain(1)).program;
  for (let i = 2; i < 100; i++) {
    expect(fused(chain(i)).program).not.toBe(first);
    expect(fused(chain(1)).program).toBe(first);
  }
  for (let i = 100; i < 200; i++) fused(chain(i));
  expect(fused(chain(1)).program).not.toBe(first);
});

test('optimizers that share a program keep their own numbers', () => {
  const trained = (learningRate: number) => {
    const p = parameter(scalar(1));
    const optimizer = new Optimizer({ p }, adam({ learningRate }));
    return { p, step: () => optimizer.step(() => multiply(p, 2)) };
  };
  const [one, other] = [trained(0.1), trained(0.2)];
  for (const { step } of [one, other, one]) step();
  expect(one.p.item()).toBeCloseTo(0.8, 6);
  expect(other.p.item()).toBeCloseTo(0.8, 6);
});
