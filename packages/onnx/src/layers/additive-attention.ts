import { AdditiveAttention } from '@tbptt/core';
import type { Value } from '../graph/graph.js';
import { squeeze, transpose, unsqueeze } from '../graph/rearrange.js';
import { attend } from './attend.js';
import { type Conversion, type Converter, refused } from './conversion.js';

/**
 * The scores `[B, T, S]` of queries `[B, T, Q]`, whose keys the network has projected to `[B, S, A]`:
 * `vᵀ tanh(W query + U key)`.
 */
export function additiveScores(
  { query, score }: AdditiveAttention,
  queries: Value,
  projected: Value,
  { graph, convert }: Conversion,
): Value {
  const [B = 'B', T = 'T'] = queries.axes;
  const [, S = 'S', A = 0] = projected.axes;
  const asked = unsqueeze(graph, convert('query', query, queries), 2);
  const sum = graph.add({ operator: 'Add', inputs: [unsqueeze(graph, projected, 1), asked] }, [B, T, S, A]);
  const hidden = graph.add({ operator: 'Tanh', inputs: [sum] }, sum.axes);
  const weight = graph.tensor('score', score);
  return squeeze(graph, graph.add({ operator: 'MatMul', inputs: [hidden, weight] }, [B, T, S, 1]), 3);
}

/**
 * `attend` for queries `[B, Q]`, after `remember`: the keys `[S, B, K]` and the mask `[S, B]` are
 * inputs of the model, the contexts `[B, K]` its result, and the weights `[S, B]` an output.
 */
export const convertAdditiveAttention: Converter = (layer, x, conversion) => {
  if (!(layer instanceof AdditiveAttention)) return undefined;
  const { graph, convert } = conversion;
  const [B = 'B', size] = x.axes;
  if (x.axes.length !== 2 || size !== layer.query.inputs) {
    throw refused(
      layer,
      `it reads queries [B, ${layer.query.inputs}], but its input is [${x.axes.join(', ')}].`,
    );
  }
  const given = graph.input(graph.pathOf('keys'), 'float', ['S', B, layer.key.inputs]);
  const mask = graph.input(graph.pathOf('mask'), 'float', ['S', B]);
  const keys = transpose(graph, given, [1, 0, 2]);
  const projected = convert('key', layer.key, keys);
  const scores = additiveScores(layer, unsqueeze(graph, x, 1), projected, conversion);
  const { contexts, weights } = attend(graph, scores, keys, transpose(graph, mask, [1, 0]));
  graph.output(graph.pathOf('weights'), transpose(graph, squeeze(graph, weights, 1), [1, 0]));
  return squeeze(graph, contexts, 1);
};
