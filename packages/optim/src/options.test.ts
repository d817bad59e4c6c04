import { ArgumentError } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import * as optim from './index.js';

/** Calls a function as JavaScript may call it. */
const applied = (f: (...values: never[]) => unknown, ...values: readonly unknown[]): unknown =>
  Reflect.apply(f, undefined, values);
const constructed = (C: new (...values: never[]) => unknown, ...values: readonly unknown[]): unknown =>
  Reflect.construct(C, values);

const STEPS = { steps: 10 };
const alone = { rank: 0, size: 1, allReduce: () => {}, broadcast: () => {}, barrier: () => {} };

/** Every function and class with options: a valid call, for which options are the last argument. */
const takesOptions: Readonly<Record<string, (options: object | undefined) => unknown>> = {
  adadelta: (options) => optim.adadelta(options),
  adagrad: (options) => optim.adagrad(options),
  adam: (options) => optim.adam(options),
  adamax: (options) => optim.adamax(options),
  adamw: (options) => optim.adamw(options),
  asgd: (options) => optim.asgd(options),
  nadam: (options) => optim.nadam(options),
  radam: (options) => optim.radam(options),
  rmsprop: (options) => optim.rmsprop(options),
  rprop: (options) => optim.rprop(options),
  sgd: (options) => optim.sgd({ learningRate: 1, ...options }),
  averageAcross: (options) => optim.averageAcross(alone, options),
  averageWeights: (options) => optim.averageWeights(options),
  clipAdaptively: (options) => optim.clipAdaptively(1, options),
  clipByGlobalNorm: (options) => optim.clipByGlobalNorm(1, options),
  clipByParameterNorm: (options) => optim.clipByParameterNorm(1, options),
  momentum: (options) => optim.momentum(0.9, options),
  norm: (options) => optim.norm(2, options),
  scaleByAdadelta: (options) => optim.scaleByAdadelta(options),
  scaleByAdagrad: (options) => optim.scaleByAdagrad(options),
  scaleByAdam: (options) => optim.scaleByAdam(options),
  scaleByAdamax: (options) => optim.scaleByAdamax(options),
  scaleByNAdam: (options) => optim.scaleByNAdam(options),
  scaleByRAdam: (options) => optim.scaleByRAdam(options),
  scaleByRMS: (options) => optim.scaleByRMS(options),
  scaleByRprop: (options) => optim.scaleByRprop(1, options),
  constantFactor: (options) => optim.constantFactor(1, options),
  cosine: (options) => optim.cosine(1, { ...STEPS, ...options }),
  cosineAnnealing: (options) => optim.cosineAnnealing(1, { ...STEPS, ...options }),
  cosineRestarts: (options) => optim.cosineRestarts(1, { ...STEPS, ...options }),
  cyclic: (options) => optim.cyclic(0, 1, options),
  exponential: (options) => optim.exponential(1, { factor: 0.9, ...options }),
  linear: (options) => optim.linear(1, options),
  multiStep: (options) => optim.multiStep(1, { milestones: [1], ...options }),
  oneCycle: (options) => optim.oneCycle(1, { ...STEPS, ...options }),
  polynomial: (options) => optim.polynomial(1, options),
  sequential: (options) => optim.sequential([1, 2], { milestones: [1], ...options }),
  stepDecay: (options) => optim.stepDecay(1, { every: 2, ...options }),
  warmup: (options) => optim.warmup(1, { ...STEPS, ...options }),
  ReduceOnPlateau: (options) => new optim.ReduceOnPlateau(1, options),
  EarlyStopping: (options) => new optim.EarlyStopping({}, { patience: 1, ...options }),
  Convergence: (options) => new optim.Convergence(options),
};

/** Those without options: no defaults, nothing to misspell, or checked in tests of their own. */
const takesNone = [
  'Optimizer',
  'clipByValue',
  'constant',
  'fit',
  'groups',
  'l1Decay',
  'lambda',
  'maximize',
  'scaleByLearningRate',
  'trainOnBatches',
  'transform',
  'weightDecay',
];

