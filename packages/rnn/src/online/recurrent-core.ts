import { ArgumentError, applyLayer, type Layer, type Tensor } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import { requireUnrollable } from '../arguments.js';
import { OperationLayer } from '../cells/operation-layer.js';
import { type LayerState, RecurrentLayer } from '../cells/recurrent-layer.js';
import { RecurrentModel } from '../models/recurrent-model.js';
import type { State, Unrollable } from '../recurrent.js';
import { Stack } from '../stack.js';

/** A recurrent layer of any cell that is declared by an equation. */
export type DeclaredLayer = RecurrentLayer<string, string>;

/** The recurrent layers of a model, and its head. */
export interface RecurrentCore<S extends State> {
  readonly layers: readonly DeclaredLayer[];
  readonly residual: boolean;
  readonly head: (outputs: Tensor) => Tensor;
  /** The states of the layers in a state of the model. */
  readonly take: (state: S) => readonly LayerState<string>[];
  /** The state of the model with these states of the layers. */
  readonly give: (states: readonly LayerState<string>[]) => S;
}

/**
 * Returns the recurrent part of a model: a recurrent layer, a stack of them, or a model with such a
 * `body` and a `head`.
 *
 * @throws ArgumentError if the model is not one of these, or if a layer is not declared by an
 * equation
 */
export function recurrentCore<S extends State>(operation: string, model: Unrollable<S>): RecurrentCore<S>;
export function recurrentCore(operation: string, model: Unrollable): RecurrentCore<State> {
  requireUnrollable(operation, model);
  const [body, apply] = bodyOf(model);
  if (!(body instanceof Stack)) {
    const layers = [requireDeclared(operation, body, body === model ? 'the model' : 'the body of the model')];
    return {
      layers,
      residual: false,
      head: apply,
      take: (state) => [state as LayerState<string>],
      give: ([state]) => state as LayerState<string>,
    };
  }
  if (body.between !== undefined) {
    throw new ArgumentError(
      operation,
      `the stack has a layer between its layers (${describe(body.between)}), whose derivatives are not carried forward; leave \`between\` out.`,
    );
  }
  return {
    layers: body.layers.map((layer, index) =>
      requireDeclared(operation, layer, `layer ${index} of the stack`),
    ),
    residual: body.residual,
    head: apply,
    take: (state) => state as readonly LayerState<string>[],
    give: (states) => states,
  };
}

/** Returns the recurrent part of a model, and the function that is applied to its outputs. */
function bodyOf(model: object): readonly [body: unknown, apply: (outputs: Tensor) => Tensor] {
  if (model instanceof RecurrentModel) return [model.body, (outputs) => model.readOut(outputs)];
  if (hasHead(model)) return [model.body, (outputs) => applyLayer(model.head, outputs)];
  return [model, (outputs) => outputs];
}

function hasHead(model: object): model is { readonly body: unknown; readonly head: Layer } {
  if (!('body' in model) || !('head' in model)) return false;
  const { head } = model;
  return typeof head === 'function' || (typeof head === 'object' && head !== null && 'forward' in head);
}

function requireDeclared(operation: string, layer: unknown, name: string): DeclaredLayer {
  if (!(layer instanceof RecurrentLayer)) throw new ArgumentError(operation, `${name} ${whyNot(layer)}`);
  if (layer.weightsInUse() === layer) return layer;
  throw new ArgumentError(
    operation,
    `${name} has recurrentWeights, which change its weights from step to step; leave them out.`,
  );
}

function whyNot(layer: unknown): string {
  const is = `is ${describe(layer)}`;
  if (layer instanceof OperationLayer) {
    return (
      `${is}, whose step is made of operations: it has no equation, from whose partial derivatives the influence of ` +
      'the parameters could be carried forward. Use a cell that is declared by an equation, or truncatedBPTT.'
    );
  }
  return (
    `${is}; it must be a recurrent layer declared by an equation, a Stack of them, or a model with such a ` +
    '`body` and a `head`, as a RecurrentModel without an embedding has.'
  );
}
