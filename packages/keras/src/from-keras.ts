import {
  ArgumentError,
  BatchNorm,
  Conv1d,
  Conv2d,
  Embedding,
  FormatError,
  LayerNorm,
  Linear,
  type PersistentTensor,
  persistentTensorsOf,
  Sequential,
  type Tensor,
} from '@tbptt/core';
import { describe, formatShape, isTensor, sameShape } from '@tbptt/core/operation';
import { Bidirectional, GRU, GRUResetBefore, LSTM, RNN, Stack } from '@tbptt/rnn';
import type { KerasWeights } from './decode-keras.js';
import { convolutionWeights, gruWeights, lstmWeights, type Part, rnnWeights } from './layouts.js';

/** The layers of a `Bidirectional`. */
interface Directions {
  readonly forwardLayer: object;
  readonly backwardLayer: object;
}

/** The layer of Keras that corresponds to one of ours. */
interface KerasLayer {
  /** The name of the class in paths, such as `simple_rnn`. */
  readonly kind: string;
  /** The parts whose weights are numbered in folders of their own, by their paths below the layer. */
  readonly parts: Readonly<Record<string, readonly Part[]>>;
}

/**
 * Replaces the weights of layers by those of a Keras model, which `decodeKeras` has read. The
 * layers are an array in the order of a `Sequential` model of Keras, or an object of layers by
 * their paths in the file, such as `{ 'layers/dense_1': head }`, for other models.
 *
 * `Linear` takes the weights of `Dense`, `Embedding`, `LSTM`, `LayerNorm`, `BatchNorm`, `Conv1d`
 * and `Conv2d` those of their namesakes, `RNN` those of `SimpleRNN`, `GRU` those of a `GRU` of
 * Keras, `GRUResetBefore` those of one with `reset_after=False`, and `Bidirectional` both
 * directions. `Stack` and `Sequential` stand for the layers in them. Functions and layers without
 * weights are skipped.
 *
 * Everything is checked before anything is written. The file has weights only: give normalizations
 * `eps: 1e-3`, which is the default of Keras, and an `RNN` the nonlinearity of its `SimpleRNN`.
 *
 * @throws FormatError if weights are missing, have other shapes, or are left over
 * @throws ArgumentError if a layer is of another kind, or if the arguments are not layers and
 * weights
 */
export function fromKeras(
  layers: readonly unknown[] | Readonly<Record<string, unknown>>,
  weights: KerasWeights,
): void {
  if (typeof layers !== 'object' || layers === null) {
    throw new ArgumentError(
      'fromKeras',
      `the layers are ${describe(layers)}; they must be an array of layers, or an object of layers by path.`,
    );
  }
  if (typeof weights !== 'object' || weights === null) {
    throw new ArgumentError(
      'fromKeras',
      `the weights are ${describe(weights)}; they must be what decodeKeras returns.`,
    );
  }
  for (const [name, tensor] of Object.entries(weights)) {
    const given: unknown = tensor;
    if (isTensor(given)) continue;
    throw new ArgumentError(
      'fromKeras',
      `the weight ${name} is ${describe(given)}; the weights must be what decodeKeras returns, tensors by path.`,
      { name },
    );
  }
  const placed = isArray(layers)
    ? inOrder(layers)
    : Object.entries(layers).map(([path, layer]) => [path, layer] as const);
  const used = new Set<string>();
  const pairs = placed.flatMap(([path, layer]) => pairsOf(path, layer, weights, used));
  if (isArray(layers)) requireAllUsed(weights, used);
  for (const [parameter, numbers] of pairs) parameter.assign(numbers);
}

function isArray(layers: unknown): layers is readonly unknown[] {
  return Array.isArray(layers);
}

/** Layers with their paths in the file of a `Sequential` model. */
function inOrder(layers: readonly unknown[]): (readonly [path: string, layer: unknown])[] {
  const counts = new Map<string, number>();
  return layers.flatMap(flat).map((layer) => {
    const { kind } = kerasLayer(layer);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return [`layers/${kind}${count === 0 ? '' : `_${count}`}`, layer] as const;
  });
}

/** Returns the layers that a layer consists of; itself if it is a single one. */
function flat(layer: unknown): readonly unknown[] {
  if (layer instanceof Stack) return layer.layers.flatMap(flat);
  if (layer instanceof Sequential) return layer.layers.flatMap(flat);
  const hasNone = typeof layer === 'object' && layer !== null && persistentTensorsOf(layer).size === 0;
  return hasNone || typeof layer === 'function' ? [] : [layer];
}

