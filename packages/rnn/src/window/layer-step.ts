import { type Indices, Parameter, Tensor } from '@tbptt/core';
import { type Address, type Engine, gatherRowsKernels, Matrix, numbersOf } from '@tbptt/core/operation';
import type { Cell } from '../cells/declaration.js';
import type { Sequence, Stepped } from '../recurrent.js';
import { Buffers, sizesOf } from './buffers.js';
import { spreadSplitBias } from './forward.js';
import { spreadBiases } from './input-products.js';
import { planOf } from './plan.js';
import { StandingPlace } from './standing-place.js';
import { StandingTensor } from './standing-tensor.js';
import { ForwardStep, prepareWeights, type RecurrentWeights, recurrentMatrices } from './step.js';
import type { Weights } from './weights.js';

/** A state [B, width] of a layer. */
interface StandingState {
  readonly name: string;
  readonly before: StandingTensor;
  readonly after: StandingTensor;
}

/**
 * Single steps of a layer without gradients, for sampling and for streams: the kernels of
 * `ForwardStep` over memory that is kept from step to step. A step writes its input and the state
 * there, runs the kernels and copies the next state out; it gives what a window of one step gives,
 * bit for bit.
 */
export class LayerStep {
  readonly #weights: Weights;
  /** All parameters. Another engine may have used them since the last step. */
  readonly #parameters: readonly Parameter[];
  readonly #place: StandingPlace;
  readonly #buffers: Buffers;
  readonly #step: ForwardStep;
  /** [B, D], or symbols [B]. */
  readonly #input: Address;
  readonly #x: Matrix;
  readonly #inputWeights: Matrix;
  readonly #gates: Matrix;
  /** The recurrent weights where they are, for one lane: it reads them there. Undefined for several lanes. */
  readonly #recurrentWeights: RecurrentWeights | undefined;
  /** [G H] */
  readonly #biases: Address;
  readonly #states: readonly StandingState[];

  constructor(engine: Engine, cell: Cell, weights: Weights, lanes: number) {
    const sizes = sizesOf(cell, weights, 1, lanes);
    const { B, D, G, H } = sizes;
    const place = new StandingPlace(engine);
    this.#weights = weights;
    const { weightIh, weightHh, biasIh, biasHh, weightHr, units } = weights;
    this.#parameters = [weightIh, weightHh, biasIh, biasHh, weightHr, ...Object.values(units)].filter(
      (weight) => weight instanceof Parameter,
    );
    this.#place = place;
    this.#buffers = new Buffers(place, cell, weights, planOf(cell, false), sizes, false, false);
    this.#step = new ForwardStep(this.#buffers);
    this.#input = place.allocate(B * D);
    this.#x = new Matrix(this.#input, B, D);
    this.#inputWeights = new Matrix(place.at(weights.weightIh), D, G * H);
    this.#gates = new Matrix(this.#buffers.gates, B, G * H);
    this.#recurrentWeights = B === 1 ? recurrentMatrices(this.#buffers) : undefined;
    this.#biases = place.allocate(G * H);
    this.#states = cell.states.map((name, index) => {
      const width = this.#buffers.widthOf(name);
      const shape = Object.freeze([B, width]);
      const before = this.#buffers.states[index] as Address;
      const after = this.#buffers.rowOf(before, width, 1);
      return {
        name,
        before: new StandingTensor(place.memory, before, shape),
        after: new StandingTensor(place.memory, after, shape),
      };
    });
  }

  /** Returns whether the steps are those of an engine, with its present kernels, for a number of lanes. */
  fits(engine: Engine, lanes: number): boolean {
    return this.#place.isIn(engine) && lanes === this.#buffers.sizes.B;
  }

  /**
   * Makes a step, whose input and resets have been checked. Returns the output and the states after the step
   * by their names, or undefined if those before it are not [B, width] each.
   *
   * @param resets [1, B] Not 0 for lanes that start anew.
   */
  run(
    input: Sequence,
    state: Readonly<Record<string, Tensor | undefined>> | undefined,
    resets?: Indices,
  ): Stepped<Record<string, Tensor>> | undefined {
    const { memory } = this.#place;
    for (const parameter of this.#parameters) this.#place.at(parameter);
    for (const { name, before } of this.#states) {
      const given = state?.[name];
      if (!before.fits(given)) return undefined;
      before.write(given);
    }
    const mark = memory.arena.mark();
    if (resets !== undefined) this.#clear(resets);
    this.#inputProducts(input);
    const splitBias = spreadSplitBias(this.#buffers);
    this.#step.run(0, this.#recurrentWeights ?? prepareWeights(this.#buffers, 'forward'), splitBias);
    memory.arena.release(mark);
    const states: Record<string, Tensor> = {};
    let output: Tensor | undefined;
    for (const { name, after } of this.#states) {
      const tensor = after.copy();
      states[name] = tensor;
      output ??= tensor;
    }
    return { output: output as Tensor, state: states };
  }

  /** Sets the states of the lanes that start anew to zero. */
  #clear({ data }: Indices): void {
    const { memory } = this.#place;
    const { B } = this.#buffers.sizes;
    for (const { name, before } of this.#states) {
      const width = this.#buffers.widthOf(name);
      for (let b = 0; b < B; b++) {
        if (data[b] !== 0) memory.clear(before.address + this.#buffers.bytes(b * width), width);
      }
    }
  }

  #inputProducts(input: Sequence): void {
    const { memory, kernels } = this.#place;
    const { gates, sizes } = this.#buffers;
    const accumulate = spreadBiases(this.#place, sizes, this.#weights, gates, this.#biases);
    if (input instanceof Tensor) {
      memory.write(this.#input, numbersOf(input));
      kernels.multiply(this.#x, this.#inputWeights, this.#gates, accumulate);
    } else {
      memory.writeIntegers(this.#input, input.data);
      const { rows, columns } = this.#gates;
      const { address } = this.#inputWeights;
      kernels.of(gatherRowsKernels).gatherRows(address, this.#input, rows, columns, gates, accumulate);
    }
  }
}

/**
 * Returns B, the number of lanes of an input of a step: a tensor [B, D], or symbols [B] below D.
 * Undefined if it is neither.
 */
export function lanesOf(input: Sequence | undefined, inputSize: number): number | undefined {
  return input instanceof Tensor ? lanesOfVectors(input, inputSize) : lanesOfSymbols(input, inputSize);
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
