import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  type ClassLossOptions,
  crossEntropy,
  huberLoss,
  type Indices,
  indices,
  klDivergence,
  type LossOptions,
  l1Loss,
  meanSquaredError,
  negativeLogLikelihood,
  pullBack,
  type Reduction,
  smoothL1Loss,
  type Tensor,
  type WeightedLossOptions,
} from '@tbptt/core';
import type { Fields } from './fields.js';
import { FixtureError } from './fixture-error.js';
import type { Family, Runner } from './oracle.js';
import { inBothPrecisions, type TensorOf } from './precisions.js';

/** What a case gives to its loss besides the input. */
interface Given {
  readonly fields: Fields;
  readonly options: Fields;
  readonly tensorOf: TensorOf;
}

/** `loss = op(input, target)` and `dinput`, the gradient of `sum(loss dloss)`. */
function loss(apply: (input: Tensor, given: Given) => Tensor): Runner {
  return ({ fields, options }, comparison) => {
    inBothPrecisions((tensorOf, tolerance) => {
      const input = tensorOf(fields.array('input'));
      const dy = tensorOf(fields.array('dloss'));
      const { results, gradients } = pullBack(() => apply(input, { fields, options, tensorOf }), [input], dy);
      comparison.array('loss', results, fields.array('loss'), tolerance);
      comparison.array('dinput', gradients[0], fields.array('dinput'), tolerance);
    });
  };
}

const REDUCTIONS: readonly Reduction[] = ['mean', 'sum', 'none'];

function oneOf<Name extends string>(
  options: Fields,
  name: string,
  names: readonly Name[],
  absent: Name,
): Name {
  const text = options.text(name, absent);
  const found = names.find((known) => known === text);
  if (found !== undefined) return found;
  throw new FixtureError(options.where, `the ${name} is '${text}'; it must be one of ${names.join(', ')}.`);
}

function reductionOf(options: Fields): LossOptions {
  return { reduction: oneOf(options, 'reduction', REDUCTIONS, 'mean') };
}

/** Losses whose target is an array like the input. */
function elementwise(
  apply: (input: Tensor, target: Tensor, options: WeightedLossOptions, given: Given) => Tensor,
): Runner {
  return loss((input, given) => {
    const { fields, tensorOf } = given;
    const target = tensorOf(fields.array('target'));
    const weight = fields.has('elementWeight') ? tensorOf(fields.array('elementWeight')) : undefined;
    const options = { ...reductionOf(given.options), ...(weight !== undefined && { weight }) };
    return apply(input, target, options, given);
  });
}

/** PyTorch's number for targets that count nothing, where the file does not give another. */
const TORCH_IGNORED = -100;

/** Losses whose targets are classes. */
function classwise(
  apply: (input: Tensor, targets: Indices, options: ClassLossOptions, given: Given) => Tensor,
): Runner {
  return loss((input, given) => {
    const { fields, options, tensorOf } = given;
    const { shape, data } = fields.array('target');
    const classOptions = {
      ...reductionOf(options),
      ignoredIndex: options.number('ignoreIndex', TORCH_IGNORED),
      ...(options.has('weight') ? { weight: tensorOf(options.array('weight')) } : {}),
    };
    return apply(input, indices(shape, data), classOptions, given);
  });
}

/** The files `losses`: `{ op, options, input, target, loss, dloss, dinput }`. */
export const losses: Family = {
  mse: elementwise(meanSquaredError),
  l1: elementwise(l1Loss),
  smoothL1: elementwise((input, target, base, { options }) =>
    smoothL1Loss(input, target, { ...base, beta: options.number('beta', 1) }),
  ),
  huber: elementwise((input, target, base, { options }) =>
    huberLoss(input, target, { ...base, delta: options.number('delta', 1) }),
  ),
  binaryCrossEntropy: elementwise(binaryCrossEntropy),
  binaryCrossEntropyWithLogits: elementwise((input, target, base, { options, tensorOf }) => {
    if (!options.has('posWeight')) return binaryCrossEntropyWithLogits(input, target, base);
    const posWeight = tensorOf(options.array('posWeight'));
    return binaryCrossEntropyWithLogits(input, target, { ...base, posWeight });
  }),
  crossEntropy: classwise((input, targets, base, { options }) =>
    crossEntropy(input, targets, { ...base, labelSmoothing: options.number('labelSmoothing', 0) }),
  ),
  nll: classwise(negativeLogLikelihood),
  klDivergence: loss((input, { fields, options, tensorOf }) =>
    klDivergence(input, tensorOf(fields.array('target')), {
      reduction: oneOf(options, 'reduction', [...REDUCTIONS, 'batchmean'], 'mean'),
      logTarget: options.flag('logTarget', false),
    }),
  ),
};