test('every export is in one of the lists', () => {
  expect(Object.keys(optim).toSorted()).toEqual([...Object.keys(takesOptions), ...takesNone].toSorted());
});

describe.each(Object.entries(takesOptions))('%s', (name, make) => {
  test('takes no options, or none at all', () => {
    expect(() => make(undefined)).not.toThrow();
    expect(() => make({})).not.toThrow();
  });

  test('refuses an option that it does not have', () => {
    expect(() => make({ wrongly: 1 })).toThrow(ArgumentError);
    expect(() => make({ wrongly: 1 })).toThrow(`${name}: there is no option 'wrongly'; the options are `);
  });
});

describe('options that are no object are refused', () => {
  const wrong = [0.5, 'fast', null, [0.1], () => 0.1];
  test.each(wrong.map((options) => [options]))('%s', (options) => {
    expect(() => applied(optim.adam, options)).toThrow(ArgumentError);
    expect(() => applied(optim.linear, 1, options)).toThrow(ArgumentError);
  });
});

describe('a name of PyTorch or Keras', () => {
  test.each([
    [() => optim.adam({ lr: 1 } as object), "adam: there is no option 'lr'; it is called learningRate here."],
    [
      () => optim.adamw({ weight_decay: 1 } as object),
      "adamw: there is no option 'weight_decay'; it is called weightDecay here.",
    ],
    [
      () => optim.adam({ epsilon: 1 } as object),
      "adam: there is no option 'epsilon'; it is called eps here.",
    ],
    [() => optim.nadam({ momentum_decay: 1 } as object), 'it is called momentumDecay here.'],
    [
      () => optim.adagrad({ initial_accumulator_value: 1 } as object),
      'it is called initialAccumulatorValue here.',
    ],
    [() => optim.stepDecay(1, { every: 1, gamma: 1 } as { every: number }), 'it is called factor here.'],
    [() => optim.cosineAnnealing(1, { T_max: 1 } as object as { steps: number }), 'it is called steps here.'],
    [
      () => optim.cosineRestarts(1, { steps: 1, T_mult: 1 } as { steps: number }),
      'it is called growth here.',
    ],
    [() => new optim.ReduceOnPlateau(1, { min_lr: 1 } as object), 'it is called minLearningRate here.'],
    [
      () => new optim.ReduceOnPlateau(1, { threshold_mode: 'abs' } as object),
      'it is called thresholdMode here.',
    ],
  ] as const)('is answered with ours, %#', (make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });

  test('that has no counterpart in the function is answered with its options', () => {
    expect(() => optim.rprop({ gamma: 1 } as object)).toThrow(
      "rprop: there is no option 'gamma'; the options are learningRate, etas, stepSizes.",
    );
  });
});

describe('a required argument that is missing is named', () => {
  test.each([
    [() => applied(optim.sgd), 'the learning rate is undefined'],
    [() => applied(optim.sgd, {}), 'the learning rate is undefined'],
    [() => applied(optim.cosine, 0.1), 'cosine: steps is undefined'],
    [() => applied(optim.oneCycle, 0.1), 'oneCycle: steps is undefined'],
    [() => applied(optim.warmup, 0.1), 'warmup: steps is undefined'],
    [() => applied(optim.exponential, 0.1), 'exponential: factor is undefined'],
    [() => applied(optim.stepDecay, 0.1), 'stepDecay: every is undefined'],
    [() => applied(optim.multiStep, 0.1), 'multiStep: the milestones are undefined'],
    [() => applied(optim.sequential, [0.1]), 'sequential: the milestones are undefined'],
    [() => applied(optim.sequential, 0.1, { milestones: [] }), 'the learning rates are 0.1'],
    [() => applied(optim.lambda, 0.1), 'lambda: factor is undefined'],
    [() => applied(optim.clipByGlobalNorm), 'the limit is undefined'],
    [() => applied(optim.clipByValue), 'the limit is undefined'],
    [() => applied(optim.weightDecay), 'the coefficient is undefined'],
    [() => constructed(optim.EarlyStopping, {}), 'the patience is undefined'],
    [() => constructed(optim.EarlyStopping, undefined, { patience: 1 }), 'the model is undefined'],
    [() => constructed(optim.ReduceOnPlateau), 'initial is undefined'],
  ] as const)('%#', (make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });
});

