import { type PulledBack, pullBack } from '../autodiff/pull-back.js';
import { ArgumentError, ShapeError } from '../errors.js';
import type { Layer } from '../nn/layer.js';
import { formatShape } from '../tensor/shape.js';
import { full, type Tensor } from '../tensor/tensor.js';
import { type Rows, rowsOf, sumOfOuterProducts, sumOfRows, tensorOf, timesTransposed, zip } from './rows.js';
import { type Stage, stagesOf } from './stages.js';

/** A linear layer and the activation after it. */
export interface ExplainedLayer {
  /** Its path in the model, such as `layers.0`. */
  readonly path: string;
  readonly inputs: number;
  readonly outputs: number;
  /** The name of the activation `f`; `identity` if there is none. */
  readonly activation: string;
}

/** What a layer computes going forward: `z = x weight + bias`, `a = f(z)`. */
export interface ForwardOfLayer {
  /** The number of the layer, from 0. */
  readonly layer: number;
  /** [N, outputs] */
  readonly z: Rows;
  /** [N, outputs] */
  readonly a: Rows;
}

/** The error signal of a layer: `delta = dL/dz = dL/da f'(z)`. */
export interface DeltaOfLayer {
  readonly layer: number;
  /** `dL/da`: the derivative of the loss in the last layer, before that `delta weightᵀ` of the layer that follows. [N, outputs] */
  readonly error: Rows;
  /** `f'(z)`; undefined where an activation, such as softmax, is no function of single elements. [N, outputs] */
  readonly slope: Rows | undefined;
  /** [N, outputs] */
  readonly delta: Rows;
}

/** The gradients of a layer's parameters: `dweight = Σ_n xₙ ⊗ deltaₙ`, `dbias = Σ_n deltaₙ`. */
export interface GradientsOfLayer {
  readonly layer: number;
  /** What came into the layer: the inputs of the model, or `a` of the layer before. [N, inputs] */
  readonly x: Rows;
  /** [inputs, outputs] */
  readonly weight: Rows;
  /** [outputs] */
  readonly bias: readonly number[] | undefined;
}

/** Numbers before a descent, and after it. */
export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

/** What descent makes of a layer's parameters. */
export interface UpdateOfLayer {
  readonly layer: number;
  /** [inputs, outputs] */
  readonly weight: Change<Rows>;
  /** [outputs] */
  readonly bias: Change<readonly number[]> | undefined;
}

/** One step of back-propagation and descent, in all its numbers. */
export interface Explanation {
  readonly layers: readonly ExplainedLayer[];
  /** [N, D] */
  readonly inputs: Rows;
  /** From the first layer to the last. */
  readonly forward: readonly ForwardOfLayer[];
  /** The loss `L`, and its derivative by the outputs of the model, `dL/da` [N, outputs]. */
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
  /** By how much of the gradient descent goes; 0.1 if not given. */
  readonly learningRate?: number;
}

/**
 * The four phases of back-propagation (Rumelhart, Hinton & Williams 1986) in numbers, and the update that follows, for a `Sequential` of
 * `Linear` layers and activation functions: forward, the loss and its derivative, the deltas from the last layer to the first, the gradients as
 * outer products. The gradients are those that `differentiate` gives, worked out by the rules of the textbooks. `formatExplanation` makes a text
 * of it.
 *
 * ```ts
 * const model = new Sequential(new Linear(2, 3, { random }), sigmoid, new Linear(3, 1, { random }));
 * console.log(formatExplanation(explain(model, inputs, targets, meanSquaredError)));
 * ```
 *
 * inputs: [N, D]; the loss of the outputs and the targets must be one number. The model stays as it is, gradients included. Throws
 * `ArgumentError` when the model has other layers, and `ShapeError` when the inputs are no matrix.
 */
export function explain<T>(
  model: Layer,
  inputs: Tensor,
  targets: T,
  loss: (outputs: Tensor, targets: T) => Tensor,
  { learningRate = 0.1 }: ExplainOptions = {},
): Explanation {
  const stages = stagesOf('explain', model);
  if (inputs.shape.length !== 2 || inputs.size === 0) {
    throw new ShapeError(
      'explain',
      `the inputs are ${formatShape(inputs.shape)}; they must be [N, D], a row for each of at least one sample.`,
    );
  }
  if (!(learningRate >= 0)) {
    throw new ArgumentError(
      'explain',
      `the learning rate is ${learningRate}; it must be a number of at least 0.`,
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

/** Phase 1: `z` and `a` of every layer. */
function goForward(stages: readonly Stage[], inputs: Tensor) {
  let outputs = inputs;
  const forward = stages.map(({ linear, activate }, layer): ForwardOfLayer => {
    const z = linear.forward(outputs);
    outputs = activate(z);
    return { layer, z: rowsOf(z), a: rowsOf(outputs) };
  });
  return { forward, outputs };
}

/** Phase 3: the deltas, from the last layer to the first. */
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

/** The gradient that comes back through an activation: `Σ_j error_j df_j/dz`. */
function throughActivation(activate: (z: Tensor) => Tensor, z: Rows, error: Rows): Rows {
  const input = tensorOf(z);
  return gradientOf(pullBack(() => activate(input), [input], tensorOf(error)));
}

/** The loss of the outputs, and its derivative by them. */
function derivativeOf(
  outputs: Tensor,
  lossOf: (outputs: Tensor) => Tensor,
): { loss: number; gradient: Rows } {
  const pulled = pullBack(
    () => lossOf(outputs),
    [outputs],
    (loss) => full(loss.shape, 1),
  );
  return { loss: pulled.results.item(), gradient: gradientOf(pulled) };
}

function gradientOf({ gradients }: PulledBack<Tensor>): Rows {
  const [gradient] = gradients;
  return gradient === undefined ? [] : rowsOf(gradient);
}

/** Whether `delta = error slope`, but for rounding: whether the activation is a function of single elements. */
function isProduct(delta: Rows, error: Rows, slope: Rows): boolean {
  const scale = Math.max(...error.flat().map(Math.abs));
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
