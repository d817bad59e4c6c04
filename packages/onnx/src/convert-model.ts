import { Embedding, Sequential } from '@tbptt/core';
import { EncoderDecoder } from '@tbptt/rnn/sequence-to-sequence';
import type { Graph, Value } from './graph/graph.js';
import { convertFunction, FUNCTION_NAMES } from './layers/activations.js';
import { convertAdditiveAttention } from './layers/additive-attention.js';
import { convertAttention } from './layers/attention.js';
import { convertAttentionDecoder } from './layers/attention-decoder.js';
import { convertDropout, convertFlatten, convertResidual, convertSequential } from './layers/combinations.js';
import {
  type Conversion,
  type Converter,
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
  convertAdditiveAttention,
];

const RECURRENT_LAYERS: readonly RecurrentConverter[] = [
  convertCell,
  convertStack,
  convertBidirectional,
  convertLearnedState,
  convertRecurrentModel,
  convertAttentionDecoder,
];

/** Options of a conversion. */
export interface ConversionOptions {
  /** Whether the states of recurrent layers are inputs and outputs of the graph. */
  readonly states: boolean;
  /** `[B]` The number of steps of each lane. Default: all. */
  readonly lengths?: Value;
}

/** Converts a model, which reads `x`. Returns its output. */
export function convertModel(model: object, x: Value, graph: Graph, options: ConversionOptions): Value {
  const conversion = conversionOf(graph, options);
  const start: Run = { path: '', reverse: false, initial: undefined };
  if (!Array.isArray(model)) return convertPart(model, x, start, conversion);
  let y = x;
  for (const [i, part] of model.entries()) {
    y = conversion.graph.within(i, () => convertPart(part, y, { ...start, path: `.${i}` }, conversion));
  }
  return y;
}

/** Returns what converts the parts of a model. */
export function conversionOf(graph: Graph, { states, lengths }: ConversionOptions): Conversion {
  const conversion: Conversion = {
    graph,
    states,
    lengths,
    convert: (part, layer, x) => graph.within(part, () => convertLayer(layer, x, conversion)),
    unroll: (part, layer, x, run) => graph.within(part, () => convertRecurrent(layer, x, run, conversion)),
  };
  return conversion;
}

/** Converts a part that may be recurrent or not. */
function convertPart(part: unknown, x: Value, run: Run, conversion: Conversion): Value {
  return isRecurrent(part) ? convertRecurrent(part, x, run, conversion) : convertLayer(part, x, conversion);
}

function isRecurrent(layer: unknown): layer is object {
  return typeof layer === 'object' && layer !== null && 'unroll' in layer;
}

function convertLayer(layer: unknown, x: Value, conversion: Conversion): Value {
  if (layer instanceof EncoderDecoder) {
    throw refused(
      layer,
      'it is two models, one that reads the source once and one that writes step by step. encoderDecoderToOnnx returns both.',
    );
  }
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
    'ONNX has no operator of its equation. LSTM, CoupledLSTM, GRU, GRUResetBefore and RNN have one; Stack, Bidirectional, ' +
      'LearnedState, RecurrentModel and CharLM of them can be converted. Give the layers of a model of your own as an array.',
  );
}
