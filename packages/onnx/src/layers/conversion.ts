import { ArgumentError } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { State } from '@tbptt/rnn';
import type { Graph, Value } from '../graph/graph.js';

/** The recurrent layer that is being converted, within its model. */
export interface Run {
  /** The path of its state in the state of the model, such as `.0.h`. */
  readonly path: string;
  /** Whether the steps are read from the last to the first. */
  readonly reverse: boolean;
  /** The state that it starts from if states are no inputs. Undefined for zeros. */
  readonly initial: State | undefined;
}

/** A model that is being converted. */
export interface Conversion {
  readonly graph: Graph;
  /** Whether states are inputs and outputs of the graph. */
  readonly states: boolean;
  /** `[B]` The number of steps of each lane. Undefined for all. */
  readonly lengths: Value | undefined;
  /** Converts a part of the model, which names its values. Returns its output. */
  readonly convert: (part: string | number, layer: unknown, x: Value) => Value;
  /** Converts a recurrent part of the model. Returns its outputs `[T, B, O]`. */
  readonly unroll: (part: string | number, layer: unknown, x: Value, run: Run) => Value;
}

/** Converts a layer, or returns undefined if the layer is of another kind. */
export type Converter = (layer: object, x: Value, conversion: Conversion) => Value | undefined;

/** Converts a recurrent layer, or returns undefined if the layer is of another kind. */
export type RecurrentConverter = (
  layer: object,
  x: Value,
  run: Run,
  conversion: Conversion,
) => Value | undefined;

/** Returns the name of a layer for messages, and for the file. */
export function nameOf(layer: unknown): string {
  if (typeof layer === 'function') return layer.name === '' ? 'a function' : `the function ${layer.name}`;
  if (typeof layer !== 'object' || layer === null) return describe(layer);
  const { constructor: Class }: { readonly constructor?: unknown } = layer;
  return typeof Class === 'function' ? Class.name : describe(layer);
}

/**
 * Checks the length of an axis of the input of a layer. An axis with a name may have any length.
 *
 * @throws ArgumentError if the axis has another length
 */
export function requireLength(layer: unknown, { axes }: Value, axis: number, length: number): void {
  const found = axes.at(axis);
  if (typeof found !== 'number' || found === length) return;
  throw refused(
    layer,
    `it reads ${length} numbers along axis ${axis < 0 ? axes.length + axis : axis}, but its input is [${axes.join(', ')}].`,
  );
}

/** Returns the error for a model, or a part of one, that cannot be converted. */
export function refused(layer: unknown, reason: string): ArgumentError {
  return new ArgumentError('toOnnx', `${nameOf(layer)} cannot be converted: ${reason}`, { layer });
}
