/** What the docstrings of `@tbptt/optim` say is refused, each with cases that try it. */
import {
  differentiate,
  evaluate,
  log,
  multiply,
  parameter,
  scalar,
  sqrt,
  square,
  type Tensor,
} from '@tbptt/core';
import * as optim from '@tbptt/optim';
import { type Attempt, type Claims, testClaims } from './claims.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const untyped = (value: unknown): never => value as never;
const setting = (chain: optim.Chain = optim.sgd({ learningRate: 0.1 })) => {
  const p = parameter(scalar(2));
  return { p, optimizer: new optim.Optimizer({ p }, chain), loss: () => square(p) };
};
const stepped = (chain: optim.Chain): Attempt => {
  return () => {
    const { optimizer, loss } = setting(chain);
    optimizer.step(loss);
  };
};
const stale = (then: (optimizer: optim.Optimizer, loss: () => Tensor) => unknown): Attempt => {
  return () => {
    const { p, optimizer, loss } = setting();
    optimizer.accumulate(loss);
    differentiate([p], loss);
    then(optimizer, loss);
  };
};

/** Options of a chain that are out of range, and an unknown one. */
const chains = (
  make: (options: never) => unknown,
  ...bad: readonly object[]
): { ArgumentError: readonly Attempt[] } => ({
  ArgumentError: [
    { learnigRate: 1 },
    { learningRate: -1 },
    { learningRate: nan },
    { learningRate: infinity },
    ...bad,
  ].map((options) => () => make(untyped(options))),
});
const refused = (...attempts: readonly Attempt[]) => ({ ArgumentError: attempts });
/** Out of range for what must be at least 0, and finite. */
const NEGATIVE = [-1e-9, nan, infinity, -infinity] as const;
const eachOf = (values: readonly unknown[], attempt: (value: never) => unknown): readonly Attempt[] =>
  values.map((value) => () => attempt(untyped(value)));
/** A group of one process. */
const alone = { rank: 0, size: 1, allReduce: () => {}, broadcast: () => {}, barrier: () => {} };
/** No whole number of at least 1. */
const NO_COUNT = [0, -1, 1.5, nan, infinity, '1', undefined] as const;
const betas = [{ betas: [1, 0.9] }, { betas: [0.9, 1] }, { betas: [-0.1, 0.9] }, { betas: [nan, 0.9] }];
const plain = (value: object) => JSON.parse(JSON.stringify(value)) as never;

