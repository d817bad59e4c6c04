/** Every export with every argument and option replaced by values that are mostly wrong. */
import { parameter, scalar, square } from '@tbptt/core';
import { argumentContract, type ValidCall } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import * as optim from './index.js';

/** A call, and arguments that are valid. */
const of = (call: ValidCall['call'], ...given: readonly unknown[]): ValidCall => ({ call, given });

const p = parameter(scalar(1));
const fresh = (chain: optim.Chain = optim.adam()) => new optim.Optimizer({ p }, chain);
const alone = { rank: 0, size: 1, allReduce: () => {}, broadcast: () => {}, barrier: () => {} };
const improvement = { threshold: 0, mode: 'min', thresholdMode: 'rel' };
const [betas, eps, learningRate, weightDecay] = [[0.9, 0.99], 1e-8, 0.1, 0];
const momenta = { baseMomentum: 0.1, maxMomentum: 0.2 };
const rprop = { etas: [0.5, 1.2], stepSizes: [0, 1] };
const loss = () => square(p);

const cases: Readonly<Record<string, ValidCall>> = {
  adadelta: of(optim.adadelta, { learningRate, rho: 0.9, eps, weightDecay }),
  adagrad: of(optim.adagrad, { learningRate, eps, weightDecay }),
  adam: of(optim.adam, { learningRate, betas, eps, weightDecay }),
  adamax: of(optim.adamax, { learningRate, betas, eps, weightDecay }),
  adamw: of(optim.adamw, { learningRate, betas, eps, weightDecay }),
  asgd: of(optim.asgd, { learningRate, lambd: 0.1, alpha: 0.7, t0: 1, weightDecay }),
  nadam: of(optim.nadam, { learningRate, betas, eps, weightDecay, momentumDecay: 0.1 }),
  radam: of(optim.radam, { learningRate, betas, eps, weightDecay }),
  rmsprop: of(optim.rmsprop, { learningRate, alpha: 0.9, eps, weightDecay, momentum: 0.1, centered: true }),
  rprop: of(optim.rprop, { learningRate, ...rprop }),
  sgd: of(optim.sgd, { learningRate, momentum: 0.9, dampening: 0, nesterov: false, weightDecay }),
  averageAcross: of(optim.averageAcross, alone, { weight: 1, checkEvery: 100 }),
  averageWeights: of(optim.averageWeights, { decay: 0.9 }),
  clipAdaptively: of(optim.clipAdaptively, 1, { eps }),
  clipByGlobalNorm: of(optim.clipByGlobalNorm, 1, { norm: 2 }),
  clipByParameterNorm: of(optim.clipByParameterNorm, 1, { norm: 2 }),
  clipByValue: of(optim.clipByValue, 1),
  l1Decay: of(optim.l1Decay, 1),
  maximize: of(optim.maximize),
  weightDecay: of(optim.weightDecay, 1),
  momentum: of(optim.momentum, 0.9, { dampening: 0, nesterov: false }),
  scaleByAdadelta: of(optim.scaleByAdadelta, { rho: 0.9, eps }),
  scaleByAdagrad: of(optim.scaleByAdagrad, { eps }),
  scaleByAdam: of(optim.scaleByAdam, { betas, eps }),
  scaleByAdamax: of(optim.scaleByAdamax, { betas, eps }),
  scaleByLearningRate: of(optim.scaleByLearningRate, 1),
  scaleByNAdam: of(optim.scaleByNAdam, { betas, eps, momentumDecay: 0.1 }),
  scaleByRAdam: of(optim.scaleByRAdam, { betas, eps }),
  scaleByRMS: of(optim.scaleByRMS, { alpha: 0.9, eps, centered: true }),
  scaleByRprop: of(optim.scaleByRprop, 1, rprop),
  constant: of(optim.constant, 1),
  constantFactor: of(optim.constantFactor, 1, { factor: 0.5, steps: 2 }),
  cosine: of(optim.cosine, 1, { steps: 5, warmup: 1, final: 0 }),
  cosineAnnealing: of(optim.cosineAnnealing, 1, { steps: 5, final: 0 }),
  cosineRestarts: of(optim.cosineRestarts, 1, { steps: 5, growth: 2, final: 0 }),
  cyclic: of(optim.cyclic, 0, 1, {
    stepSizeUp: 1,
    stepSizeDown: 1,
    mode: 'triangular',
    factor: 1,
    ...momenta,
  }),
  exponential: of(optim.exponential, 1, { factor: 0.9 }),
  lambda: of(optim.lambda, 1, () => 1),
  linear: of(optim.linear, 1, { startFactor: 0.1, endFactor: 1, steps: 2 }),
  multiStep: of(optim.multiStep, 1, { milestones: [1], factor: 0.1 }),
  oneCycle: of(optim.oneCycle, 1, {
    steps: 5,
    pctStart: 0.3,
    annealStrategy: 'cos',
    threePhase: false,
    divFactor: 2,
    finalDivFactor: 2,
    ...momenta,
  }),
  polynomial: of(optim.polynomial, 1, { steps: 2, power: 1, final: 0 }),
  sequential: of(optim.sequential, [1, 2], { milestones: [1] }),
  stepDecay: of(optim.stepDecay, 1, { every: 2, factor: 0.1 }),
  warmup: of(optim.warmup, 1, { steps: 2, startFactor: 0 }),
  norm: of(optim.norm, 2, { scope: 'unit' }),
  transform: of(optim.transform, {
    name: 't',
    slots: { a: 0 },
    uniforms: { u: () => 1 },
    notNegative: ['a'],
    norm: optim.norm(2),
    everyStep: false,
    averages: 'a',
    update: () => ({}),
  }),
  groups: of(optim.groups, [{ parameters: () => true, chain: optim.adam() }]),
  'groups of one': of((group) => optim.groups([group]), { parameters: () => true, chain: optim.adam() }),
  Optimizer: of((model, chain) => new optim.Optimizer(model, chain), { p }, optim.adam()),
  'Optimizer of groups': of((group) => new optim.Optimizer({ p }, optim.groups([group])), {
    parameters: () => true,
    chain: optim.adam(),
  }),
  'Optimizer.step': of((closure) => fresh().step(closure), loss),
  'Optimizer.step and its loss': of((given) => fresh().step(() => given), p),
  'Optimizer.accumulate': of((...given: [never, never]) => fresh().accumulate(...given), loss, { weight: 1 }),
  'Optimizer.restore': of((state) => fresh().restore(state), fresh().state()),
  'Optimizer.withAverages': of(
    (closure) => fresh(optim.asgd()).withAverages(closure),
    () => 1,
  ),
  fit: of(
    (...given: [never, never]) => optim.fit(...given),
    { p },
    {
      epochs: 1,
      training: () => [{ loss: 1 }],
      validation: () => 1,
      monitor: 'loss',
      mode: 'min',
      patience: 1,
      restoreBest: false,
      onUpdate: () => {},
      onEpoch: () => {},
    },
  ),
  trainOnBatches: of(
    (...given: [never, never, never]) => [...optim.trainOnBatches(...given)],
    { forward: () => square(p) },
    [[p, p]],
    { optimizer: fresh(), loss },
  ),
  EarlyStopping: of(
    (model, options) => new optim.EarlyStopping(model, options),
    { p },
    {
      patience: 1,
      ...improvement,
    },
  ),
  'EarlyStopping.observe': of((value) => new optim.EarlyStopping({ p }, { patience: 1 }).observe(value), 1),
  'EarlyStopping.restore': of(
    (...given: [never, never]) => new optim.EarlyStopping({ p }, { patience: 1 }).restore(...given),
    { observed: 1, best: 1, bestAt: 0 },
    { p: scalar(1) },
  ),
  Convergence: of((options) => new optim.Convergence(options), { window: 2, relative: 0, absolute: 0 }),
  'Convergence.observe': of((value) => new optim.Convergence().observe(value), 1),
  'Convergence.restore': of((state) => new optim.Convergence().restore(state), { latest: [1] }),
  ReduceOnPlateau: of((...given: [never, never]) => new optim.ReduceOnPlateau(...given), 1, {
    ...improvement,
    factor: 0.1,
    patience: 1,
    cooldown: 0,
    minLearningRate: 0,
    eps,
  }),
  'ReduceOnPlateau.observe': of((value) => new optim.ReduceOnPlateau(1).observe(value), 1),
  'ReduceOnPlateau.restore': of((state) => new optim.ReduceOnPlateau(1).restore(state), {
    learningRate: 1,
    best: 1,
    bad: 0,
    cooling: 0,
  }),
};

test('every export is tried', () => {
  expect(Object.keys(optim).filter((name) => !(name in cases))).toEqual([]);
});

argumentContract({ describe, test }, cases);
