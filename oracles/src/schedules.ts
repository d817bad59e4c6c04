import {
  type CycledSchedule,
  constantFactor,
  cosineAnnealing,
  cosineRestarts,
  cyclic,
  exponential,
  lambda,
  linear,
  multiStep,
  oneCycle,
  polynomial,
  ReduceOnPlateau,
  type Schedule,
  sequential,
  stepDecay,
} from '@tbptt/optim';
import type { Comparison, Tolerance } from './comparison.js';
import type { Fields } from './fields.js';
import { FormulaError, readFormula } from './formula.js';
import { type Family, type Runner, Unsupported } from './oracle.js';

/**
 * Schedules are computed in double precision on both sides, but theirs multiply step by step where
 * ours are closed formulas: over some hundred steps, and past the zero of a cosine, their rounding
 * adds up to 1e-13.
 */
const SCHEDULE: Tolerance = { absolute: 1e-12, relative: 1e-9 };

/**
 * Makes a schedule from a learning rate and PyTorch's options in camel case; those that are not
 * given have PyTorch's defaults.
 */
type NewSchedule<S extends Schedule = Schedule> = (learningRate: number, options: Fields) => S;

/** `lrs[k]`, the learning rate of step k. */
function schedule(newSchedule: NewSchedule): Runner {
  return ({ fields, options }, comparison) => {
    compareSteps(comparison, 'lrs', newSchedule(fields.number('lr'), options), fields);
  };
}

/** `lrs[k]` and, where it is recorded, `momenta[k]`. */
function cycled(newSchedule: NewSchedule<CycledSchedule>): Runner {
  return ({ fields, options }, comparison) => {
    options.has('cycleMomentum');
    const learningRate = newSchedule(fields.number('lr', 0), options);
    compareSteps(comparison, 'lrs', learningRate, fields);
    if (fields.has('momenta')) compareSteps(comparison, 'momenta', learningRate.momentum, fields);
  };
}

function compareSteps(comparison: Comparison, field: string, at: Schedule, fields: Fields): void {
  const expected = fields.numbers(field);
  const shape = [expected.length];
  const data = expected.map((_, step) => at(step));
  comparison.array(field, { shape, data }, { shape, data: expected }, SCHEDULE);
}

/** `lrs[k]`, the learning rate before `metrics[k]` is observed. */
const plateau: Runner = ({ fields, options }, comparison) => {
  const learningRate = new ReduceOnPlateau(fields.number('lr'), {
    mode: oneOf(options, 'mode', ['min', 'max']),
    factor: options.number('factor', 0.1),
    patience: options.number('patience', 10),
    threshold: options.number('threshold', 1e-4),
    thresholdMode: oneOf(options, 'thresholdMode', ['rel', 'abs']),
    cooldown: options.number('cooldown', 0),
    minLearningRate: options.number('minLr', 0),
    eps: options.number('eps', 1e-8),
  });
  const metrics = fields.numbers('metrics');
  const at: Schedule = (step) => {
    const rate = learningRate.learningRate;
    learningRate.observe(metrics[step] ?? Number.NaN);
    return rate;
  };
  compareSteps(comparison, 'lrs', at, fields);
};

/** One of these texts, the first where the option is not given. */
function oneOf<T extends string>(options: Fields, name: string, values: readonly [T, ...T[]]): T {
  const text = options.text(name, values[0]);
  const value = values.find((known) => known === text);
  if (value === undefined) throw new Unsupported(`optim does not know the ${name} '${text}'`);
  return value;
}

/** The schedules of one learning rate. */
const simple = {
  StepLR: (learningRate, options) =>
    stepDecay(learningRate, { every: options.number('stepSize'), factor: options.number('gamma', 0.1) }),
  MultiStepLR: (learningRate, options) =>
    multiStep(learningRate, {
      milestones: options.numbers('milestones'),
      factor: options.number('gamma', 0.1),
    }),
  ExponentialLR: (learningRate, options) => exponential(learningRate, { factor: options.number('gamma') }),
  LinearLR: (learningRate, options) =>
    linear(learningRate, {
      startFactor: options.number('startFactor', 1 / 3),
      endFactor: options.number('endFactor', 1),
      steps: options.number('totalIters', 5),
    }),
  ConstantLR: (learningRate, options) =>
    constantFactor(learningRate, {
      factor: options.number('factor', 1 / 3),
      steps: options.number('totalIters', 5),
    }),
  PolynomialLR: (learningRate, options) =>
    polynomial(learningRate, { steps: options.number('totalIters', 5), power: options.number('power', 1) }),
  CosineAnnealingLR: (learningRate, options) =>
    cosineAnnealing(learningRate, { steps: options.number('tMax'), final: options.number('etaMin', 0) }),
  CosineAnnealingWarmRestarts: (learningRate, options) =>
    cosineRestarts(learningRate, {
      steps: options.number('t0'),
      growth: options.number('tMult', 1),
      final: options.number('etaMin', 0),
    }),
  LambdaLR: (learningRate, options) => lambda(learningRate, formulaOf(options.text('lambda'))),
} satisfies Readonly<Record<string, NewSchedule>>;

