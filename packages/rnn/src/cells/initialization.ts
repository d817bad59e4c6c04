import { ArgumentError, orthogonal, type Parameter, type Random } from '@tbptt/core';
import { tensorOf } from '@tbptt/core/operation';

/** What of a layer is initialized by gate: those of `RecurrentLayer` and of cells made of operations. */
export interface GatedLayer {
  /** The gates in the order of their columns; those with recurrent products first. */
  readonly cell: { readonly name: string; readonly gates: readonly string[] };
  /** H */
  readonly hiddenSize: number;
  /** [O, R H] */
  readonly weightHh?: Parameter | undefined;
  /** [G H] */
  readonly biasIh?: Parameter | undefined;
  /** [R H] */
  readonly biasHh?: Parameter | undefined;
}

/**
 * Opens the forget gate: the sum of both biases of gate `f` becomes `value`, so that a memory lasts from the first step on (Gers et al. 2000;
 * Jozefowicz et al. 2015). The recurrent bias becomes 0. Throws an `ArgumentError` for a layer without gate `f` or without biases.
 */
export function forgetBias(layer: GatedLayer, value = 1): void {
  if (!Number.isFinite(value)) {
    throw new ArgumentError('forgetBias', `the value is ${value}; it must be a finite number.`);
  }
  setBias('forgetBias', layer, 'f', () => value);
}

/**
 * Makes the recurrent weights of each gate `gain` times an orthogonal matrix, [H, H] ([O, H] where the output is projected), so that
 * repeated products neither vanish nor explode (Saxe et al. 2014, arXiv:1312.6120). One matrix for each gate, in the order of the gates; Keras
 * draws one of all columns together instead. Throws an `ArgumentError` for a layer without recurrent weights.
 */
export function orthogonalRecurrent(layer: GatedLayer, random: Random, gain = 1): void {
  const { weightHh, cell, hiddenSize: H } = layer;
  if (weightHh === undefined) {
    throw new ArgumentError('orthogonalRecurrent', `${cell.name} has no recurrent weights.`);
  }
  const [rows = 0, columns = 0] = weightHh.shape;
  const numbers = new Float32Array(rows * columns);
  for (let first = 0; first < columns; first += H) {
    const block = orthogonal(gain)([rows, H], random).toFloats();
    for (let row = 0; row < rows; row++) {
      numbers.set(block.subarray(row * H, (row + 1) * H), row * columns + first);
    }
  }
  weightHh.assign(tensorOf(weightHh.shape, numbers));
}

/**
 * Chrono initialization (Tallec & Ollivier 2018, arXiv:1804.11188): `b_f = log u` with `u` uniform between 1 and `longest - 1`, and `b_i = -b_f`, so
 * that the units' memories last 1 to `longest` steps. The sum of both biases of a gate counts; the recurrent ones become 0. In a cell without
 * gate `i` the forget gate alone is set.
 *
 * `longest` is the longest dependence that is expected, in steps, from 2. Throws an `ArgumentError` where it is not, and for a layer without gate `f`
 * or without biases.
 */
export function chrono(layer: GatedLayer, longest: number, random: Random): void {
  if (!(Number.isFinite(longest) && longest >= 2)) {
    throw new ArgumentError('chrono', `longest is ${longest}; it must be a number of steps of at least 2.`);
  }
  const forget = Float64Array.from({ length: layer.hiddenSize }, () =>
    Math.log(1 + random.float() * (longest - 2)),
  );
  setBias('chrono', layer, 'f', (unit) => forget[unit] as number);
  if (layer.cell.gates.includes('i')) setBias('chrono', layer, 'i', (unit) => -(forget[unit] as number));
}

/** Sets the sum of both biases of a gate. */
function setBias(operation: string, layer: GatedLayer, gate: string, value: (unit: number) => number): void {
  const { cell, hiddenSize: H, biasIh, biasHh } = layer;
  const index = cell.gates.indexOf(gate);
  if (index < 0) {
    throw new ArgumentError(
      operation,
      `${cell.name} has no gate ${gate}; its gates are ${cell.gates.join(', ')}.`,
    );
  }
  if (biasIh === undefined) {
    throw new ArgumentError(operation, `${cell.name} has no biases; make the layer with { bias: true }.`);
  }
  for (const bias of [biasIh, biasHh]) {
    if (bias === undefined || bias.size < (index + 1) * H) continue;
    const first = index * H;
    const numbers = bias.toFloats().map((before, k) => {
      if (k < first || k >= first + H) return before;
      return bias === biasIh ? value(k - first) : 0;
    });
    bias.assign(tensorOf(bias.shape, numbers));
  }
}
