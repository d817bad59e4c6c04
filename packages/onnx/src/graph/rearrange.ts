import type { Graph, Value } from './graph.js';

/** Adds a value with its axes in another order. */
export function transpose(graph: Graph, value: Value, order: readonly number[]): Value {
  return graph.add(
    { operator: 'Transpose', inputs: [value], attributes: { perm: { ints: order } } },
    order.map((axis) => value.axes[axis] ?? 0),
  );
}

/** Adds a value with one more axis, of length 1. */
export function unsqueeze(graph: Graph, value: Value, axis: number): Value {
  return graph.add(
    { operator: 'Unsqueeze', inputs: [value, whole(graph, 'axes', axis)] },
    value.axes.toSpliced(axis, 0, 1),
    value.type,
  );
}

/** Adds a value without an axis whose length is 1. */
export function squeeze(graph: Graph, value: Value, axis: number): Value {
  return graph.add(
    { operator: 'Squeeze', inputs: [value, whole(graph, 'axes', axis)] },
    value.axes.toSpliced(axis, 1),
    value.type,
  );
}

/** Adds one whole number as a list of one, as operators read an axis or a length. */
export function whole(graph: Graph, hint: string, value: number): Value {
  return graph.constant(hint, 'int64', [1], [value]);
}

/** Adds the length of an axis of a value, `[1]`. */
export function lengthOf(graph: Graph, value: Value, axis: number): Value {
  const attributes = { start: { int: axis }, end: { int: axis + 1 } };
  return graph.add({ operator: 'Shape', inputs: [value], attributes }, [1], 'int64');
}
