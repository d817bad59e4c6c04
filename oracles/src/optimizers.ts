import {
  add,
  multiply,
  parameter,
  scalar,
  slice,
  square,
  subtract,
  sum,
  type Tensor,
  zeros,
} from '@tbptt/core';
import { clipByGlobalNorm, clipByValue, Optimizer, sgd, type Transform } from '@tbptt/optim';
import { type Comparison, numbersOf, TRAINING } from './comparison.js';
import { FixtureError } from './fixture-error.js';
import type { NumberArray } from './number-array.js';
import { type Family, type OracleCase, type Runner, Unsupported } from './oracle.js';
import { singleTensor } from './precisions.js';
import { chainOf } from './torch-chains.js';

/** `parameters[k]` after step k with `gradients[k]`, or a trajectory on a function to minimize. */
const optimizer: Runner = (oracleCase, comparison) => {
  if (oracleCase.fields.has('problem')) trajectory(oracleCase, comparison);
  else stepByStep(oracleCase, comparison);
};

function stepByStep({ op, fields, options }: OracleCase, comparison: Comparison): void {
  const p = parameter(singleTensor(fields.array('start')));
  const other = parameter(scalar(0));
  const descent = new Optimizer({ p, other }, chainOf(op, options));
  const expected = fields.arrays('parameters');
  const gradients = fields.arrays('gradients');
  const takesPart = fields.has('takesPart') ? fields.numbers('takesPart') : gradients.map(() => 1);
  gradients.forEach((gradient, step) => {
    const g = singleTensor(gradient);
    if (takesPart[step] === 1) descent.step(() => sum(multiply(p, g)));
    else descent.step(() => other);
    comparison.array(`parameters[${step}]`, p, expected[step] ?? gone(fields.where, `parameters ${step}`));
  });
}

/** `values[k]` of the function before update k, and where the parameters `end`. */
function trajectory({ op, fields, options }: OracleCase, comparison: Comparison): void {
  const name = fields.text('problem');
  const problem = problems[name];
  if (problem === undefined) throw new Unsupported(`the oracles do not know the problem ${name}`);
  const start = fields.numbers('start');
  const p = parameter(singleTensor({ shape: [start.length], data: start }));
  const descent = new Optimizer({ p }, chainOf(op, options));
  fields.numbers('values').forEach((value, step) => {
    const { loss } = descent.step(() => problem(p));
    comparison.number(`values[${step}]`, loss, value, TRAINING);
  });
  comparison.array('end', p, fields.array('end'), TRAINING);
}

const problems: Readonly<Record<string, (p: Tensor) => Tensor>> = {
  /** `(1 - x)² + 100 (y - x²)²` (Rosenbrock 1960). */
  rosenbrock: (p) => {
    const x = slice(p, 0, 0, 1);
    const y = slice(p, 0, 1, 2);
    return sum(add(square(subtract(1, x)), multiply(square(subtract(y, square(x))), 100)));
  },
};

/**
 * What a transform makes of gradients: `after` of `before`, and where it is recorded the norm
 * before, `totalNorm`.
 */
function clipping(newTransform: (oracleCase: OracleCase) => Transform): Runner {
  return (oracleCase, comparison) => {
    const { fields } = oracleCase;
    const before = fields.arrays('before').map(singleTensor);
    const after = fields.arrays('after');
    const parameters = before.map(({ shape }) => parameter(zeros(shape)));
    // A step of length 1 from zero ends at the negative of the clipped gradient.
    const descent = new Optimizer(parameters, [newTransform(oracleCase), sgd({ learningRate: 1 })]);
    descent.step(() =>
      parameters
        .map((p, index) => sum(multiply(p, before[index] ?? 0)))
        .reduce((total, term) => add(total, term)),
    );
    parameters.forEach((p, index) => {
      const expected = after[index] ?? gone(fields.where, `after ${index}`);
      comparison.array(`after[${index}]`, negated(numbersOf(p)), expected);
    });
    if (fields.has('totalNorm')) {
      comparison.number('totalNorm', descent.gradientNorm ?? Number.NaN, fields.number('totalNorm'));
    }
  };
}

function negated({ shape, data }: NumberArray): NumberArray {
  return { shape, data: Array.from(data, (number) => -number) };
}

function gone(where: string, what: string): never {
  throw new FixtureError(where, `${what} is missing; both lists must be equally long.`);
}

/**
 * The files `optimizers`: `{ op, options, start, gradients, parameters }`, with `takesPart` if some
 * gradients are None, `{ ..., problem, start, values, end }` and clipping.
 */
export const optimizers: Family = {
  SGD: optimizer,
  Adagrad: optimizer,
  RMSprop: optimizer,
  Adam: optimizer,
  AdamW: optimizer,
  Adadelta: optimizer,
  Adamax: optimizer,
  NAdam: optimizer,
  RAdam: optimizer,
  Rprop: optimizer,
  ASGD: optimizer,
  clipGradNorm: clipping(({ options }) =>
    clipByGlobalNorm(options.number('maxNorm'), { norm: options.number('normType', 2) }),
  ),
  clipGradValue: clipping(({ options }) => clipByValue(options.number('maxValue'))),
};