const claims: Claims = {
  adadelta: chains(optim.adadelta, { rho: 1.1 }, { eps: -1 }, { weightDecay: -1 }),
  adagrad: chains(optim.adagrad, { eps: -1 }, { lrDecay: -1 }, { initialAccumulator: -1 }),
  adam: chains(optim.adam, ...betas, { eps: -1 }, { weightDecay: -1 }),
  adamax: chains(optim.adamax, ...betas, { eps: -1 }),
  adamw: chains(optim.adamw, ...betas, { eps: -1 }, { weightDecay: nan }),
  asgd: chains(optim.asgd, { lambd: -1 }, { t0: -1 }),
  nadam: chains(optim.nadam, ...betas, { momentumDecay: -1 }),
  radam: chains(optim.radam, ...betas, { eps: nan }),
  rmsprop: chains(optim.rmsprop, { alpha: 1 }, { eps: -1 }, { momentum: -1 }),
  rprop: chains(
    optim.rprop,
    { etas: [0.5, 1] },
    { etas: [1, 1.2] },
    { etas: [0, 1.2] },
    { stepSizes: [2, 1] },
    { stepSizes: [-1, 1] },
  ),
  sgd: chains(
    optim.sgd,
    { learningRate: 0.1, momentum: -1 },
    { learningRate: 0.1, momentum: 0.9, dampening: 2 },
    { learningRate: 0.1, nesterov: true },
    { learningRate: 0.1, nesterov: true, momentum: 0.9, dampening: 0.1 },
  ),
  groups: refused(
    () => optim.groups([untyped({ chain: optim.adam(), params: [] })]),
    () => optim.groups(untyped({ chain: optim.adam() })),
  ),
  Optimizer: refused(
    () => new optim.Optimizer(untyped(undefined), optim.adam()),
    () => new optim.Optimizer({}, optim.adam()),
    () => new optim.Optimizer([parameter(scalar(1))], []),
    () => new optim.Optimizer([parameter(scalar(1))], untyped([optim.adam])),
    () => setting(optim.groups([{ parameters: () => false, chain: optim.adam() }])),
    () => setting(optim.groups([{ parameters: () => false, chain: optim.adam() }, { chain: optim.adam() }])),
    () =>
      setting(
        optim.groups([{ parameters: [parameter(scalar(1))], chain: optim.adam() }, { chain: optim.adam() }]),
      ),
  ),
  'Optimizer.step': {
    NonFiniteError: [
      () => {
        const { p, optimizer } = setting();
        optimizer.step(() => log(multiply(p, 0)));
      },
      () => {
        // The loss is 0 and its gradient infinite.
        const { p, optimizer } = setting([optim.clipByGlobalNorm(infinity), optim.adam()]);
        p.assign(scalar(0));
        optimizer.step(() => sqrt(p));
      },
    ],
    ArgumentError: [
      () => {
        const { optimizer } = setting();
        optimizer.step(() => scalar(1));
      },
      stepped(optim.sgd({ learningRate: () => nan })),
      stepped(optim.sgd({ learningRate: () => -1 })),
      stepped(optim.sgd({ learningRate: () => 1e39 })),
      stepped(optim.adam({ betas: [() => 1, 0.9] })),
    ],
  },
  'Optimizer.accumulate': {
    NonFiniteError: [
      () => {
        const { p, optimizer } = setting();
        optimizer.accumulate(() => log(multiply(p, 0)));
      },
    ],
    ArgumentError: [
      ...eachOf([nan, infinity, '1', null], (weight) => {
        const { optimizer, loss } = setting();
        optimizer.accumulate(loss, { weight });
      }),
      () => setting().optimizer.accumulate(() => scalar(1)),
    ],
    LifetimeError: [stale((optimizer, loss) => optimizer.accumulate(loss))],
  },
  'Optimizer.update': {
    NonFiniteError: [
      () => {
        const { p, optimizer } = setting([optim.clipByGlobalNorm(1), optim.adam()]);
        p.assign(scalar(0));
        optimizer.accumulate(() => sqrt(p));
        optimizer.update();
      },
    ],
    ArgumentError: [
      () => {
        const { optimizer, loss } = setting(optim.sgd({ learningRate: () => nan }));
        optimizer.accumulate(loss);
        optimizer.update();
      },
    ],
    LifetimeError: [
      stale((optimizer) => optimizer.update()),
      () => evaluate(() => setting().optimizer.update()),
    ],
  },
  'Optimizer.withAverages': {
    ArgumentError: [
      () => setting().optimizer.withAverages(() => 1),
      () => setting(optim.asgd()).optimizer.withAverages(async () => Promise.resolve(1)),
      () => setting(optim.asgd()).optimizer.withAverages(() => [1][Symbol.iterator]()),
    ],
    LifetimeError: [
      () => evaluate(() => setting(optim.asgd()).optimizer.withAverages(() => 1)),
      () => {
        const { optimizer, loss } = setting(optim.asgd());
        optimizer.step(loss);
        optimizer.withAverages(() => optimizer.withAverages(() => 1));
      },
      () => {
        const { optimizer, loss } = setting(optim.asgd());
        optimizer.step(loss);
        optimizer.withAverages(() => optimizer.step(loss));
      },
    ],
  },
  'Optimizer.restore': {
    FormatError: eachOf(
      [
        null,
        {},
        [],
        { steps: -1, updates: { p: 0 }, slots: {} },
        { steps: 0.5, updates: { p: 0 }, slots: {} },
        { steps: '1', updates: { p: 0 }, slots: {} },
        { steps: 1, updates: {}, slots: {} },
        { steps: 1, updates: { p: 2 }, slots: {} },
        { steps: 1, updates: { p: 1, q: 1 }, slots: {} },
        { steps: 1, updates: { p: 1 }, slots: { velocity: scalar(1) } },
      ],
      (state) => setting().optimizer.restore(state),
    ),
    LifetimeError: [
      () => {
        const { optimizer } = setting(optim.adam());
        const { slots, ...rest } = optimizer.state();
        const ended = evaluate(() => {
          const now = { slot: square(scalar(1)) };
          return () => now.slot;
        });
        optimizer.restore({
          ...rest,
          slots: Object.fromEntries(Object.keys(slots).map((name) => [name, ended()])),
        });
      },
      () => {
        const { optimizer } = setting();
        const state = optimizer.state();
        evaluate(() => optimizer.restore(state));
      },
    ],
  },
  transform: refused(
    ...eachOf(
      [
        undefined,
        {},
        { name: 't' },
        { name: 1, update: () => 1 },
        { name: 't', update: () => 1, slot: {} },
        { name: 't', update: () => 1, slots: { a: 'x' } },
        { name: 't', update: () => 1, slots: { a: 0 }, uniforms: { a: () => 1 } },
        { name: 't', update: () => 1, norm: 3 },
      ],
      optim.transform,
    ),
  ),
  constantFactor: refused(
    ...eachOf(NEGATIVE, optim.constantFactor),
    ...eachOf(NEGATIVE, (factor) => optim.constantFactor(1, { factor })),
    ...eachOf([-1, 1.5, nan], (steps) => optim.constantFactor(1, { steps })),
  ),
  constant: refused(...eachOf(NEGATIVE, optim.constant)),
  cosineAnnealing: refused(
    ...eachOf(NEGATIVE, (initial) => optim.cosineAnnealing(initial, { steps: 2 })),
    ...eachOf(NEGATIVE, (final) => optim.cosineAnnealing(1, { steps: 2, final })),
    ...eachOf(NO_COUNT, (steps) => optim.cosineAnnealing(1, { steps })),
  ),
  cosineRestarts: refused(
    ...eachOf(NEGATIVE, (initial) => optim.cosineRestarts(initial, { steps: 2 })),
    ...eachOf(NO_COUNT, (steps) => optim.cosineRestarts(1, { steps })),
    ...eachOf([0, 1.5, nan], (growth) => optim.cosineRestarts(1, { steps: 2, growth })),
    ...eachOf(NEGATIVE, (final) => optim.cosineRestarts(1, { steps: 2, final })),
  ),
  cosine: refused(
    ...eachOf(NEGATIVE, (initial) => optim.cosine(initial, { steps: 2 })),
    ...eachOf(NO_COUNT, (steps) => optim.cosine(1, { steps })),
    ...eachOf([-1, 0.5, 2, 3, nan], (warmup) => optim.cosine(1, { steps: 2, warmup })),
    ...eachOf(NEGATIVE, (final) => optim.cosine(1, { steps: 2, final })),
  ),
  cyclic: refused(
    ...eachOf(NEGATIVE, (base) => optim.cyclic(base, 1)),
    ...eachOf(NEGATIVE, (peak) => optim.cyclic(0, peak)),
    ...eachOf(NEGATIVE, (factor) => optim.cyclic(0, 1, { mode: 'exp_range', factor })),
    ...eachOf(NEGATIVE, (baseMomentum) => optim.cyclic(0, 1, { baseMomentum })),
    ...eachOf(NEGATIVE, (maxMomentum) => optim.cyclic(0, 1, { maxMomentum })),
    ...eachOf([0, 1.5, nan], (stepSizeUp) => optim.cyclic(0, 1, { stepSizeUp })),
    ...eachOf([0, 1.5, nan], (stepSizeDown) => optim.cyclic(0, 1, { stepSizeDown })),
    () => optim.cyclic(0, 1, { mode: untyped('square') }),
  ),
  exponential: refused(
    ...eachOf(NEGATIVE, (initial) => optim.exponential(initial, { factor: 1 })),
    ...eachOf([...NEGATIVE, undefined], (factor) => optim.exponential(1, { factor })),
  ),
  lambda: refused(
    ...eachOf(NEGATIVE, (initial) => optim.lambda(initial, () => 1)),
    ...eachOf([undefined, 1, {}], (factor) => optim.lambda(1, factor)),
  ),
  linear: refused(
    ...eachOf(NEGATIVE, (initial) => optim.linear(initial)),
    ...eachOf(NEGATIVE, (startFactor) => optim.linear(1, { startFactor })),
    ...eachOf(NEGATIVE, (endFactor) => optim.linear(1, { endFactor })),
    ...eachOf([0, 1.5, nan], (steps) => optim.linear(1, { steps })),
  ),
  multiStep: refused(
    ...eachOf(NEGATIVE, (initial) => optim.multiStep(initial, { milestones: [1] })),
    ...eachOf(NEGATIVE, (factor) => optim.multiStep(1, { milestones: [1], factor })),
    ...eachOf([[2, 1], [0.5], [nan], 1, undefined], (milestones) => optim.multiStep(1, { milestones })),
  ),
  oneCycle: refused(
    ...eachOf(NEGATIVE, (peak) => optim.oneCycle(peak, { steps: 5 })),
    ...eachOf(NO_COUNT, (steps) => optim.oneCycle(1, { steps })),
    ...eachOf([-0.1, 1.1, nan], (pctStart) => optim.oneCycle(1, { steps: 5, pctStart })),
    () => optim.oneCycle(1, { steps: 5, pctStart: 0.6, threePhase: true }),
    ...eachOf([0, -1, nan], (divFactor) => optim.oneCycle(1, { steps: 5, divFactor })),
    ...eachOf([0, -1, nan], (finalDivFactor) => optim.oneCycle(1, { steps: 5, finalDivFactor })),
    ...eachOf(NEGATIVE, (baseMomentum) => optim.oneCycle(1, { steps: 5, baseMomentum })),
    ...eachOf(NEGATIVE, (maxMomentum) => optim.oneCycle(1, { steps: 5, maxMomentum })),
  ),
  polynomial: refused(
    ...eachOf(NEGATIVE, (initial) => optim.polynomial(initial)),
    ...eachOf(NEGATIVE, (final) => optim.polynomial(1, { final })),
    ...eachOf([0, -1, nan], (power) => optim.polynomial(1, { power })),
    ...eachOf([0, 1.5, nan], (steps) => optim.polynomial(1, { steps })),
  ),
  ReduceOnPlateau: refused(
    ...eachOf(NEGATIVE, (initial) => new optim.ReduceOnPlateau(initial)),
    ...eachOf(NEGATIVE, (threshold) => new optim.ReduceOnPlateau(1, { threshold })),
    ...eachOf(NEGATIVE, (minLearningRate) => new optim.ReduceOnPlateau(1, { minLearningRate })),
    ...eachOf(NEGATIVE, (eps) => new optim.ReduceOnPlateau(1, { eps })),
    ...eachOf([-0.1, 1, nan], (factor) => new optim.ReduceOnPlateau(1, { factor })),
    ...eachOf([-1, 0.5, nan], (patience) => new optim.ReduceOnPlateau(1, { patience })),
    ...eachOf([-1, 0.5, nan], (cooldown) => new optim.ReduceOnPlateau(1, { cooldown })),
  ),
  'ReduceOnPlateau.observe': refused(
    ...eachOf([undefined, null, '1', scalar(1)], (metric) => new optim.ReduceOnPlateau(1).observe(metric)),
  ),
  'ReduceOnPlateau.restore': refused(
    ...eachOf(
      [
        null,
        {},
        { learningRate: -1, bad: 0, cooling: 0 },
        { learningRate: nan, bad: 0, cooling: 0 },
        { learningRate: 1, bad: -1, cooling: 0 },
        { learningRate: 1, bad: 0, cooling: 0.5 },
        { learningRate: 1, bad: 0, cooling: 0, best: '1' },
      ],
      (state) => new optim.ReduceOnPlateau(1).restore(state),
    ),
  ),
  sequential: refused(
    () => optim.sequential([], { milestones: [] }),
    () => optim.sequential([1, 2], { milestones: [] }),
    () => optim.sequential([1, 2], { milestones: [1, 2] }),
    () => optim.sequential([1, 2, 3], { milestones: [2, 1] }),
    () => optim.sequential([1, 2], { milestones: [0.5] }),
  ),
  stepDecay: refused(
    ...eachOf(NEGATIVE, (initial) => optim.stepDecay(initial, { every: 2 })),
    ...eachOf(NEGATIVE, (factor) => optim.stepDecay(1, { every: 2, factor })),
    ...eachOf(NO_COUNT, (every) => optim.stepDecay(1, { every })),
  ),
  warmup: refused(
    ...eachOf([-1, 0.5, nan, undefined], (steps) => optim.warmup(1, { steps })),
    ...eachOf(NEGATIVE, (startFactor) => optim.warmup(1, { steps: 2, startFactor })),
  ),
  Convergence: refused(
    ...eachOf([0, 1.5, nan], (window) => new optim.Convergence({ window })),
    ...eachOf([-1e-9, nan, -infinity], (relative) => new optim.Convergence({ relative })),
    ...eachOf([-1e-9, nan, -infinity], (absolute) => new optim.Convergence({ absolute })),
    () => new optim.Convergence(untyped({ windows: 3 })),
  ),
  'Convergence.observe': refused(
    ...eachOf([undefined, '1', null], (value) => new optim.Convergence().observe(value)),
  ),
  'Convergence.restore': refused(
    ...eachOf([null, {}, { latest: 1 }, { latest: ['1'] }, { latest: [1, 2, 3] }], (state) =>
      new optim.Convergence({ window: 2 }).restore(state),
    ),
  ),
  fit: refused(
    ...eachOf([0, -1, 1.5, nan], (epochs) => optim.fit({}, { epochs, training: () => [{ loss: 1 }] })),
    () => optim.fit({}, { epochs: 1, training: () => [] }),
    () => optim.fit({}, { epochs: 1, training: () => [{ loss: 1 }], monitor: 'accuracy' }),
    () => optim.fit({}, { epochs: 1, training: () => [{ loss: 1 }], validation: () => ({ f1: 1 }) }),
  ),
  trainOnBatches: refused(
    () => optim.trainOnBatches({ forward: square }, [], untyped({})),
    () => [
      ...optim.trainOnBatches({ forward: square }, untyped([[scalar(1)]]), {
        optimizer: new optim.Optimizer([parameter(scalar(1))], optim.sgd({ learningRate: 1 })),
        loss: (y) => y,
      }),
    ],
  ),
  EarlyStopping: refused(
    ...eachOf([-1, 0.5, nan, undefined], (patience) => new optim.EarlyStopping({}, { patience })),
    ...eachOf(NEGATIVE, (threshold) => new optim.EarlyStopping({}, { patience: 1, threshold })),
    () => new optim.EarlyStopping({}, untyped({ patience: 1, minDelta: 0 })),
  ),
  'EarlyStopping.observe': refused(
    ...eachOf([undefined, '1', null], (value) =>
      new optim.EarlyStopping({ p: parameter(scalar(1)) }, { patience: 1 }).observe(value),
    ),
  ),
  'EarlyStopping.restoreBest': refused(
    () => new optim.EarlyStopping({ p: parameter(scalar(1)) }, { patience: 1 }).restoreBest(),
    () => {
      const before = new optim.EarlyStopping({ p: parameter(scalar(1)) }, { patience: 1 });
      before.observe(1);
      const after = new optim.EarlyStopping({ p: parameter(scalar(1)) }, { patience: 1 });
      after.restore(plain(before.state()));
      after.restoreBest();
    },
  ),
  'EarlyStopping.restore': refused(
    ...eachOf(
      [
        null,
        {},
        { observed: -1 },
        { observed: 0.5 },
        { observed: 1, best: 1, bestAt: 1 },
        { observed: 1, best: '1', bestAt: 0 },
      ],
      (state) => new optim.EarlyStopping({ p: parameter(scalar(1)) }, { patience: 1 }).restore(state),
    ),
  ),
  averageAcross: refused(
    ...eachOf([null, 5, {}, { rank: 0, size: 1 }], optim.averageAcross),
    ...eachOf([0, -1, nan, '1'], (weight) => optim.averageAcross(alone, { weight })),
    ...eachOf([0, 0.5, nan, '1'], (checkEvery) => optim.averageAcross(alone, { checkEvery })),
  ),
  averageWeights: refused(...eachOf([-0.1, 1.1, nan, '0.9'], (decay) => optim.averageWeights({ decay }))),
  clipAdaptively: refused(
    ...eachOf([0, -1, nan], optim.clipAdaptively),
    ...eachOf(NEGATIVE, (eps) => optim.clipAdaptively(1, { eps })),
  ),
  norm: refused(
    ...eachOf([0, 3, nan, -infinity, '2'], optim.norm),
    ...eachOf([0, 'row'], (scope) => optim.norm(2, { scope })),
  ),
  clipByGlobalNorm: refused(
    ...eachOf([0, -1, nan, '1'], optim.clipByGlobalNorm),
    ...eachOf([0, 3, nan, -infinity, '2'], (norm) => optim.clipByGlobalNorm(1, { norm })),
  ),
  clipByParameterNorm: refused(
    ...eachOf([0, -1, nan, '1'], optim.clipByParameterNorm),
    ...eachOf([0, 3, nan, '2'], (norm) => optim.clipByParameterNorm(1, { norm })),
  ),
  clipByValue: refused(...eachOf([0, -1, nan, '1', undefined], optim.clipByValue)),
  l1Decay: refused(...eachOf(NEGATIVE, optim.l1Decay)),
  weightDecay: refused(...eachOf(NEGATIVE, optim.weightDecay)),
  momentum: refused(
    ...eachOf(NEGATIVE, optim.momentum),
    ...eachOf([-0.1, 1.1, nan], (dampening) => optim.momentum(0.9, { dampening })),
    () => optim.momentum(0, { nesterov: true }),
    () => optim.momentum(0.9, { nesterov: true, dampening: 0.1 }),
  ),
  scaleByAdadelta: refused(
    ...eachOf([-0.1, 1.1, nan], (rho) => optim.scaleByAdadelta({ rho })),
    ...eachOf(NEGATIVE, (eps) => optim.scaleByAdadelta({ eps })),
  ),
  scaleByAdagrad: refused(
    ...eachOf(NEGATIVE, (eps) => optim.scaleByAdagrad({ eps })),
    ...eachOf(NEGATIVE, (initialAccumulator) => optim.scaleByAdagrad(untyped({ initialAccumulator }))),
  ),
  scaleByAdam: refused(
    ...eachOf(betas, optim.scaleByAdam),
    ...eachOf(NEGATIVE, (eps) => optim.scaleByAdam({ eps })),
  ),
  scaleByAdamax: refused(
    ...eachOf(betas, optim.scaleByAdamax),
    ...eachOf(NEGATIVE, (eps) => optim.scaleByAdamax({ eps })),
  ),
  scaleByNAdam: refused(
    ...eachOf(betas, optim.scaleByNAdam),
    ...eachOf(NEGATIVE, (eps) => optim.scaleByNAdam({ eps })),
    ...eachOf(NEGATIVE, (momentumDecay) => optim.scaleByNAdam({ momentumDecay })),
  ),
  scaleByRAdam: refused(
    ...eachOf(betas, optim.scaleByRAdam),
    ...eachOf(NEGATIVE, (eps) => optim.scaleByRAdam({ eps })),
  ),
  scaleByRMS: refused(
    ...eachOf([-0.1, 1, nan], (alpha) => optim.scaleByRMS({ alpha })),
    ...eachOf(NEGATIVE, (eps) => optim.scaleByRMS({ eps })),
  ),
  scaleByRprop: refused(
    ...eachOf(NEGATIVE, (initial) => optim.scaleByRprop(initial)),
    ...eachOf([[0, 1.2], [1, 1.2], [0.5, 1], [nan, 2], [0.5]], (etas) => optim.scaleByRprop(1, { etas })),
    ...eachOf([[-1, 1], [2, 1], [nan, 1], [1]], (stepSizes) => optim.scaleByRprop(1, { stepSizes })),
  ),
  scaleByLearningRate: refused(
    ...eachOf(NEGATIVE, optim.scaleByLearningRate),
    stepped([optim.scaleByLearningRate(() => nan)]),
  ),
};

testClaims({ package: 'optim', exported: optim, claims, atLeast: 50 });
