import { MultiHeadAttention } from '@tbptt/core';
import type { Value } from '../graph/graph.js';
import type { Axis } from '../graph/messages.js';
import { transpose } from '../graph/rearrange.js';
import { type Converter, requireLength } from './conversion.js';

/** Self-attention of a sequence `[T, B, D]` without a mask, as `forward` computes it. */
export const convertAttention: Converter = (layer, x, { graph, convert }) => {
  if (!(layer instanceof MultiHeadAttention)) return undefined;
  const { size, heads } = layer;
  requireLength(layer, x, -1, size);
  const [T = 'T', B = 'B'] = x.axes;
  const width = size / heads;
  /** A length of 0 is that of the input. */
  const reshaped = (value: Value, shape: readonly number[], axes: readonly Axis[]): Value => {
    const lengths = graph.constant('shape', 'int64', [shape.length], shape);
    return graph.add({ operator: 'Reshape', inputs: [value, lengths] }, axes);
  };
  const parts = (part: string, product: object, order: readonly number[]): Value =>
    transpose(graph, reshaped(convert(part, product, x), [0, 0, heads, width], [T, B, heads, width]), order);
  const queries = parts('query', layer.query, [1, 2, 0, 3]);
  const keys = parts('key', layer.key, [1, 2, 3, 0]);
  const values = parts('value', layer.value, [1, 2, 0, 3]);
  const scale = graph.number('scale', 1 / Math.sqrt(width));
  const scaled = graph.add({ operator: 'Mul', inputs: [queries, scale] }, queries.axes);
  const scores = graph.add({ operator: 'MatMul', inputs: [scaled, keys] }, [B, heads, T, T]);
  const weights = graph.add(
    { operator: 'Softmax', inputs: [scores], attributes: { axis: { int: -1 } } },
    scores.axes,
  );
  const seen = graph.add({ operator: 'MatMul', inputs: [weights, values] }, values.axes);
  const joined = reshaped(transpose(graph, seen, [2, 0, 1, 3]), [0, 0, size], [T, B, size]);
  return convert('output', layer.output, joined);
};
