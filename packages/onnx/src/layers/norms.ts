import { BatchNorm, LayerNorm, type Parameter } from '@tbptt/core';
import type { Graph, Value } from '../graph/graph.js';
import { type Converter, requireLength } from './conversion.js';

export const convertLayerNorm: Converter = (layer, x, { graph }) => {
  if (!(layer instanceof LayerNorm)) return undefined;
  const { shape, eps } = layer;
  for (const [i, length] of shape.entries()) requireLength(layer, x, i - shape.length, length);
  const [scale, shift] = scaleAndShift(graph, layer, shape);
  return graph.add(
    {
      operator: 'LayerNormalization',
      inputs: [x, scale, shift],
      attributes: { axis: { int: -shape.length }, epsilon: { float: eps } },
    },
    x.axes,
  );
};

/** Normalizes by the running statistics, as outside of a training step. */
export const convertBatchNorm: Converter = (layer, x, { graph }) => {
  if (!(layer instanceof BatchNorm)) return undefined;
  const { channels, runningMean, runningVar, eps } = layer;
  requireLength(layer, x, 1, channels);
  const [scale, shift] = scaleAndShift(graph, layer, [channels]);
  const moments = [graph.tensor('mean', runningMean), graph.tensor('variance', runningVar)];
  return graph.add(
    {
      operator: 'BatchNormalization',
      inputs: [x, scale, shift, ...moments],
      attributes: { epsilon: { float: eps } },
    },
    x.axes,
  );
};

/** Returns the weight and the bias of a normalization; ones and zeros if it has none. */
function scaleAndShift(
  graph: Graph,
  { weight, bias }: { readonly weight: Parameter | undefined; readonly bias: Parameter | undefined },
  shape: readonly number[],
): readonly [Value, Value] {
  const size = shape.reduce((product, length) => product * length, 1);
  const all = (hint: string, value: number) =>
    graph.constant(hint, 'float', shape, new Float32Array(size).fill(value));
  return [
    weight === undefined ? all('scale', 1) : graph.tensor('scale', weight),
    bias === undefined ? all('shift', 0) : graph.tensor('shift', bias),
  ];
}