/** The parameters of a layer, each with its numbers. */
function pairsOf(
  path: string,
  layer: unknown,
  weights: KerasWeights,
  used: Set<string>,
): readonly (readonly [PersistentTensor, Tensor])[] {
  return Object.entries(kerasLayer(layer).parts).flatMap(([below, parts]) => {
    const folder = below === '' ? `${path}/vars/` : `${path}/${below}/vars/`;
    const names = Object.keys(weights).filter((name) => name.startsWith(folder));
    if (names.length !== parts.length) {
      throw new FormatError(
        'fromKeras',
        `${folder.slice(0, -1)} has ${names.length} weights; ${nameOf(layer)} takes ${parts.length}. ` +
          'Is it of the same class, with and without biases as in Keras?',
        { path },
      );
    }
    return parts.flatMap(({ shape, assign }, i) => {
      const name = `${folder}${i}`;
      const found = weights[name];
      if (found === undefined || !sameShape(found.shape, shape)) {
        throw new FormatError(
          'fromKeras',
          `${name} is ${found === undefined ? 'missing' : formatShape(found.shape)}; ${nameOf(layer)} takes ${formatShape(shape)}.`,
          { path, shape: found?.shape },
        );
      }
      used.add(name);
      return assign(found);
    });
  });
}

function nameOf(layer: unknown): string {
  if (typeof layer !== 'object' || layer === null) return describe(layer);
  const { constructor: Class }: { readonly constructor?: unknown } = layer;
  return typeof Class === 'function' ? Class.name : describe(layer);
}

function requireAllUsed(weights: KerasWeights, used: ReadonlySet<string>): void {
  const left = Object.keys(weights).filter((name) => name.startsWith('layers/') && !used.has(name));
  if (left.length === 0) return;
  throw new FormatError(
    'fromKeras',
    `the weights ${left.slice(0, 5).join(', ')}${left.length > 5 ? ' ...' : ''} are left over; give all layers of the model, or an object of some by their paths.`,
    { left },
  );
}

/** Returns the parts of parameters whose layouts are those of Keras. */
function same(...parameters: readonly (PersistentTensor | undefined)[]): readonly Part[] {
  return parameters.flatMap((parameter) =>
    parameter === undefined
      ? []
      : [{ shape: parameter.shape, assign: (found: Tensor) => [[parameter, found] as const] }],
  );
}

function kerasLayer(layer: unknown): KerasLayer {
  if (layer instanceof Linear) return { kind: 'dense', parts: { '': same(layer.weight, layer.bias) } };
  if (layer instanceof Embedding) return { kind: 'embedding', parts: { '': same(layer.weight) } };
  if (layer instanceof LayerNorm) {
    return { kind: 'layer_normalization', parts: { '': same(layer.weight, layer.bias) } };
  }
  if (layer instanceof BatchNorm) {
    const { weight, bias, runningMean, runningVar } = layer;
    return { kind: 'batch_normalization', parts: { '': same(weight, bias, runningMean, runningVar) } };
  }
  if (layer instanceof Conv1d) return { kind: 'conv1d', parts: { '': convolutionWeights(layer) } };
  if (layer instanceof Conv2d) return { kind: 'conv2d', parts: { '': convolutionWeights(layer) } };
  if (layer instanceof Bidirectional) return { kind: 'bidirectional', parts: directions(layer) };
  const cell = cellOf(layer);
  if (cell !== undefined) return { kind: cell.kind, parts: { cell: cell.parts } };
  throw new ArgumentError(
    'fromKeras',
    `${nameOf(layer)} corresponds to no layer of Keras that can be read: Linear, Embedding, RNN, LSTM, GRU, GRUResetBefore, ` +
      'Bidirectional, LayerNorm, BatchNorm, Conv1d and Conv2d do.',
    { layer },
  );
}

function cellOf(layer: unknown): { readonly kind: string; readonly parts: readonly Part[] } | undefined {
  if (layer instanceof LSTM) return { kind: 'lstm', parts: lstmWeights(layer) };
  if (layer instanceof GRU) return { kind: 'gru', parts: gruWeights(layer, true) };
  if (layer instanceof GRUResetBefore) return { kind: 'gru', parts: gruWeights(layer, false) };
  return layer instanceof RNN ? { kind: 'simple_rnn', parts: rnnWeights(layer) } : undefined;
}

function directions({ forwardLayer, backwardLayer }: Directions): KerasLayer['parts'] {
  const [forward, backward] = [forwardLayer, backwardLayer].map((layer) => cellOf(layer)?.parts);
  if (forward !== undefined && backward !== undefined) {
    return { 'forward_layer/cell': forward, 'backward_layer/cell': backward };
  }
  throw new ArgumentError(
    'fromKeras',
    `a direction of Bidirectional is ${nameOf(forward === undefined ? forwardLayer : backwardLayer)}; it must be RNN, LSTM, GRU or GRUResetBefore.`,
  );
}
