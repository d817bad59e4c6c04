import { type Indices, Tensor } from '@tbptt/core';
import {
  type Address,
  type Engine,
  gatherRowsKernels,
  Matrix,
  numbersOf,
  tensorOf,
} from '@tbptt/core/operation';
import type { Cell } from '../cells/declaration.js';
import type { Sequence } from '../recurrent.js';
import { Buffers, sizesOf } from './buffers.js';
import { spreadSplitBias } from './forward.js';
import { spreadBiases } from './input-products.js';
import { planOf } from './plan.js';
import { StandingPlace } from './standing-place.js';
import { ForwardStep, prepareWeights } from './step.js';
import type { Weights } from './weights.js';

/**
 * Single steps of a layer without gradients, for sampling and for streams: the kernels of
 * `ForwardStep` over memory that is kept from step to step. A step writes its input and the state
 * there, runs the kernels and copies the next state out; it gives what a window of one step gives,
 * bit for bit.
 */
export class LayerStep {
  readonly #cell: Cell;
  readonly #weights: Weights;
  readonly #place: StandingPlace;
  readonly #buffers: Buffers;
  readonly #step: ForwardStep;
  /** [B, D], or symbols [B]. */
  readonly #input: Address;
  readonly #x: Matrix;
  readonly #gates: Matrix;
  /** [G H] */
  readonly #biases: Address;
  readonly #shapes: readonly (readonly number[])[];

  constructor(engine: Engine, cell: Cell, weights: Weights, lanes: number) {
    const sizes = sizesOf(cell, weights, 1, lanes);
    const { B, D, G, H } = sizes;
    const place = new StandingPlace(engine);
    this.#cell = cell;
    this.#weights = weights;
    this.#place = place;
    this.#buffers = new Buffers(place, cell, weights, planOf(cell, false), sizes, false, false);
    this.#step = new ForwardStep(this.#buffers);
    this.#input = place.allocate(B * D);
    this.#x = new Matrix(this.#input, B, D);
    this.#gates = new Matrix(this.#buffers.gates, B, G * H);
    this.#biases = place.allocate(G * H);
    this.#shapes = cell.states.map((name) => Object.freeze([B, this.#buffers.widthOf(name)]));
  }

  /** Whether the steps are those of an engine, as it computes now, for that many lanes. */
  fits(engine: Engine, lanes: number): boolean {
    return (
      engine === this.#place.engine &&
      engine.stepKernels === this.#place.kernels &&
      lanes === this.#buffers.sizes.B
    );
  }

  /**
   * The states after a step, in the order of the cell; resets [1, B] mark the lanes that start anew.
   * The arguments have been checked.
   */
  run(input: Sequence, states: readonly Tensor[], resets?: Indices): readonly Tensor[] {
    const { memory } = this.#place;
    const buffers = this.#buffers;
    const { B, O } = buffers.sizes;
    const mark = memory.arena.mark();
    for (let i = 0; i < states.length; i++) {
      memory.write(buffers.states[i] as Address, numbersOf(states[i] as Tensor));
    }
    if (resets !== undefined) this.#clear(resets);
    this.#inputProducts(input);
    const splitBias = spreadSplitBias(buffers);
    this.#step.run(0, prepareWeights(buffers, 'forward'), splitBias);
    memory.arena.release(mark);
    return this.#cell.states.map((name, index) => {
      const width = name === 'h' ? O : buffers.sizes.H;
      const after = buffers.rowOf(buffers.states[index] as Address, width, 1);
      return tensorOf(this.#shapes[index] as readonly number[], memory.copy(after, B * width));
    });
  }

  /** Sets the states of the lanes that start anew to zero. */
  #clear({ data }: Indices): void {
    const { memory } = this.#place;
    const { states, sizes } = this.#buffers;
    this.#cell.states.forEach((name, index) => {
      const width = this.#buffers.widthOf(name);
      for (let b = 0; b < sizes.B; b++) {
        if (data[b] === 0) continue;
        memory.clear((states[index] as Address) + b * width * memory.elementBytes, width);
      }
    });
  }

  #inputProducts(input: Sequence): void {
    const { memory, kernels } = this.#place;
    const { gates, sizes } = this.#buffers;
    const { B, D, G, H } = sizes;
    const weights = this.#place.at(this.#weights.weightIh);
    const accumulate = spreadBiases(this.#place, sizes, this.#weights, gates, this.#biases);
    if (input instanceof Tensor) {
      memory.write(this.#input, numbersOf(input));
      kernels.multiply(this.#x, new Matrix(weights, D, G * H), this.#gates, accumulate);
    } else {
      memory.writeIntegers(this.#input, input.data);
      kernels.of(gatherRowsKernels).gatherRows(weights, this.#input, B, G * H, gates, accumulate);
    }
  }
}

/**
 * Whether an input and states can be the arguments of a step: the input [B, D] or symbols [B] below
 * D, the states [B, width].
 */
export function lanesOf(
  input: Sequence | undefined,
  inputSize: number,
  states: readonly (Tensor | undefined)[],
  widths: readonly number[],
): number | undefined {
  const lanes = input instanceof Tensor ? lanesOfVectors(input, inputSize) : lanesOfSymbols(input, inputSize);
  if (lanes === undefined) return undefined;
  for (let i = 0; i < states.length; i++) {
    const state = states[i];
    if (!(state instanceof Tensor) || state.shape.length !== 2) return undefined;
    if (state.shape[0] !== lanes || state.shape[1] !== widths[i]) return undefined;
  }
  return lanes;
}

function lanesOfVectors({ shape }: Tensor, inputSize: number): number | undefined {
  return shape.length === 2 && shape[1] === inputSize ? shape[0] : undefined;
}

function lanesOfSymbols(input: Indices | undefined, inputSize: number): number | undefined {
  const { shape, data } = input ?? {};
  if (!(data instanceof Int32Array) || !Array.isArray(shape)) return undefined;
  if (shape.length !== 1 || shape[0] !== data.length) return undefined;
  for (let b = 0; b < data.length; b++) {
    const symbol = data[b] as number;
    if (symbol < 0 || symbol >= inputSize) return undefined;
  }
  return data.length;
}
