import { ArgumentError, ShapeError, Tensor } from '@tbptt/core';
import { formatShape } from '@tbptt/core/operation';
import type { Sequence } from '../recurrent.js';
import type { Cell } from './declaration.js';

/** T and B of a sequence; a `ShapeError` unless it is `[T, B, D]` with the given D, or symbols `[T, B]`. */
export function checkInputs(
  name: string,
  inputs: Sequence,
  inputSize: number,
): { steps: number; lanes: number } {
  const [steps, lanes, size] = inputs.shape;
  const symbols = !(inputs instanceof Tensor);
  const rank = symbols ? 2 : 3;
  if (inputs.shape.length !== rank || steps === undefined || lanes === undefined) {
    throw new ShapeError(
      name,
      `the inputs are ${formatShape(inputs.shape)}; they must be ${symbols ? 'symbols [T, B]' : `[T, B, ${inputSize}]`}.`,
    );
  }
  if (!symbols && size !== inputSize) {
    throw new ShapeError(
      name,
      `the last axis of the inputs ${formatShape(inputs.shape)} is ${size}, but the layer has ${inputSize} inputs; they must be equal.`,
    );
  }
  return { steps, lanes };
}

/** A `ShapeError` unless the state of that name is there as `[B, width]`. */
export function checkState(
  cell: Pick<Cell, 'name' | 'states'>,
  state: Readonly<Record<string, Tensor>>,
  name: string,
  lanes: number,
  width: number,
): void {
  const tensor = state[name];
  if (tensor === undefined) {
    throw new ShapeError(cell.name, `the state has no '${name}'; it must have ${cell.states.join(' and ')}.`);
  }
  if (tensor.shape.length !== 2 || tensor.shape[0] !== lanes || tensor.shape[1] !== width) {
    throw new ShapeError(
      cell.name,
      `the state ${name} is ${formatShape(tensor.shape)}, but the inputs have ${lanes} lanes and it has ${width} units; ` +
        `it must be [${lanes}, ${width}].`,
    );
  }
}

/** An `ArgumentError` unless every size is a whole number of at least 1. */
export function checkSizes(name: string, sizes: Readonly<Record<string, number>>): void {
  for (const [size, value] of Object.entries(sizes)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError(name, `${size} is ${value}; it must be a whole number of at least 1.`);
    }
  }
}
