import {
  binaryCrossEntropyWithLogits,
  evaluate,
  gain,
  gradientHealth,
  Linear,
  relu,
  Sequential,
  seeded,
  sigmoid,
  type Tensor,
  tanh,
  tensor,
  xavierUniform,
} from '@tbptt/core';
import { adam, type Chain, Optimizer, rmsprop, sgd } from '@tbptt/optim';
import type { Job } from '../work/job.js';
import {
  type ActivationName,
  LAST_STEP,
  type LearningSettings,
  type OptimizerName,
  SIDE,
} from './learning-settings.js';
import { drawPoints, type Points } from './points.js';

/** The activations of hidden layers. */
const activations: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = { tanh, sigmoid, relu };

/** The optimizers that can race, with rates that suit these problems. */
const optimizers: Readonly<Record<OptimizerName, (factor: number) => Chain>> = {
  SGD: (factor) => sgd({ learningRate: 0.3 * factor }),
  momentum: (factor) => sgd({ learningRate: 0.1 * factor, momentum: 0.9 }),
  RMSProp: (factor) => rmsprop({ learningRate: 0.01 * factor }),
  Adam: (factor) => adam({ learningRate: 0.02 * factor }),
};

/** A network in the race. */
export interface Racer {
  readonly optimizer: OptimizerName;
  readonly loss: number;
  /** The number of points on the right side. */
  readonly right: number;
  /** `[SIDE, SIDE]` The probability of the second kind, row by row from the upper left corner. */
  readonly surface: Float32Array;
  /** The root mean square of the gradient of each layer's weights. */
  readonly gradients: readonly number[];
  /** The weights of each layer. */
  readonly weights: readonly Weights[];
}

/** The weights of a layer, `[inputs, outputs]`. */
export interface Weights {
  readonly inputs: number;
  readonly outputs: number;
  readonly values: Float32Array;
}

/** The state of a race. */
export interface LearningReport {
  readonly step: number;
  readonly points: Points;
  readonly racers: readonly Racer[];
  /** The measurements at the remembered steps. */
  readonly history: History;
}

/** Measurements at some steps. */
export interface History {
  readonly steps: readonly number[];
  /** The losses of each racer. */
  readonly losses: readonly (readonly number[])[];
  /** The gradients of each layer of the first racer. */
  readonly gradients: readonly (readonly number[])[];
}

/** The number of points of each kind. */
const POINTS = 100;
/** The number of steps between two reports. */
const PACE = 4;
/** The history is thinned out when it has this many steps. */
const MOST_REMEMBERED = 500;

/** Builds the network of a race: D = 2 inputs, `depth` hidden layers, one logit. */
function networkOf({ depth, width, activation, seed }: LearningSettings): Sequential {
  const random = seeded(seed);
  const weight = xavierUniform(gain(activation));
  const hidden = Array.from({ length: depth }, (_, i) => [
    new Linear(i === 0 ? 2 : width, width, { random, weight }),
    activations[activation],
  ]);
  return new Sequential(...hidden.flat(), new Linear(width, 1, { random }));
}

/** Trains networks that start alike with one optimizer each, on all points at every step. */
export function* learningJob(settings: LearningSettings): Job<LearningReport> {
  const points = drawPoints(settings.task, POINTS, seeded(settings.seed + 1));
  const inputs = tensor([2 * POINTS, 2], points.places);
  const targets = tensor([2 * POINTS, 1], points.kinds);
  const grid = gridOf(SIDE);
  const runs = settings.optimizers.map((optimizer) => {
    const model = networkOf(settings);
    return { optimizer, model, steps: new Optimizer(model, optimizers[optimizer](settings.rate)) };
  });
  const remembered: { step: number; losses: number[]; gradients: number[] }[] = [];
  let stride = PACE;
  for (let step = 1; step <= LAST_STEP; step++) {
    const losses = runs.map(
      ({ model, steps }) =>
        steps.step(() => binaryCrossEntropyWithLogits(model.forward(inputs), targets)).loss,
    );
    if (step !== 1 && step % PACE > 0) {
      yield undefined;
      continue;
    }
    const racers = runs.map(
      ({ optimizer, model }, i): Racer => ({
        optimizer,
        loss: losses[i] ?? Number.NaN,
        right: rightOf(model.forward(inputs), points.kinds),
        surface: surfaceOf(model, grid),
        gradients: gradientsOf(model),
        weights: weightsOf(model),
      }),
    );
    if (step === 1 || step % stride === 0) {
      remembered.push({ step, losses, gradients: [...(racers[0]?.gradients ?? [])] });
    }
    if (remembered.length > MOST_REMEMBERED) {
      stride *= 2;
      remembered.splice(
        0,
        remembered.length,
        ...remembered.filter(({ step }) => step === 1 || step % stride === 0),
      );
    }
    yield { step, points, racers, history: historyOf(remembered) };
  }
}

/** Returns `[side * side, 2]` the places of a grid over ±1, row by row from the upper left corner. */
function gridOf(side: number): Tensor {
  const places = Array.from({ length: side * side }, (_, i) => {
    const at = (k: number) => (2 * (k + 0.5)) / side - 1;
    return [at(i % side), -at(Math.floor(i / side))];
  });
  return tensor([side * side, 2], places.flat());
}

function surfaceOf(model: Sequential, grid: Tensor): Float32Array {
  return Float32Array.from(evaluate(() => sigmoid(model.forward(grid))).toFloats());
}

function rightOf(logits: Tensor, kinds: Float32Array): number {
  return logits.toFloats().reduce((sum, logit, i) => sum + (logit > 0 === (kinds[i] === 1) ? 1 : 0), 0);
}

function weightsOf(model: Sequential): readonly Weights[] {
  return model.layers.flatMap((layer) => {
    if (!(layer instanceof Linear)) return [];
    const [inputs = 0, outputs = 0] = layer.weight.shape;
    return [{ inputs, outputs, values: Float32Array.from(layer.weight.toFloats()) }];
  });
}

function gradientsOf(model: Sequential): readonly number[] {
  return gradientHealth(model).layers.map(({ rootMeanSquare }) => rootMeanSquare);
}

function historyOf(
  remembered: readonly { step: number; losses: readonly number[]; gradients: readonly number[] }[],
): History {
  const [first] = remembered;
  const columns = (of: 'losses' | 'gradients') =>
    (first?.[of] ?? []).map((_, i) => remembered.map((one) => one[of][i] ?? Number.NaN));
  return {
    steps: remembered.map(({ step }) => step),
    losses: columns('losses'),
    gradients: columns('gradients'),
  };
}
