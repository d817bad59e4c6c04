import { ArgumentError, type LanesOfAll, type Random, type Tensor } from '@tbptt/core';
import { add, equation, mul, sub } from '@tbptt/core/equation';
import {
  applyEquation,
  currentScope,
  describe,
  drawKept,
  isInRange,
  type OptionNames,
  requireLanesOfAll,
  tensorOf,
} from '@tbptt/core/operation';
import { requireDrawing, requireRecurrent } from '../arguments.js';
import { OperationLayer } from '../cells/operation-layer.js';
import type { LayerState } from '../cells/recurrent-layer.js';
import { stepOf } from '../cells/single-step.js';
import type { Sequence, UnrollableLayer } from '../recurrent.js';

/** Options of `Zoneout`. */
export interface ZoneoutOptions<S extends string> {
  /**
   * The generator that the masks are drawn from: one number for each unit of each lane, step by
   * step, state by state.
   */
  readonly random: Random;
  /** The lanes of this process, where several train one model; see `Dropout`. Default: it has all lanes. */
  readonly lanes?: LanesOfAll;
  /**
   * The probability that a unit keeps its value, for each state. Default: 0 for states that are not
   * named.
   */
  readonly probabilities: { readonly [K in S | 'h']?: number };
}

/** A layer whose state is tensors by name, such as every recurrent layer of this package. */
export interface ZonedLayer<S extends string> extends UnrollableLayer<LayerState<S>> {
  /** D */
  readonly inputSize: number;
  readonly cell: {
    readonly name: string;
    readonly gates: readonly string[];
    readonly states: readonly string[];
  };
}

const NAMES: OptionNames<ZoneoutOptions<string>> = { random: true, lanes: true, probabilities: true };

const moved = equation('zoneout', { arrays: ['before', 'after', 'share'] }, ({ before, after, share }) => ({
  y: add(before, mul(share, sub(after, before))),
}));

const expected = equation(
  'zoneout',
  { arrays: ['before', 'after'], uniforms: ['share'] },
  ({ before, after, share }) => ({ y: add(before, mul(share, sub(after, before))) }),
);

/**
 * Zoneout (Krueger et al. 2017, arXiv:1606.01305). Inside a step each unit of a state keeps its
 * value with a probability z instead of taking the new one, `s' = s + mask (s_new - s)`, with a
 * mask that is drawn anew at each time step. Outside a step, and if the layer is frozen,
 * `s' = z s + (1 - z) s_new`, the expectation. The paper's choice for an LSTM on text is
 * `{ c: 0.5, h: 0.05 }`.
 *
 * A window is a loop of single steps of the layer. The outputs are h after zoneout, so the output
 * of the layer must be its state h.
 */
export class Zoneout<S extends string = string> extends OperationLayer<S> {
  readonly #random: Random;
  readonly #lanes: LanesOfAll | undefined;
  readonly #probabilities: ReadonlyMap<string, number>;

  /**
   * @throws ArgumentError if a probability is not from 0 to 1 or of a state that the layer does not
   * have, if the layer is projected, or if `lanes` are no lanes of a process
   */
  constructor(
    readonly layer: ZonedLayer<S | 'h'>,
    options: ZoneoutOptions<S>,
  ) {
    requireZonedLayer(layer);
    requireDrawing('Zoneout', options, NAMES);
    const { random, lanes, probabilities } = options;
    requireLanesOfAll('Zoneout', lanes);
    const { name, gates, states } = layer.cell;
    const given = probabilitiesOf(probabilities);
    super(
      { name: `Zoneout of ${name}`, gates, states: states as readonly (S | 'h')[] },
      layer.inputSize,
      layer.outputSize,
    );
    for (const [state, { shape }] of Object.entries<Tensor>(layer.initialState(1))) {
      if (shape[1] === layer.outputSize) continue;
      throw new ArgumentError(
        'Zoneout',
        `the state ${state} of ${name} has ${shape[1]} units, its output ${layer.outputSize}; a projected layer cannot be wrapped.`,
      );
    }
    for (const [state, probability = 0] of given) {
      if (!states.includes(state)) {
        throw new ArgumentError(
          'Zoneout',
          `${name} has no state ${state}; its states are ${states.join(' and ')}.`,
        );
      }
      if (!isInRange(probability, { least: 0, most: 1 })) {
        throw new ArgumentError(
          'Zoneout',
          `the probability of ${state} is ${describe(probability)}; it must be a number from 0 to 1, the share of units that keep their value.`,
        );
      }
    }
    this.#random = random;
    this.#lanes = lanes;
    this.#probabilities = new Map(given.map(([state, probability = 0]) => [state, probability]));
  }

  override initialState(lanes: number): LayerState<S | 'h'> {
    return this.layer.initialState(lanes);
  }

  next(input: Sequence, state: LayerState<S | 'h'>): LayerState<S | 'h'> {
    const { state: next } = stepOf(this.layer, input, state);
    const training = currentScope()?.training === true;
    const zoned = this.cell.states.map((name) => {
      const [before, after] = [state[name], next[name]];
      const probability = this.#probabilities.get(name) ?? 0;
      if (probability === 0) return [name, after];
      if (!training) return [name, applyEquation(expected, { before, after }, { share: 1 - probability }).y];
      return [name, applyEquation(moved, { before, after, share: this.#mask(probability, after) }, {}).y];
    });
    return Object.fromEntries(zoned) as LayerState<S | 'h'>;
  }

  /** Draws a mask: 0 for units that keep their value, 1 for the others. */
  #mask(probability: number, { shape }: Tensor): Tensor {
    currentScope()?.noteDraws(this.#random);
    return tensorOf(shape, drawKept('Zoneout', shape, probability, this.#random, this.#lanes));
  }
}

function requireZonedLayer(layer: ZonedLayer<string>): void {
  requireRecurrent('Zoneout', layer, 'the layer');
  const given: { readonly cell?: unknown } = layer;
  if (typeof given.cell === 'object' && given.cell !== null) return;
  throw new ArgumentError(
    'Zoneout',
    `the layer is ${describe(layer)}; it must be a single recurrent layer, such as an LSTM. Wrap the layers of a Stack one by one.`,
  );
}

function probabilitiesOf(probabilities: object): readonly (readonly [string, number | undefined])[] {
  const given: unknown = probabilities;
  if (typeof given === 'object' && given !== null) return Object.entries(given);
  throw new ArgumentError(
    'Zoneout',
    `probabilities is ${describe(given)}; it must be an object such as { c: 0.5, h: 0.05 }.`,
  );
}
