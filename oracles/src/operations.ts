import {
  argMax,
  argMin,
  clamp,
  cumulativeSum,
  equal,
  flip,
  gather,
  greater,
  greaterOrEqual,
  type Indices,
  indices,
  less,
  lessOrEqual,
  matmul,
  max,
  mean,
  min,
  oneHot,
  pad,
  permute,
  pullBack,
  split,
  sum,
  type Tensor,
  takeAlong,
  topK,
  variance,
  where,
} from '@tbptt/core';
import type { Fields } from './fields.js';
import { FixtureError } from './fixture-error.js';
import type { Family, Runner } from './oracle.js';
import { inBothPrecisions, singleTensor, type TensorOf } from './precisions.js';

/** What a case gives to its operation besides the inputs. */
interface Given {
  readonly fields: Fields;
  readonly options: Fields;
  readonly tensorOf: TensorOf;
}

/** `y = op(inputs)` and `dinputs`, the gradients of `sum(y dy)`. */
function operation(apply: (inputs: readonly Tensor[], given: Given) => Tensor): Runner {
  return ({ fields, options }, comparison) => {
    inBothPrecisions((tensorOf, tolerance) => {
      const inputs = fields.arrays('inputs').map(tensorOf);
      const dy = tensorOf(fields.array('dy'));
      const { results, gradients } = pullBack(() => apply(inputs, { fields, options, tensorOf }), inputs, dy);
      comparison.array('y', results, fields.array('y'), tolerance);
      fields.arrays('dinputs').forEach((expected, i) => {
        comparison.array(`dinputs ${i}`, gradients[i], expected, tolerance);
      });
    });
  };
}

/** An operation of one input. */
function unary(apply: (x: Tensor, given: Given) => Tensor): Runner {
  return operation(([x], given) => {
    if (x === undefined) throw new FixtureError(given.fields.where, 'there are no inputs.');
    return apply(x, given);
  });
}

/** An operation of two inputs. */
function binary(apply: (a: Tensor, b: Tensor, given: Given) => Tensor): Runner {
  return operation(([a, b], given) => {
    if (a === undefined || b === undefined)
      throw new FixtureError(given.fields.where, 'there must be two inputs.');
    return apply(a, b, given);
  });
}

/** A reduction over `axes`. */
function reduction(
  reduce: (x: Tensor, axes: readonly number[], options: { keepDims: boolean }) => Tensor,
): Runner {
  return unary((x, { options }) =>
    reduce(x, options.numbers('axes'), { keepDims: options.flag('keepDims', false) }),
  );
}

function idsOf(fields: Fields): Indices {
  const { shape, data } = fields.array('ids');
  return indices(shape, data);
}

/** One whose results are places. */
function places(find: (x: Tensor, axis: number) => Indices): Runner {
  return ({ fields, options }, comparison) => {
    const { shape, data } = find(singleTensor(fields.array('x')), options.number('axis'));
    comparison.array('y', { shape, data: [...data] }, fields.array('y'));
  };
}

/** A condition of two arrays. */
function condition(holds: (a: Tensor, b: Tensor) => Tensor): Runner {
  return ({ fields }, comparison) => {
    const [a, b] = [fields.array('a'), fields.array('b')];
    comparison.array('y', holds(singleTensor(a), singleTensor(b)), fields.array('y'));
  };
}

function modeOf(options: Fields): 'constant' | 'reflect' | 'replicate' | 'circular' {
  const mode = options.text('mode', 'constant');
  if (mode === 'constant' || mode === 'reflect' || mode === 'replicate' || mode === 'circular') return mode;
  throw new FixtureError(options.where, `there is no mode '${mode}'.`);
}

/** The files `operations`: `{ op, options, inputs, y, dy, dinputs }`. */
export const operations: Family = {
  permute: unary((x, { options }) => permute(x, options.numbers('axes'))),
  matmul: binary(matmul),
  sum: reduction(sum),
  mean: reduction(mean),
  max: reduction(max),
  min: reduction(min),
  variance: unary((x, { options }) =>
    variance(x, options.numbers('axes'), {
      keepDims: options.flag('keepDims', false),
      correction: options.number('correction', options.has('correction') ? 0 : 1),
    }),
  ),
  argMax: places(argMax),
  argMin: places(argMin),
  topK: ({ fields, options, ...rest }, comparison) => {
    const given = { axis: options.number('axis'), largest: options.flag('largest') };
    const k = options.number('k');
    const { shape, data } = topK(
      singleTensor(fields.arrays('inputs')[0] ?? fields.array('y')),
      k,
      given,
    ).indices;
    comparison.array('ids', { shape, data: [...data] }, fields.array('ids'));
    unary((x) => topK(x, k, given).values)({ fields, options, ...rest }, comparison);
  },
  cumulativeSum: unary((x, { options }) => cumulativeSum(x, options.number('axis'))),
  flip: unary((x, { options }) => flip(x, options.numbers('axes'))),
  where: binary((a, b, { fields, tensorOf }) => where(tensorOf(fields.array('condition')), a, b)),
  clamp: unary((x, { options }) => clamp(x, options.number('least'), options.number('most'))),
  pad: unary((x, { options }) => {
    const widths = options.numbers('widths');
    const pairs = x.shape.map((_, axis) => [widths[2 * axis] ?? 0, widths[2 * axis + 1] ?? 0] as const);
    return pad(x, pairs, { mode: modeOf(options), value: options.number('value', 0) });
  }),
  split: unary((x, { options }) => {
    const part = split(x, options.numbers('lengths'), options.number('axis'))[options.number('part')];
    if (part === undefined) throw new FixtureError(options.where, 'there is no such part.');
    return part;
  }),
  gather: unary((x, { fields, options }) => gather(x, idsOf(fields), { axis: options.number('axis') })),
  takeAlong: unary((x, { fields, options }) => takeAlong(x, idsOf(fields), options.number('axis'))),
  oneHot: ({ fields, options }, comparison) => {
    comparison.array('y', oneHot(idsOf(fields), options.number('classes')), fields.array('y'));
  },
  equal: condition(equal),
  less: condition(less),
  lessOrEqual: condition(lessOrEqual),
  greater: condition(greater),
  greaterOrEqual: condition(greaterOrEqual),
};
