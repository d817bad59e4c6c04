import { cosine, exponential, type Schedule, stepDecay } from '@tbptt/optim';
import type { Tolerance } from './comparison.js';
import type { Fields } from './fields.js';
import { type Family, missing, type Runner, Unsupported } from './oracle.js';

/** Schedules are computed in double precision on both sides; theirs may multiply step by step where ours are closed formulas. */
const SCHEDULE: Tolerance = { absolute: 1e-15, relative: 1e-12 };

/** `lrs[k]`, the learning rate of step k. */
function schedule(newSchedule: (learningRate: number, options: Fields, steps: number) => Schedule): Runner {
  return ({ fields, options }, comparison) => {
    const expected = fields.numbers('lrs');
    const rateOf = newSchedule(fields.number('lr'), options, expected.length);
    const data = expected.map((_, step) => rateOf(step));
    const shape = [expected.length];
    comparison.array('lrs', { shape, data }, { shape, data: expected }, SCHEDULE);
  };
}

/** The files `schedules`: `{ op, options, lr, lrs }`. */
export const schedules: Family = {
  StepLR: schedule((learningRate, options) =>
    stepDecay(learningRate, { every: options.number('stepSize'), factor: options.number('gamma', 0.1) }),
  ),
  ExponentialLR: schedule((learningRate, options) =>
    exponential(learningRate, { factor: options.number('gamma') }),
  ),
  CosineAnnealingLR: schedule((learningRate, options, length) => {
    const steps = options.number('tMax');
    if (length > steps + 1)
      throw new Unsupported('cosine of optim stays at its end, where CosineAnnealingLR rises again');
    return cosine(learningRate, { steps, final: options.number('etaMin', 0) });
  }),
  MultiStepLR: missing('optim has no schedule with milestones'),
  LinearLR: missing('optim has no linear schedule'),
  ConstantLR: missing('optim has no constant factor for the first steps'),
  PolynomialLR: missing('optim has no polynomial schedule'),
  CosineAnnealingWarmRestarts: missing('optim has no cosine with warm restarts'),
  OneCycleLR: missing('optim has no one-cycle schedule'),
  CyclicLR: missing('optim has no cyclic schedule'),
  LambdaLR: missing('the oracles do not read formulas'),
  SequentialLR: missing('optim has no sequence of schedules'),
  ReduceLROnPlateau: missing('optim has no schedule that reacts to a metric'),
};