/** The function of the epoch that a text states. */
function formulaOf(text: string): Schedule {
  try {
    return readFormula(text, 'epoch');
  } catch (error) {
    if (error instanceof FormulaError) throw new Unsupported(`the oracles do not read the formula ${text}`);
    throw error;
  }
}

/** What `then` of a sequence may name. */
const followers: Readonly<Record<string, NewSchedule>> = {
  step: simple.StepLR,
  multiStep: simple.MultiStepLR,
  exponential: simple.ExponentialLR,
  linear: simple.LinearLR,
  constant: simple.ConstantLR,
  polynomial: simple.PolynomialLR,
  cosine: simple.CosineAnnealingLR,
  cosineWarmRestarts: simple.CosineAnnealingWarmRestarts,
  ...simple,
};

/** `{ warmup: options of LinearLR, then: { cosine: options }, milestones }`. */
const sequence: NewSchedule = (learningRate, options) => {
  const then = options.fields('then');
  const after = then.names.map((name) => {
    const follower = followers[name];
    if (follower === undefined) throw new Unsupported(`the oracles do not know the schedule ${name}`);
    return allRead(name, then.fields(name), (own) => follower(learningRate, own));
  });
  const rise = allRead('warmup', options.fields('warmup'), (own) => simple.LinearLR(learningRate, own));
  return sequential([rise, ...after], { milestones: options.numbers('milestones') });
};

/** Makes something from options, `Unsupported` where it leaves one unread. */
function allRead<R>(name: string, options: Fields, make: (options: Fields) => R): R {
  const made = make(options);
  if (options.unread.length > 0) throw new Unsupported(`${name} has no option ${options.unread.join(', ')}`);
  return made;
}

const oneCycleOf: NewSchedule<CycledSchedule> = (_, options) =>
  oneCycle(options.number('maxLr'), {
    steps: options.has('totalSteps')
      ? options.number('totalSteps')
      : options.number('epochs') * options.number('stepsPerEpoch'),
    pctStart: options.number('pctStart', 0.3),
    annealStrategy: oneOf(options, options.has('anneal') ? 'anneal' : 'annealStrategy', ['cos', 'linear']),
    threePhase: options.flag('threePhase', false),
    divFactor: options.number('divFactor', 25),
    finalDivFactor: options.number('finalDivFactor', 1e4),
    baseMomentum: options.number('baseMomentum', 0.85),
    maxMomentum: options.number('maxMomentum', 0.95),
  });

const cyclicOf: NewSchedule<CycledSchedule> = (_, options) => {
  const stepSizeUp = options.number('stepSizeUp', 2000);
  return cyclic(options.number('baseLr'), options.number('maxLr'), {
    stepSizeUp,
    stepSizeDown: options.number('stepSizeDown', stepSizeUp),
    mode: oneOf(options, 'mode', ['triangular', 'triangular2', 'exp_range']),
    factor: options.number('gamma', 1),
    baseMomentum: options.number('baseMomentum', 0.8),
    maxMomentum: options.number('maxMomentum', 0.9),
  });
};

/**
 * The files `schedules`: `{ op, options, lr, lrs }`, with `momenta` where they are cycled and
 * `metrics` where they are observed.
 */
export const schedules: Family = {
  ...Object.fromEntries(Object.entries(simple).map(([op, newSchedule]) => [op, schedule(newSchedule)])),
  SequentialLR: schedule(sequence),
  OneCycleLR: cycled(oneCycleOf),
  CyclicLR: cycled(cyclicOf),
  ReduceLROnPlateau: plateau,
};
