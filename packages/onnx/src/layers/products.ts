import { Embedding, Linear, type Tensor, TiedLinear } from '@tbptt/core';
import type { Graph, Value } from '../graph/graph.js';
import { type Converter, requireLength } from './conversion.js';

/** `y = x weight + bias` for `[..., inputs]`, to `[..., outputs]`. */
function affine(graph: Graph, x: Value, weight: Value, bias: Tensor | undefined): Value {
  const axes = [...x.axes.slice(0, -1), weight.axes[1] ?? 0];
  const product = graph.add({ operator: 'MatMul', inputs: [x, weight] }, axes);
  if (bias === undefined) return product;
  return graph.add({ operator: 'Add', inputs: [product, graph.tensor('bias', bias)] }, axes);
}

export const convertLinear: Converter = (layer, x, { graph }) => {
  if (!(layer instanceof Linear)) return undefined;
  requireLength(layer, x, -1, layer.inputs);
  return affine(graph, x, graph.tensor('weight', layer.weight), layer.bias);
};

export const convertTiedLinear: Converter = (layer, x, { graph }) => {
  if (!(layer instanceof TiedLinear)) return undefined;
  requireLength(layer, x, -1, layer.weight.shape[1] ?? 0);
  const weight = graph.tensor('weight', layer.weight);
  const transposed = graph.add({ operator: 'Transpose', inputs: [weight] }, weight.axes.toReversed());
  return affine(graph, x, transposed, layer.bias);
};

export const convertEmbedding: Converter = (layer, x, { graph }) => {
  if (!(layer instanceof Embedding)) return undefined;
  const weight = graph.tensor('weight', layer.weight);
  return graph.add({ operator: 'Gather', inputs: [weight, x] }, [...x.axes, layer.size]);
};

/** `[...]` symbols as one-hot vectors `[..., size]`. */
export function oneHot(graph: Graph, symbols: Value, size: number): Value {
  const depth = graph.constant('symbols', 'int32', [], [size]);
  const values = graph.constant('offOn', 'float', [2], [0, 1]);
  return graph.add({ operator: 'OneHot', inputs: [symbols, depth, values] }, [...symbols.axes, size]);
}
