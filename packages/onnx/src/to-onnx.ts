import { ArgumentError, Embedding, Sequential } from '@tbptt/core';
import {
  describe,
  isInRange,
  type OptionNames,
  requireFlag,
  requireOptions,
  SIZE,
} from '@tbptt/core/operation';
import { encodeModel } from './graph/encode-model.js';
import { Graph, type Value } from './graph/graph.js';
import type { Axis } from './graph/messages.js';
import { inputOf, type ModelInput } from './input-axes.js';
import { convertFunction, FUNCTION_NAMES } from './layers/activations.js';
import { convertAttention } from './layers/attention.js';
import { convertDropout, convertFlatten, convertResidual, convertSequential } from './layers/combinations.js';
import {
  type Conversion,
  type Converter,
  nameOf,
  type RecurrentConverter,
  type Run,
  refused,
} from './layers/conversion.js';
import {
  convertBidirectional,
  convertLearnedState,
  convertRecurrentModel,
  convertStack,
} from './layers/networks.js';
import { convertBatchNorm, convertLayerNorm } from './layers/norms.js';
import { convertEmbedding, convertLinear, convertTiedLinear } from './layers/products.js';
import { convertCell } from './layers/recurrent.js';
import { convertConvolution, convertPooling } from './layers/windows.js';