/** A list without an element at its only place. */
const sparse: never[] = Object.assign([], { length: 1 });

describe('options of another type are refused', () => {
  test.each([
    [
      () => optim.adam({ amsgrad: 'false' } as object),
      "scaleByAdam: amsgrad is 'false'; it must be true or false.",
    ],
    [() => optim.rmsprop({ centered: 1 } as object), 'scaleByRMS: centered is 1'],
    [
      () => optim.sgd({ learningRate: 1, nesterov: 1 } as object as { learningRate: number }),
      'momentum: nesterov is 1',
    ],
    [() => optim.nadam({ decoupledWeightDecay: 'yes' } as object), "nadam: decoupledWeightDecay is 'yes'"],
    [() => optim.averageWeights({ warmup: 10 } as object), 'averageWeights: warmup is 10'],
    [
      () => optim.oneCycle(1, { steps: 9, threePhase: 3 } as object as { steps: number }),
      'oneCycle: threePhase is 3',
    ],
    [
      () => optim.oneCycle(1, { steps: 9, annealStrategy: 'cosine' } as object as { steps: number }),
      "there is no annealStrategy 'cosine'; it must be 'cos' or 'linear'.",
    ],
    [() => optim.cyclic(0, 1, { mode: 'square' } as object), "cyclic: there is no mode 'square'"],
    [
      () => new optim.ReduceOnPlateau(1, { mode: 'least' } as object),
      "ReduceOnPlateau: there is no mode 'least'",
    ],
    [
      () => new optim.ReduceOnPlateau(1, { thresholdMode: 1 } as object),
      'ReduceOnPlateau: there is no thresholdMode 1',
    ],
    [() => optim.adam({ betas: 0.9 } as object), 'scaleByAdam: betas is 0.9; it must be an array of two.'],
    [
      () => optim.adam({ betas: [0.9] } as object),
      'scaleByAdam: betas is an array of 1; it must be an array of two.',
    ],
    [() => optim.rprop({ etas: 2 } as object), 'scaleByRprop: etas is 2'],
    [() => optim.adam({ learningRate: '0.1' } as object), "the learning rate is '0.1'"],
    [
      () => optim.adam({ learningRate: {} } as object),
      'the learning rate is an object; it must be a number, a function',
    ],
    [() => optim.adam({ learningRate: null } as object), 'the learning rate is null'],
    [
      () => optim.multiStep(1, { milestones: 5 } as object as { milestones: number[] }),
      'the milestones are 5',
    ],
    [() => optim.multiStep(1, { milestones: sparse }), 'milestones[0] is undefined'],
    [() => optim.sequential(sparse, { milestones: [] }), 'sequential: learning rate 0 is undefined'],
    [() => optim.groups(sparse), 'groups[0]: the options are null'],
    [() => new optim.Convergence().restore({ latest: sparse }), 'latest of the state is an array of other'],
  ] as const)('%#', (make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });
});

describe('numbers that are infinite in single precision are refused', () => {
  test.each([
    [
      () => optim.sgd({ learningRate: 1e39 }),
      'the learning rate is 1e+39, which is infinite in single precision',
    ],
    [() => optim.adam({ eps: 1e39 }), 'eps is 1e+39, which'],
    [() => optim.weightDecay(1e300), 'the coefficient is 1e+300, which'],
    [() => optim.clipByValue(4e38), 'the limit is 4e+38, which'],
    [() => optim.constant(3.5e38), 'the learning rate is 3.5e+38, which'],
    [() => new optim.ReduceOnPlateau(1e39), 'initial is 1e+39, which'],
    [() => optim.adagrad({ initialAccumulatorValue: 1e39 }), 'initialAccumulatorValue is 1e+39, which'],
  ] as const)('%#', (make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });

  test('and the largest number is not', () => {
    expect(() => optim.constant(2 ** 128 - 2 ** 104)).not.toThrow();
  });
});
