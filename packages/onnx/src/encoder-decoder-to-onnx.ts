import { ArgumentError } from '@tbptt/core';
import { describe, type OptionNames, requireOptions } from '@tbptt/core/operation';
import { flattenState } from '@tbptt/rnn';
import { EncoderDecoder } from '@tbptt/rnn/sequence-to-sequence';
import { conversionOf, convertModel } from './convert-model.js';
import { DATA_TYPES, encodeModel } from './graph/encode-model.js';
import { Graph, type Value } from './graph/graph.js';
import { lengthOf, squeeze, transpose, unsqueeze, whole } from './graph/rearrange.js';
import { inputOf } from './input-axes.js';
import { nameOf } from './layers/conversion.js';
import { prepareSource } from './layers/source-attention.js';
import { requireMetadata, toOnnx } from './to-onnx.js';

/** Options of `encoderDecoderToOnnx`. */
export interface EncoderDecoderOnnxOptions {
  /** Texts that are stored in both files, such as vocabularies. Default: none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const OPTIONS: OptionNames<EncoderDecoderOnnxOptions> = { metadata: true };

/** The two models of an `EncoderDecoder`, as the bytes of ONNX files. */
export interface EncoderDecoderOnnx {
  /** `model.encode`: reads sources, returns the state that the decoder begins with. */
  readonly encoder: Uint8Array<ArrayBuffer>;
  /** `model.decoder`: reads symbols from a state, returns logits and the state after them. */
  readonly decoder: Uint8Array<ArrayBuffer>;
}

/**
 * Returns an `EncoderDecoder` as two ONNX models, since the encoder runs once and the decoder once
 * for each symbol or window.
 *
 * The encoder reads `input`, sources `[S, B]` or `[S, B, D]`, and `lengths` `[B]`, the number of steps
 * of each, 32-bit whole numbers. Its outputs have the names of the decoder's states, of which
 * `state.keys` `[B, S, K]`, `state.prepared` `[B, S, H]` and `state.mask` `[B, S]` are the source. The
 * decoder is what `toOnnx(model.decoder)` returns: it reads `input` `[T, B]` and the states, and
 * returns `output` `[T, B, V]`, the logits, and a `next` of each state but the source, which no step
 * changes.
 *
 * @throws ArgumentError if the model is no `EncoderDecoder`, a layer cannot be converted, or an
 * option is not valid.
 */
export function encoderDecoderToOnnx(
  model: EncoderDecoder,
  options: EncoderDecoderOnnxOptions = {},
): EncoderDecoderOnnx {
  const name = 'encoderDecoderToOnnx';
  requireOptions(name, options, OPTIONS);
  const { metadata = {} } = options;
  requireMetadata(name, metadata);
  const given: unknown = model;
  if (!(given instanceof EncoderDecoder)) {
    throw new ArgumentError(name, `the model is ${describe(given)}; it must be an EncoderDecoder.`, {
      model,
    });
  }
  return { encoder: encoderToOnnx(given, metadata), decoder: toOnnx(given.decoder, { metadata }) };
}

function encoderToOnnx(
  { encoder, decoder }: EncoderDecoder,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const { symbols = false, axes = ['S', 'B', 'D'] } = inputOf(encoder) ?? {};
  const x = graph.input('input', symbols ? 'int32' : 'float', ['S', ...axes.slice(1)]);
  const lengths = graph.input('lengths', 'int32', ['B']);
  const options = { states: false, lengths };
  const outputs = graph.within('encoder', () => convertModel(encoder, x, graph, options));
  const mask = maskOf(graph, x, lengths);
  // The encoder of a model returns zeros for padding, but the head of a graph adds its bias there.
  const byLane = transpose(graph, outputs, [1, 0, 2]);
  const keys = graph.add({ operator: 'Mul', inputs: [byLane, unsqueeze(graph, mask, 2)] }, byLane.axes);
  const prepared = prepareSource(decoder.attention, keys, conversionOf(graph, options));
  for (const [path, first] of Object.entries(flattenState({ rnn: decoder.rnn.initialState(1) }))) {
    const lanes = lengthOf(graph, lengths, 0);
    const sizes = first.shape.slice(1);
    const shape = graph.add(
      {
        operator: 'Concat',
        inputs: [lanes, ...sizes.map((size) => whole(graph, 'size', size))],
        attributes: { axis: { int: 0 } },
      },
      [first.shape.length],
      'int64',
    );
    const initial = graph.tensor('initial', first);
    graph.output(path, graph.add({ operator: 'Expand', inputs: [initial, shape] }, ['B', ...sizes]));
  }
  for (const [part, value] of Object.entries({ keys, prepared, mask })) graph.output(`state.${part}`, value);
  const { nodes, initializers, inputs, outputs: made } = graph;
  return encodeModel({ name: nameOf(encoder), nodes, initializers, inputs, outputs: made, metadata });
}

/** Returns the mask `[B, S]`: 1 for the steps of each source, 0 after its end. */
function maskOf(graph: Graph, x: Value, lengths: Value): Value {
  const [S = 'S', B = 'B'] = x.axes;
  const cast = (value: Value, to: number) => ({
    operator: 'Cast',
    inputs: [value],
    attributes: { to: { int: to } },
  });
  const whole64 = (value: number) => graph.constant('step', 'int64', [], [value]);
  const steps = graph.add(
    { operator: 'Range', inputs: [whole64(0), squeeze(graph, lengthOf(graph, x, 0), 0), whole64(1)] },
    [S],
    'int64',
  );
  const ends = unsqueeze(graph, graph.add(cast(lengths, DATA_TYPES.int64), [B], 'int64'), 1);
  const before = graph.add({ operator: 'Less', inputs: [steps, ends] }, [B, S], 'bool');
  return graph.add(cast(before, DATA_TYPES.float), [B, S]);
}
