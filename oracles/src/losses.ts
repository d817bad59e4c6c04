import {
  binaryCrossEntropyWithLogits,
  crossEntropy,
  IGNORED,
  indices,
  type LossOptions,
  meanSquaredError,
  parameter,
  type Reduction,
  type Tensor,
} from '@tbptt/core';
import { FixtureError } from './fixture-error.js';
import { type Family, missing, type OracleCase, type Runner, Unsupported } from './oracle.js';
import { inBothPrecisions, type TensorOf } from './precisions.js';
import { pullBack } from './pull-back.js';

/** The loss of an input for the target of a case. */
type Loss = (input: Tensor, oracleCase: OracleCase, options: LossOptions, tensorOf: TensorOf) => Tensor;

/** `loss = op(input, target)` and `dinput`, the gradient of `sum(loss dloss)`. */
function loss(apply: Loss): Runner {
  return (oracleCase, comparison) => {
    const { fields } = oracleCase;
    const options = { reduction: reductionOf(oracleCase) };
    inBothPrecisions((tensorOf, tolerance) => {
      const input = parameter(tensorOf(fields.array('input')));
      const dy = tensorOf(fields.array('dloss'));
      const [y] = pullBack({ input }, () => [{ y: apply(input, oracleCase, options, tensorOf), dy }]);
      comparison.array('loss', y, fields.array('loss'), tolerance);
      comparison.array('dinput', input.gradient, fields.array('dinput'), tolerance);
    });
  };
}

function reductionOf({ options }: OracleCase): Reduction {
  const reduction = options.text('reduction', 'mean');
  if (reduction === 'mean' || reduction === 'sum' || reduction === 'none') return reduction;
  throw new FixtureError(
    options.where,
    `the reduction is '${reduction}'; it must be 'mean', 'sum' or 'none'.`,
  );
}

/** Losses whose target is an array like the input. */
function elementwise(apply: (input: Tensor, target: Tensor, options: LossOptions) => Tensor): Loss {
  return (input, { fields }, options, tensorOf) => apply(input, tensorOf(fields.array('target')), options);
}

const entropyOfClasses: Loss = (input, { fields, options: extras }, options) => {
  if (extras.has('labelSmoothing') && extras.number('labelSmoothing') !== 0) {
    throw new Unsupported('crossEntropy has no label smoothing');
  }
  if (extras.has('weight')) throw new Unsupported('crossEntropy has no class weights');
  const { shape, data } = fields.array('target');
  const ignored = extras.has('ignoreIndex') ? extras.number('ignoreIndex') : undefined;
  const target = Array.from(data, (label) => (label === ignored ? IGNORED : label));
  return crossEntropy(input, indices(shape, target), options);
};

const entropyOfLogits: Loss = (input, oracleCase, options, tensorOf) => {
  if (oracleCase.options.has('posWeight')) {
    throw new Unsupported('binaryCrossEntropyWithLogits has no weights of positive targets');
  }
  return elementwise(binaryCrossEntropyWithLogits)(input, oracleCase, options, tensorOf);
};

/** The files `losses`: `{ op, options, input, target, loss, dloss, dinput }`. */
export const losses: Family = {
  mse: loss(elementwise(meanSquaredError)),
  binaryCrossEntropyWithLogits: loss(entropyOfLogits),
  crossEntropy: loss(entropyOfClasses),
  l1: missing('core has no l1'),
  smoothL1: missing('core has no smoothL1'),
  huber: missing('core has no huber'),
  binaryCrossEntropy: missing('core has no binaryCrossEntropy of probabilities'),
  nll: missing('core has no nll'),
  klDivergence: missing('core has no klDivergence'),
};
