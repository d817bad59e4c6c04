import { ArgumentError, orthogonal, type Parameter, type Random } from '@tbptt/core';
import { describe, type OptionNames, requireRange, tensorOf } from '@tbptt/core/operation';
import { requireDrawing } from '../arguments.js';

/**
 * A layer that is initialized gate by gate: a `RecurrentLayer`, or one of a cell that is made of
 * operations.
 */
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
 * Opens the forget gate: the sum of both biases of gate `f` becomes `value`, so that memory lasts
 * from the beginning of training on (Gers et al. 2000; Jozefowicz et al. 2015). The recurrent bias
 * becomes 0. Default: 1.
 *
 * @throws ArgumentError if the layer has no gate `f` or no biases, or if the value is not finite
 */
export function forgetBias(layer: GatedLayer, value = 1): void {
  requireGatedLayer('forgetBias', layer);
  requireRange('forgetBias', 'the value', value, {});
  setBias('forgetBias', layer, 'f', () => value);
}

/** Options of `orthogonalRecurrent`. */
export interface OrthogonalRecurrentOptions {
  /** The generator that the matrices are drawn from, gate by gate. */
  readonly random: Random;
  /** The factor of the matrices. Default: 1. */
  readonly gain?: number;
}

const ORTHOGONAL_OPTIONS: OptionNames<OrthogonalRecurrentOptions> = { random: true, gain: true };

/**
 * Makes the recurrent weights of each gate `gain` times an orthogonal matrix, [H, H] ([O, H] if the
 * output is projected), so that repeated products neither vanish nor explode (Saxe et al. 2014,
 * arXiv:1312.6120). Each gate has a matrix of its own; Keras draws one of all columns together
 * instead.
 *
 * @throws ArgumentError if the layer has no recurrent weights, or if an option is not valid
 */
export function orthogonalRecurrent(layer: GatedLayer, options: OrthogonalRecurrentOptions): void {
  requireGatedLayer('orthogonalRecurrent', layer);
  requireDrawing('orthogonalRecurrent', options, ORTHOGONAL_OPTIONS);
  const { random, gain = 1 } = options;
  requireRange('orthogonalRecurrent', 'gain', gain, {});
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

/** Options of `chrono`. */
export interface ChronoOptions {
  /** The generator that the lengths of memory are drawn from, one for each unit. */
  readonly random: Random;
  /** The longest expected dependence, in steps, at least 2. */
  readonly longest: number;
}

const CHRONO_OPTIONS: OptionNames<ChronoOptions> = { random: true, longest: true };

/**
 * Chrono initialization (Tallec & Ollivier 2018, arXiv:1804.11188): `b_f = log u` with `u` uniform
 * between 1 and `longest - 1`, and `b_i = -b_f`, so that the units' memories last 1 to `longest`
 * steps. These are the sums of both biases of a gate; the recurrent ones become 0. In a cell
 * without gate `i` only the forget gate is set.
 *
 * @throws ArgumentError if the layer has no gate `f` or no biases, or if an option is not valid
 */
export function chrono(layer: GatedLayer, options: ChronoOptions): void {
  requireGatedLayer('chrono', layer);
  requireDrawing('chrono', options, CHRONO_OPTIONS);
  const { random, longest } = options;
  requireRange('chrono', 'longest', longest, { least: 2 });
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

function requireGatedLayer(operation: string, layer: GatedLayer): void {
  const given: unknown = layer;
  const { cell }: { cell?: unknown } = typeof given === 'object' && given !== null ? given : {};
  if (typeof cell === 'object' && cell !== null && 'gates' in cell) return;
  throw new ArgumentError(
    operation,
    `the layer is ${describe(given)}; it must be a recurrent layer with gates, such as an LSTM. Initialize the layers of a Stack one by one.`,
  );
}
