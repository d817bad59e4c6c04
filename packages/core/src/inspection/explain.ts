import {
  NOT_NEGATIVE,
  type OptionNames,
  requireFunction,
  requireOptions,
  requireRange,
} from '../arguments.js';
import { type PulledBack, pullBack } from '../autodiff/pull-back.js';
import { ShapeError } from '../errors.js';
import type { Layer } from '../nn/layer.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape } from '../tensor/shape.js';
import { full, type Tensor } from '../tensor/tensor.js';
import { type Rows, rowsOf, sumOfOuterProducts, sumOfRows, tensorOf, timesTransposed, zip } from './rows.js';
import { type Stage, stagesOf } from './stages.js';

/** A linear layer and the activation after it. */
export interface ExplainedLayer {
  /** The path of the linear layer in the model, such as `layers.0`. */
  readonly path: string;
  readonly inputs: number;
  readonly outputs: number;
  /** The name of the activation `f`, or `identity` if there is none. */
  readonly activation: string;
}

/** The results of a layer in the forward pass: `z = x weight + bias`, `a = f(z)`. */
export interface ForwardOfLayer {
  /** The number of the layer, from 0. */
  readonly layer: number;
  /** `[N, outputs]` */
  readonly z: Rows;
  /** `[N, outputs]` */
  readonly a: Rows;
}

/** The error signal of a layer: `delta = dL/dz = dL/da f'(z)`. */
export interface DeltaOfLayer {
  readonly layer: number;
  /**
   * `[N, outputs]` `dL/da`: in the last layer the derivative of the loss, in others `delta weightᵀ`
   * of the next layer.
   */
  readonly error: Rows;
  /** `[N, outputs]` `f'(z)`. Undefined if the activation, such as softmax, mixes elements. */
  readonly slope: Rows | undefined;
  /** `[N, outputs]` */
  readonly delta: Rows;
}

/** The gradients of a layer's parameters: `dweight = Σ_n xₙ ⊗ deltaₙ`, `dbias = Σ_n deltaₙ`. */
export interface GradientsOfLayer {
  readonly layer: number;
  /**
   * `[N, inputs]` The input of the layer: the inputs of the model, or `a` of the previous layer.
   */
  readonly x: Rows;
  /** `[inputs, outputs]` */
  readonly weight: Rows;
  /** `[outputs]` */
  readonly bias: readonly number[] | undefined;
}

/** Numbers before and after a descent. */
export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

/** The parameters of a layer before and after a descent. */
export interface UpdateOfLayer {
  readonly layer: number;
  /** `[inputs, outputs]` */
  readonly weight: Change<Rows>;
  /** `[outputs]` */
  readonly bias: Change<readonly number[]> | undefined;
}

/** One step of back-propagation and descent, with all its numbers. */
export interface Explanation {
  readonly layers: readonly ExplainedLayer[];
  /** `[N, D]` */
  readonly inputs: Rows;
  /** From the first layer to the last. */
  readonly forward: readonly ForwardOfLayer[];
  /** The loss `L`, and `[N, outputs]` its derivative by the outputs of the model, `dL/da`. */
  readonly loss: { readonly name: string; readonly value: number; readonly derivative: Rows };
  /** From the last layer to the first. */
  readonly deltas: readonly DeltaOfLayer[];
  /** From the first layer to the last. */
  readonly gradients: readonly GradientsOfLayer[];
  /** `parameter - learningRate * gradient`, from the first layer to the last. */
  readonly update: { readonly learningRate: number; readonly layers: readonly UpdateOfLayer[] };
}

/** Options of `explain`. */
export interface ExplainOptions {
  /** The factor of the gradient in the update. Default: 0.1. */
  readonly learningRate?: number;
}

const OPTIONS: OptionNames<ExplainOptions> = { learningRate: true };

/**
 * Works out the four phases of back-propagation (Rumelhart, Hinton & Williams 1986) in numbers, and
 * the update that follows, for a `Sequential` of `Linear` layers and activation functions: the
 * forward pass, the loss and its derivative, the deltas from the last layer to the first, and the
 * gradients as outer products. The gradients are those of `differentiate`, computed by the rules of
 * textbooks. `formatExplanation` makes a text of the result.
 *
 * ```ts
 * const model = new Sequential(new Linear(2, 3, { random }), tanh, new Linear(3, 1, { random }));
 * console.log(formatExplanation(explain(model, inputs, targets, meanSquaredError)));
 * ```
 *
 * inputs: `[N, D]`. The loss of the outputs and the targets must be a single number. The model does
 * not change, nor do its gradients.
 *
 * @throws ArgumentError if the model has other layers, the inputs are not a tensor, the loss is not
 * a function that returns one, or an option is unknown or negative.
 * @throws ShapeError if the inputs are not a matrix with at least one row, or the loss is not a
 * single number.
 */
