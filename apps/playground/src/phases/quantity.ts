import type { Explanation } from '@tbptt/core';
import { layerMark, subscript } from '../format.js';

/**
 * The kinds of numbers of an explanation. `x` and `t` are what is given, `w` and `b` the parameters;
 * `error` is dL/da, `slope` f'(z); `dw` and `db` are gradients, `w+` and `b+` the parameters after
 * the update.
 */
export type Kind =
  | 'x'
  | 't'
  | 'w'
  | 'b'
  | 'z'
  | 'a'
  | 'loss'
  | 'error'
  | 'slope'
  | 'delta'
  | 'dw'
  | 'db'
  | 'w+'
  | 'b+';

/**
 * A number of the explanation. `unit` is its unit in the layer, from 0; of weights it is the unit
 * that is written to, and `from` the unit that is read.
 */
export interface Quantity {
  readonly kind: Kind;
  readonly layer: number;
  readonly unit: number;
  readonly from?: number;
}

/** Returns whether two quantities are the same number. */
export function isSame(a: Quantity | undefined, b: Quantity): boolean {
  return a?.kind === b.kind && a.layer === b.layer && a.unit === b.unit && a.from === b.from;
}

/** Returns the activations that enter a layer: the inputs of the network, or `a` of the layer before. */
export function incomingOf(explanation: Explanation, layer: number): readonly number[] {
  return (layer === 0 ? explanation.inputs[0] : explanation.forward[layer - 1]?.a[0]) ?? [];
}

/** Returns the deltas of a layer. */
function deltasOf(explanation: Explanation, layer: number) {
  return explanation.deltas.find((one) => one.layer === layer);
}

/** Returns the value of a quantity. `targets` are not part of an explanation. */
export function valueOf(explanation: Explanation, targets: readonly number[], quantity: Quantity): number {
  const { kind, layer, unit, from = 0 } = quantity;
  const { forward, loss, gradients, update } = explanation;
  const parameters = update.layers[layer];
  const values: Record<Kind, () => number | undefined> = {
    x: () => explanation.inputs[0]?.[unit],
    t: () => targets[unit],
    w: () => parameters?.weight.before[from]?.[unit],
    b: () => parameters?.bias?.before[unit],
    z: () => forward[layer]?.z[0]?.[unit],
    a: () => forward[layer]?.a[0]?.[unit],
    loss: () => loss.value,
    error: () => deltasOf(explanation, layer)?.error[0]?.[unit],
    slope: () => deltasOf(explanation, layer)?.slope?.[0]?.[unit],
    delta: () => deltasOf(explanation, layer)?.delta[0]?.[unit],
    dw: () => gradients[layer]?.weight[from]?.[unit],
    db: () => gradients[layer]?.bias?.[unit],
    'w+': () => parameters?.weight.after[from]?.[unit],
    'b+': () => parameters?.bias?.after[unit],
  };
  return values[kind]() ?? Number.NaN;
}

/** Returns the symbol of a quantity, such as `w₁₂⁽²⁾`. Units and layers count from 1; inputs are layer 0. */
export function symbolOf({ kind, layer, unit, from = 0 }: Quantity): string {
  const j = subscript(unit + 1);
  const ij = `${subscript(from + 1)}${j}`;
  const l = layerMark(layer + 1);
  const symbols: Record<Kind, string> = {
    x: `a${j}${layerMark(0)}`,
    t: `t${j}`,
    w: `w${ij}${l}`,
    b: `b${j}${l}`,
    z: `z${j}${l}`,
    a: `a${j}${l}`,
    loss: 'L',
    error: `∂L/∂a${j}${l}`,
    slope: `f′(z${j}${l})`,
    delta: `δ${j}${l}`,
    dw: `∂L/∂w${ij}${l}`,
    db: `∂L/∂b${j}${l}`,
    'w+': `new w${ij}${l}`,
    'b+': `new b${j}${l}`,
  };
  return symbols[kind];
}

/** Returns the name of a quantity as it is spoken, such as `weight from unit 1 to unit 2, layer 2`. */
export function nameOf({ kind, layer, unit, from = 0 }: Quantity): string {
  const of = `unit ${unit + 1} of layer ${layer + 1}`;
  const edge = `from unit ${from + 1} to unit ${unit + 1} of layer ${layer + 1}`;
  const names: Record<Kind, string> = {
    x: `input ${unit + 1}`,
    t: `target ${unit + 1}`,
    w: `weight ${edge}`,
    b: `bias of ${of}`,
    z: `z, the sum of ${of}`,
    a: `a, the output of ${of}`,
    loss: 'loss',
    error: `derivative of the loss by the output of ${of}`,
    slope: `slope of the activation of ${of}`,
    delta: `delta, the error signal of ${of}`,
    dw: `gradient of the weight ${edge}`,
    db: `gradient of the bias of ${of}`,
    'w+': `new weight ${edge}`,
    'b+': `new bias of ${of}`,
  };
  return names[kind];
}