/** Options of `toOnnx`. */
export interface OnnxOptions {
  /**
   * The lengths of the axes of the input, with a name for each that is free, such as
   * `['N', 1, 28, 28]`. Default: what the first layer reads, with free axes: `['T', 'B', D]` for a
   * recurrent layer, `['T', 'B']` for symbols.
   */
  readonly input?: readonly (number | string)[];
  /**
   * Whether the input is symbols, 32-bit whole numbers. Default: true for an `Embedding`, a model
   * with one, or a `CharLM`, false for others.
   */
  readonly symbols?: boolean;
  /**
   * Whether the states of recurrent layers are inputs and outputs, so that a caller can carry them
   * from window to window or make single steps. Otherwise each call starts from the initial state.
   * Default: true.
   */
  readonly states?: boolean;
  /** Texts that are stored in the file, such as a vocabulary. Default: none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const OPTIONS: OptionNames<OnnxOptions> = { input: true, symbols: true, states: true, metadata: true };

const LAYERS: readonly Converter[] = [
  convertLinear,
  convertTiedLinear,
  convertEmbedding,
  convertFunction,
  convertSequential,
  convertResidual,
  convertDropout,
  convertFlatten,
  convertLayerNorm,
  convertBatchNorm,
  convertConvolution,
  convertPooling,
  convertAttention,
];

const RECURRENT_LAYERS: readonly RecurrentConverter[] = [
  convertCell,
  convertStack,
  convertBidirectional,
  convertLearnedState,
  convertRecurrentModel,
];

/**
 * Returns a model as the bytes of an ONNX file (opset 17), which onnxruntime and others run. The
 * model computes what ours computes outside of a training step: nothing is dropped, and `BatchNorm`
 * uses its running statistics.
 *
 * The model is a layer, a recurrent layer or network, or an array of them, of which each reads the
 * output of the one before: `toOnnx([model.rnn, model.head])` for a class of your own. These are
 * converted: `Linear`, `TiedLinear`, `Embedding`, `LSTM`, `GRU`, `GRUResetBefore`, `RNN`, `Stack`,
 * `Bidirectional`, `LearnedState`, `RecurrentModel`, `CharLM`, `LayerNorm`, `BatchNorm`, `Conv1d`,
 * `Conv2d`, the pooling layers, `MultiHeadAttention` (without a mask), `Dropout`, `LockedDropout`,
 * `Flatten`, `Sequential`, `Residual`, and the activations with their default options.
 *
 * The input is `input`, the output `output`. Each state is an input such as `state.0.h` `[B, H]`,
 * with the paths of `flattenState`, and an output `next.0.h`, the same state after the last step.
 *
 * @throws ArgumentError if a layer cannot be converted, the shape of the input is needed, or an
 * option is not valid.
 */
export function toOnnx(model: object, options: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  requireOptions('toOnnx', options, OPTIONS);
  const { states = true, metadata = {} } = options;
  requireFlag('toOnnx', 'states', states);
  requireMetadata(metadata);
  requireModel(model);
  const { symbols, axes } = chosenInput(model, options);
  const graph = new Graph();
  const conversion = conversionOf(graph, states);
  const x = graph.input('input', symbols ? 'int32' : 'float', axes);
  graph.output('output', convertModel(model, x, conversion));
  const { nodes, initializers, inputs, outputs } = graph;
  return encodeModel({ name: nameOf(model), nodes, initializers, inputs, outputs, metadata });
}

function convertModel(model: object, x: Value, conversion: Conversion): Value {
  const start: Run = { path: '', reverse: false, initial: undefined };
  if (!Array.isArray(model)) return convertPart(model, x, start, conversion);
  let y = x;
  for (const [i, part] of model.entries()) {
    y = conversion.graph.within(i, () => convertPart(part, y, { ...start, path: `.${i}` }, conversion));
  }
  return y;
}

function conversionOf(graph: Graph, states: boolean): Conversion {
  const conversion: Conversion = {
    graph,
    states,
    convert: (part, layer, x) => graph.within(part, () => convertLayer(layer, x, conversion)),
    unroll: (part, layer, x, run) => graph.within(part, () => convertRecurrent(layer, x, run, conversion)),
  };
  return conversion;
}

/** Converts a part of which it is not known whether it is recurrent. */
function convertPart(part: unknown, x: Value, run: Run, conversion: Conversion): Value {
  return isRecurrent(part) ? convertRecurrent(part, x, run, conversion) : convertLayer(part, x, conversion);
}

function isRecurrent(layer: unknown): layer is object {
  return typeof layer === 'object' && layer !== null && 'unroll' in layer;
}

function convertLayer(layer: unknown, x: Value, conversion: Conversion): Value {
  if (x.type !== 'float' && !(layer instanceof Embedding || layer instanceof Sequential)) {
    throw refused(layer, 'it reads vectors, but its input is symbols. Put an Embedding before it.');
  }
  for (const convert of isLayer(layer) ? LAYERS : []) {
    const y = convert(layer as object, x, conversion);
    if (y !== undefined) return y;
  }
  if (typeof layer === 'function') {
    throw refused(
      layer,
      `the inside of a function cannot be seen. These can be converted: ${FUNCTION_NAMES.join(', ')}.`,
    );
  }
  throw refused(layer, 'toOnnx knows no such layer. Give the layers of a model of your own as an array.');
}

function isLayer(layer: unknown): layer is object {
  return typeof layer === 'function' || (typeof layer === 'object' && layer !== null);
}

function convertRecurrent(layer: unknown, x: Value, run: Run, conversion: Conversion): Value {
  for (const convert of isRecurrent(layer) ? RECURRENT_LAYERS : []) {
    const y = convert(layer as object, x, run, conversion);
    if (y !== undefined) return y;
  }
  throw refused(
    layer,
    'ONNX has no operator of its equation. LSTM, GRU, GRUResetBefore and RNN have one; Stack, Bidirectional, ' +
      'LearnedState, RecurrentModel and CharLM of them can be converted. Give the layers of a model of your own as an array.',
  );
}

/** What the model reads, by the options or by its first layer. */
function chosenInput(model: object, { input, symbols }: OnnxOptions): ModelInput {
  if (symbols !== undefined) requireFlag('toOnnx', 'symbols', symbols);
  if (input !== undefined) requireAxes(input);
  const found = inputOf(model);
  const readsSymbols = symbols ?? found?.symbols ?? false;
  const standard = readsSymbols && found?.symbols === false ? found.axes.slice(0, -1) : found?.axes;
  const axes = input ?? standard;
  if (axes !== undefined) return { symbols: readsSymbols, axes };
  // If a layer cannot be converted at all, that is what to say.
  const trial = new Graph();
  convertModel(model, trial.input('input', 'float', ['N']), conversionOf(trial, true));
  throw new ArgumentError(
    'toOnnx',
    `${nameOf(model)} reads tensors of many shapes; give the option input, such as { input: ['N', 1, 28, 28] }.`,
    { model },
  );
}

function requireModel(model: unknown): void {
  if (Array.isArray(model) && model.length === 0) {
    throw new ArgumentError('toOnnx', 'the model is an array without layers; give at least one.');
  }
  if (isLayer(model)) return;
  throw new ArgumentError(
    'toOnnx',
    `the model is ${describe(model)}; it must be a layer, or an array of layers.`,
    { model },
  );
}

function requireAxes(axes: unknown): asserts axes is readonly Axis[] {
  const isAxis = (axis: unknown): boolean => (typeof axis === 'string' ? axis !== '' : isInRange(axis, SIZE));
  if (Array.isArray(axes) && axes.length > 0 && axes.every(isAxis)) return;
  throw new ArgumentError(
    'toOnnx',
    `input is ${Array.isArray(axes) ? JSON.stringify(axes) : describe(axes)}; it must be an array of lengths, and of names for lengths that are free, such as ['N', 1, 28, 28].`,
    { input: axes },
  );
}

function requireMetadata(metadata: unknown): void {
  const given = typeof metadata === 'object' && metadata !== null ? Object.values(metadata) : [undefined];
  if (given.every((text) => typeof text === 'string')) return;
  throw new ArgumentError('toOnnx', `metadata is ${describe(metadata)}; it must be an object of texts.`, {
    metadata,
  });
}
