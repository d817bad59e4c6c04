import { engine } from '../engine/default-engine.js';
import { Node } from '../tensor/node.js';
import { type Shape, sizeOf } from '../tensor/shape.js';
import { nodeOf, type Tensor, tensorOf, tensorWith } from '../tensor/tensor.js';
import { copiedOut } from './copy-out.js';
import { announceWork } from './listen-to-work.js';
import { currentScope, Scope } from './scope.js';

/**
 * Computes the outputs of an operation and returns the function that propagates their gradients.
 * The `outputs` have addresses, and their content is undefined. The backward closure adds to the
 * gradients of those inputs for which `scope.isTracked`.
 */
export type Compute<O> = (scope: Scope, outputs: O) => () => void;

/**
 * Performs an operation with several results, the unit of recording. Inside a step it is written to
 * the tape if one of its inputs is tracked. Outside, its results are copied out at once. With
 * `placed`, no memory is allocated for the results, and `compute` decides their addresses by
 * `scope.place`.
 */
export function operations(
  inputs: readonly Tensor[],
  shapes: readonly Shape[],
  compute: Compute<readonly Tensor[]>,
  placed = false,
): readonly Tensor[] {
  const scope = currentScope();
  if (scope === undefined) {
    const single = new Scope(engine());
    return single.run(() => perform(single, inputs, shapes, compute, placed).map(copiedOut));
  }
  return perform(scope, inputs, shapes, compute, placed);
}

/** Performs an operation with one result. See `operations`. */
export function operation(inputs: readonly Tensor[], shape: Shape, compute: Compute<Tensor>): Tensor {
  const scope = currentScope();
  if (scope === undefined) {
    const single = new Scope(engine());
    return single.run(() => copiedOut(performOne(single, inputs, shape, compute)));
  }
  return performOne(scope, inputs, shape, compute);
}

/** Does what `perform` does without lists of one element, because small steps consist of such operations. */
function performOne(scope: Scope, inputs: readonly Tensor[], shape: Shape, compute: Compute<Tensor>): Tensor {
  announceWork();
  const node = newNode(scope, shape, enterAll(scope, inputs));
  node.address = scope.allocate(node.size);
  const output = tensorWith(node);
  const backward = compute(scope, output);
  if (node.tracked) scope.tape?.record([node], backward);
  return output;
}

function perform(
  scope: Scope,
  inputs: readonly Tensor[],
  shapes: readonly Shape[],
  compute: Compute<readonly Tensor[]>,
  placed: boolean,
): readonly Tensor[] {
  announceWork();
  const tracked = enterAll(scope, inputs);
  const nodes: Node[] = [];
  const outputs: Tensor[] = [];
  for (let i = 0; i < shapes.length; i++) {
    const node = newNode(scope, shapes[i] as Shape, tracked);
    if (!placed) node.address = scope.allocate(node.size);
    nodes.push(node);
    outputs.push(tensorWith(node));
  }
  const backward = compute(scope, outputs);
  if (tracked) scope.tape?.record(nodes, backward);
  return outputs;
}

/** Makes the inputs known to the scope. Returns whether the gradient of one of them is requested. */
function enterAll(scope: Scope, inputs: readonly Tensor[]): boolean {
  let tracked = false;
  for (let i = 0; i < inputs.length; i++) {
    if (scope.enter(inputs[i] as Tensor).tracked) tracked = true;
  }
  return tracked;
}

/** Returns a node of the scope, whose address is not decided yet. */
function newNode(scope: Scope, shape: Shape, tracked: boolean): Node {
  const node = new Node(shape);
  node.span = scope;
  node.tracked = tracked;
  return node;
}

/**
 * Returns a tensor that shows the same numbers, from element `offset` on, under another shape.
 * Nothing is copied. Gradients that are added to it are added to those of the input.
 */
export function alias(input: Tensor, shape: Shape, offset = 0): Tensor {
  const scope = currentScope();
  const source = nodeOf(input);
  if (scope === undefined) return tensorOf(shape, source.read().slice(offset, offset + sizeOf(shape)));
  const node = newNode(scope, shape, false);
  node.address = scope.at(input) + offset * scope.memory.elementBytes;
  node.origin = source;
  node.tracked = source.tracked;
  return tensorWith(node);
}
