import { Dropout, Flatten, Residual, Sequential } from '@tbptt/core';
import { LockedDropout } from '@tbptt/rnn';
import type { Value } from '../graph/graph.js';
import type { Axis } from '../graph/messages.js';
import type { Conversion, Converter } from './conversion.js';

/** Layers one after the other. */
export const convertSequential: Converter = (layer, x, conversion) =>
  layer instanceof Sequential ? inOrder(layer.layers, x, conversion) : undefined;

export const convertResidual: Converter = (layer, x, conversion) => {
  if (!(layer instanceof Residual)) return undefined;
  const y = inOrder(layer.layers, x, conversion);
  return conversion.graph.add({ operator: 'Add', inputs: [x, y] }, y.axes);
};

function inOrder(layers: readonly unknown[], x: Value, { convert }: Conversion): Value {
  let y = x;
  for (const [i, layer] of layers.entries()) y = convert(i, layer, y);
  return y;
}

/** Dropout is the identity outside of training. */
export const convertDropout: Converter = (layer, x) =>
  layer instanceof Dropout || layer instanceof LockedDropout ? x : undefined;

export const convertFlatten: Converter = (layer, x, { graph }) => {
  if (!(layer instanceof Flatten)) return undefined;
  const rank = x.axes.length;
  const [first, last] = [layer.first, layer.last].map((axis) => (axis < 0 ? axis + rank : axis)) as [
    number,
    number,
  ];
  const lengths = (start: number, end: number): Value =>
    graph.add(
      { operator: 'Shape', inputs: [x], attributes: { start: { int: start }, end: { int: end } } },
      [end - start],
      'int64',
    );
  const shape = graph.add(
    {
      operator: 'Concat',
      inputs: [lengths(0, first), graph.constant('joined', 'int64', [1], [-1]), lengths(last + 1, rank)],
      attributes: { axis: { int: 0 } },
    },
    [rank - last + first],
    'int64',
  );
  const axes = x.axes.toSpliced(first, last - first + 1, productOf(x.axes.slice(first, last + 1)));
  return graph.add({ operator: 'Reshape', inputs: [x, shape] }, axes);
};

/** The length of several axes joined to one. */
function productOf(axes: readonly Axis[]): Axis {
  const product = axes.reduce<number>(
    (found, axis) => found * (typeof axis === 'number' ? axis : Number.NaN),
    1,
  );
  return Number.isNaN(product) ? axes.join('*') : product;
}