export function explain<T>(
  model: Layer,
  inputs: Tensor,
  targets: T,
  loss: (outputs: Tensor, targets: T) => Tensor,
  options: ExplainOptions = {},
): Explanation {
  requireOptions('explain', options, OPTIONS);
  const { learningRate = 0.1 } = options;
  requireRange('explain', 'the learning rate', learningRate, NOT_NEGATIVE);
  requireTensor('explain', 'the inputs', inputs);
  requireFunction('explain', 'the loss', loss, 'meanSquaredError');
  const stages = stagesOf('explain', model);
  if (inputs.shape.length !== 2 || inputs.size === 0) {
    throw new ShapeError(
      'explain',
      `the inputs are ${formatShape(inputs.shape)}; they must be [N, D], a row for each of at least one sample.`,
      { inputs: inputs.shape },
    );
  }
  const { forward, outputs } = goForward(stages, inputs);
  const { loss: value, gradient: derivative } = derivativeOf(outputs, (a) => loss(a, targets));
  const deltas = propagateErrors(stages, forward, derivative);
  const gradients = stages.map((stage, layer) => {
    const x = layer === 0 ? rowsOf(inputs) : (forward[layer - 1] as ForwardOfLayer).a;
    const { delta } = deltas[stages.length - 1 - layer] as DeltaOfLayer;
    const bias = stage.linear.bias === undefined ? undefined : sumOfRows(delta);
    return { layer, x, weight: sumOfOuterProducts(x, delta), bias };
  });
  return {
    layers: stages.map(({ path, activation, linear: { inputs, outputs } }) => ({
      path,
      inputs,
      outputs,
      activation,
    })),
    inputs: rowsOf(inputs),
    forward,
    loss: { name: loss.name || 'loss', value, derivative },
    deltas,
    gradients,
    update: { learningRate, layers: stages.map((stage, i) => updateOf(stage, gradients[i], learningRate)) },
  };
}

/** Phase 1: computes `z` and `a` of every layer. */
function goForward(stages: readonly Stage[], inputs: Tensor) {
  let outputs = inputs;
  const forward = stages.map(({ linear, activate }, layer): ForwardOfLayer => {
    const z = linear.forward(outputs);
    outputs = activate(z);
    return { layer, z: rowsOf(z), a: rowsOf(outputs) };
  });
  return { forward, outputs };
}

/** Phase 3: computes the deltas, from the last layer to the first. */
function propagateErrors(
  stages: readonly Stage[],
  forward: readonly ForwardOfLayer[],
  derivative: Rows,
): readonly DeltaOfLayer[] {
  let error = derivative;
  return forward.toReversed().map(({ layer, z }): DeltaOfLayer => {
    const { linear, activate } = stages[layer] as Stage;
    const arriving = error;
    const delta = throughActivation(activate, z, arriving);
    const ones = arriving.map((row) => row.map(() => 1));
    const slope = throughActivation(activate, z, ones);
    error = timesTransposed(delta, rowsOf(linear.weight));
    return { layer, error: arriving, slope: isProduct(delta, arriving, slope) ? slope : undefined, delta };
  });
}

/** Returns the gradient by the input of an activation: `Σ_j error_j df_j/dz`. */
function throughActivation(activate: (z: Tensor) => Tensor, z: Rows, error: Rows): Rows {
  const input = tensorOf(z);
  return gradientOf(pullBack(() => activate(input), [input], tensorOf(error)));
}

/** Phase 2: computes the loss of the outputs, and its derivative by them. */
function derivativeOf(
  outputs: Tensor,
  lossOf: (outputs: Tensor) => Tensor,
): { loss: number; gradient: Rows } {
  const pulled = pullBack(
    () => requireLoss(lossOf(outputs)),
    [outputs],
    (loss) => full(loss.shape, 1),
  );
  return { loss: pulled.results.item(), gradient: gradientOf(pulled) };
}

function requireLoss(loss: Tensor): Tensor {
  requireTensor('explain', 'what the loss returned', loss);
  if (loss.size === 1) return loss;
  throw new ShapeError(
    'explain',
    `the loss is ${formatShape(loss.shape)}; it must have one element. Take its mean or its sum.`,
    { loss: loss.shape },
  );
}

function gradientOf({ gradients }: PulledBack<Tensor>): Rows {
  const [gradient] = gradients;
  return gradient === undefined ? [] : rowsOf(gradient);
}

/** Returns whether `delta = error slope` up to rounding, so that the activation mixes no elements. */
function isProduct(delta: Rows, error: Rows, slope: Rows): boolean {
  // A call of `Math.max` with as many arguments as a large batch has elements overflows the stack.
  const scale = error.flat().reduce((largest, e) => Math.max(largest, Math.abs(e)), 0);
  const product = zip(error, slope, (e, s) => e * s);
  return zip(delta, product, (d, p) => Math.abs(d - p))
    .flat()
    .every((distance) => distance <= 1e-5 * scale);
}

function updateOf(
  { linear }: Stage,
  gradients: GradientsOfLayer | undefined,
  learningRate: number,
): UpdateOfLayer {
  const { layer = 0, weight = [], bias: dbias } = gradients ?? {};
  const descend = (before: Rows, gradient: Rows): Change<Rows> => ({
    before,
    after: zip(before, gradient, (number, slope) => number - learningRate * slope),
  });
  const bias =
    linear.bias === undefined || dbias === undefined ? undefined : descend(rowsOf(linear.bias), [dbias]);
  return {
    layer,
    weight: descend(rowsOf(linear.weight), weight),
    bias: bias && { before: bias.before[0] ?? [], after: bias.after[0] ?? [] },
  };
}
