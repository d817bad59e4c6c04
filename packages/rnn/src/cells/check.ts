import { ArgumentError, type Indices, ShapeError, Tensor } from '@tbptt/core';
import { describe, formatShape, isCount } from '@tbptt/core/operation';
import type { Sequence } from '../recurrent.js';
import type { Cell } from './declaration.js';

/** The axes T and B of a sequence. */
export interface SequenceSize {
  readonly steps: number;
  readonly lanes: number;
}

/**
 * Checks that a value is a sequence of vectors `[T, B, ...]` or of symbols `[T, B]` with as many
 * numbers as its shape says, before anything is computed from its lengths. Returns T and B.
 *
 * @throws ArgumentError if it is neither a tensor nor indices
 * @throws ShapeError if its shape is another one
 */
export function requireSequence(operation: string, sequence: Sequence, vector = 'D'): SequenceSize {
  const given: unknown = sequence;
  const isTensor = given instanceof Tensor;
  if (!isTensor && !isIndices(given)) {
    throw new ArgumentError(
      operation,
      `the inputs are ${describe(given)}; they must be a tensor [T, B, ${vector}], or symbols [T, B] such as indices([T, B], ids).`,
    );
  }
  const { shape } = given;
  const steps = shape[0];
  const lanes = shape[1];
  if (steps === undefined || lanes === undefined || shape.length !== (isTensor ? 3 : 2)) {
    throw new ShapeError(
      operation,
      `the inputs are ${formatShape(shape)}; they must be ${isTensor ? `[T, B, ${vector}]` : 'symbols [T, B]'}.`,
      { shape },
    );
  }
  if (!isTensor) requireNumbers(operation, given);
  return { steps, lanes };
}

/**
 * Checks the inputs of a layer and returns T and B. They are `[T, B, inputSize]`, or symbols
 * `[T, B]`.
 */
export function requireInputs(operation: string, inputs: Sequence, inputSize: number): SequenceSize {
  const size = requireSequence(operation, inputs, String(inputSize));
  const last = inputs.shape.at(-1);
  if (inputs instanceof Tensor && last !== inputSize) {
    throw new ShapeError(
      operation,
      `the last axis of the inputs ${formatShape(inputs.shape)} is ${last}, but the layer has ${inputSize} inputs; they must be equal.`,
      { shape: inputs.shape, inputSize },
    );
  }
  return size;
}

/** Checks that a state is an object with a tensor `[B, width]` of that name. */
export function requireState(
  cell: Pick<Cell, 'name' | 'states'>,
  state: Readonly<Record<string, Tensor>>,
  name: string,
  lanes: number,
  width: number,
): void {
  const given: unknown = state;
  if (typeof given !== 'object' || given === null) {
    throw new ArgumentError(
      cell.name,
      `the state is ${describe(given)}; it must have ${cell.states.join(' and ')}, as initialState(${lanes}) has.`,
    );
  }
  const tensor: unknown = state[name];
  if (tensor === undefined) {
    throw new ShapeError(cell.name, `the state has no '${name}'; it must have ${cell.states.join(' and ')}.`);
  }
  if (!(tensor instanceof Tensor)) {
    throw new ArgumentError(
      cell.name,
      `the state ${name} is ${describe(tensor)}; it must be a tensor [${lanes}, ${width}].`,
    );
  }
  if (tensor.shape.length !== 2 || tensor.shape[0] !== lanes || tensor.shape[1] !== width) {
    throw new ShapeError(
      cell.name,
      `the state ${name} is ${formatShape(tensor.shape)}, but the inputs have ${lanes} lanes and it has ${width} units; ` +
        `it must be [${lanes}, ${width}].`,
      { shape: tensor.shape, lanes, width },
    );
  }
}

/** Whether a value has the form of indices; its lengths may be wrong. */
export function isIndices(value: unknown): value is Indices {
  if (typeof value !== 'object' || value === null || !('shape' in value) || !('data' in value)) return false;
  return Array.isArray(value.shape) && value.data instanceof Int32Array;
}

/**
 * Checks that indices have whole lengths and as many numbers as their shape says.
 *
 * @throws ShapeError if they have not
 */
export function requireNumbers(operation: string, { shape, data }: Indices): void {
  if (shape.every(isCount)) {
    if (shape.reduce((size, length) => size * length, 1) === data.length) return;
    throw new ShapeError(
      operation,
      `the indices have the shape ${formatShape(shape)}, but ${data.length} numbers; they must be as many.`,
      { shape },
    );
  }
  throw new ShapeError(
    operation,
    `the indices have the shape ${formatShape(shape)}; its lengths must be whole numbers of at least 0.`,
    { shape },
  );
}
