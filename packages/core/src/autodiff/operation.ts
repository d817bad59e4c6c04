import { engine } from '../kernels/engine.js';
import { currentScope, Scope } from '../tensor/scope.js';
import type { Shape } from '../tensor/shape.js';
import { Tensor } from '../tensor/tensor.js';

/**
 * Computes the outputs of an operation and returns what propagates their gradients. `outputs` have their addresses already and may
 * be anything before; the backward closure adds to the gradients of those inputs that are `tracked`.
 */
export type Compute<O> = (scope: Scope, outputs: O) => () => void;

/**
 * An operation with several results: the unit of recording. Inside a step it is written to the tape when one of its inputs is
 * tracked; outside, its results are copied out at once. With `placed`, no memory is allocated for the results: `compute` says where they
 * lie by `scope.place`.
 */
export function operations(
  inputs: readonly Tensor[],
  shapes: readonly Shape[],
  compute: Compute<readonly Tensor[]>,
  placed = false,
): readonly Tensor[] {
  const scope = currentScope();
  if (scope === undefined) {
    const single = new Scope(engine(), false);
    return single.run(() => perform(single, inputs, shapes, compute, placed).map(copiedOut));
  }
  return perform(scope, inputs, shapes, compute, placed);
}

/** An operation with one result; see `operations`. */
export function operation(inputs: readonly Tensor[], shape: Shape, compute: Compute<Tensor>): Tensor {
  return operations(inputs, [shape], (scope, outputs) => compute(scope, outputs[0] as Tensor))[0] as Tensor;
}

function perform(
  scope: Scope,
  inputs: readonly Tensor[],
  shapes: readonly Shape[],
  compute: Compute<readonly Tensor[]>,
  placed: boolean,
): readonly Tensor[] {
  let tracked = false;
  for (const input of inputs) {
    scope.at(input);
    if (input.tracked) tracked = true;
  }
  const outputs = shapes.map((shape) => newOutput(scope, shape, tracked));
  if (!placed) for (const output of outputs) output.address = scope.allocate(output.size);
  const backward = compute(scope, outputs);
  if (tracked) scope.record(outputs, backward);
  return outputs;
}

/** A tensor of the scope, its place still open. */
function newOutput(scope: Scope, shape: Shape, tracked: boolean): Tensor {
  const output = new Tensor(shape);
  output.scope = scope;
  output.tracked = tracked;
  return output;
}

/**
 * A tensor that shows the same numbers, from element `offset` on, under another shape. Nothing is copied, and gradients added to it are
 * added to the input's.
 */
export function alias(input: Tensor, shape: Shape, offset = 0): Tensor {
  const scope = currentScope();
  if (scope === undefined) {
    const end = offset + new Tensor(shape).size;
    return new Tensor(shape, input.read().slice(offset, end));
  }
  const output = new Tensor(shape);
  output.address = scope.at(input) + offset * scope.memory.elementBytes;
  output.scope = scope;
  output.origin = input;
  output.tracked = input.tracked;
  return output;
}

/** The tensor as an ordinary value, independent of the scope it was computed in. */
export function copiedOut(tensor: Tensor): Tensor {
  return new Tensor(tensor.shape, tensor.copy());
}

/** What a closure returned with every tensor in it, however deep in arrays and plain objects, copied out. */
export function copyOut<R>(result: R): R {
  return copyOutOf(result) as R;
}

function copyOutOf(result: unknown): unknown {
  if (result instanceof Tensor) return result.values === undefined ? copiedOut(result) : result;
  if (Array.isArray(result)) return result.map(copyOutOf);
  if (isPlainObject(result)) {
    const copy = { ...result };
    for (const key of Object.keys(copy)) copy[key] = copyOutOf(copy[key]);
    return copy;
  }
  return result;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
