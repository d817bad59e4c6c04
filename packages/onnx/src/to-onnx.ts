import { ArgumentError } from '@tbptt/core';
import {
  describe,
  isInRange,
  type OptionNames,
  requireFlag,
  requireOptions,
  SIZE,
} from '@tbptt/core/operation';
import { convertModel } from './convert-model.js';
import { encodeModel } from './graph/encode-model.js';
import { Graph } from './graph/graph.js';
import type { Axis } from './graph/messages.js';
import { inputOf, type ModelInput } from './input-axes.js';
import { nameOf } from './layers/conversion.js';

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
  /** Texts that are stored in the file by their names, such as a vocabulary. Default: none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const OPTIONS: OptionNames<OnnxOptions> = { input: true, symbols: true, states: true, metadata: true };

/**
 * Returns a model as the bytes of an ONNX file (opset 17), which onnxruntime and others run. The
 * model computes what ours computes outside of a training step: nothing is dropped, and `BatchNorm`
 * uses its running statistics.
 *
 * The model is a layer, a recurrent layer or network, or an array of them, of which each reads the
 * output of the one before: `toOnnx([model.rnn, model.head])` for a class of your own. These are
 * converted: `Linear`, `TiedLinear`, `Embedding`, `LSTM`, `CoupledLSTM`, `GRU`, `GRUResetBefore`, `RNN`,
 * `Stack`, `Bidirectional`, `LearnedState`, `RecurrentModel`, `CharLM`, `AttentionDecoder`, `LayerNorm`,
 * `BatchNorm`, `Conv1d`, `Conv2d`, the pooling layers, `MultiHeadAttention` (without a mask),
 * `AdditiveAttention`, `Dropout`, `LockedDropout`, `Flatten`, `Sequential`, `Residual`, and the
 * activations with their default options. `encoderDecoderToOnnx` converts an `EncoderDecoder`.
 *
 * The input is `input`, the output `output`. Each state is an input such as `state.0.h` `[B, H]`,
 * with the paths of `flattenState`, and an output `next.0.h`, the same state after the last step. The
 * source of an `AttentionDecoder`, which no step changes, is an input only. An `AdditiveAttention`
 * reads queries `[B, Q]`, and has the inputs `keys` `[S, B, K]` and `mask` `[S, B]` besides, and the
 * output `weights` `[S, B]`.
 *
 * @throws ArgumentError if a layer cannot be converted, the shape of the input is needed, or an
 * option is not valid.
 */
export function toOnnx(model: object, options: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  requireOptions('toOnnx', options, OPTIONS);
  const { states = true, metadata = {} } = options;
  requireFlag('toOnnx', 'states', states);
  requireMetadata('toOnnx', metadata);
  requireModel(model);
  const { symbols, axes } = chosenInput(model, options);
  const graph = new Graph();
  const x = graph.input('input', symbols ? 'int32' : 'float', axes);
  graph.output('output', convertModel(model, x, graph, { states }));
  const { nodes, initializers, inputs, outputs } = graph;
  return encodeModel({ name: nameOf(model), nodes, initializers, inputs, outputs, metadata });
}

/** Returns what the model reads, from the options or from its first layer. */
function chosenInput(model: object, { input, symbols }: OnnxOptions): ModelInput {
  if (symbols !== undefined) requireFlag('toOnnx', 'symbols', symbols);
  if (input !== undefined) requireAxes(input);
  const found = inputOf(model);
  const readsSymbols = symbols ?? found?.symbols ?? false;
  const standard = readsSymbols && found?.symbols === false ? found.axes.slice(0, -1) : found?.axes;
  const axes = input ?? standard;
  if (axes !== undefined) return { symbols: readsSymbols, axes };
  // If a layer cannot be converted at all, that is the error to report.
  const trial = new Graph();
  convertModel(model, trial.input('input', 'float', ['N']), trial, { states: true });
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
  if (typeof model === 'function' || (typeof model === 'object' && model !== null)) return;
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

/**
 * Checks the texts that are stored in a file.
 *
 * @throws ArgumentError if they are not an object of strings
 */
export function requireMetadata(operation: string, metadata: unknown): void {
  // The tag tells objects from maps and arrays, whose texts would be lost or named by numbers.
  const isObject = Object.prototype.toString.call(metadata) === '[object Object]';
  if (isObject && Object.values(metadata as object).every((text) => typeof text === 'string')) return;
  throw new ArgumentError(operation, `metadata is ${describe(metadata)}; it must be an object of texts.`, {
    metadata,
  });
}
