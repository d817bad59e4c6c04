import { type Parameter, Tensor } from '@tbptt/core';
import { partialName } from '@tbptt/core/equation';
import { type Address, gatherRowsKernels, Matrix, numbersOf, transposeKernels } from '@tbptt/core/operation';
import { inputOperand, previousOperand, recurrentOperand, unitOperand } from '../cells/operand-names.js';
import type { Sequence } from '../recurrent.js';
import { Buffers, type Sizes, sizesOf } from '../window/buffers.js';
import { spreadSplitBias } from '../window/forward.js';
import { spreadBiases } from '../window/input-products.js';
import type { Place } from '../window/place.js';
import { planOf } from '../window/plan.js';
import { ForwardStep, prepareWeights } from '../window/step.js';
import { FixedKernel, type Operand } from './fixed-kernel.js';
import type { DeclaredLayer } from './recurrent-core.js';

/**
 * A block of parameters with one column for each unit that enters the equation at one operand:
 * `∂ state(k) / ∂ parameter[r, j] = d(k)[j] z[r]` within a step, for unit j and no other.
 */
export interface Family {
  readonly parameter: Parameter;
  /** The columns of the parameter, and the first of them that belongs to the block. */
  readonly columns: number;
  readonly first: number;
  /** The number of rows: D, O, or 1 for biases and unit weights. */
  readonly rows: number;
  /** z of lane b, [rows]. */
  readonly source: (lane: number) => Address;
  /** d of lane b for each state, [H]; 0 where the derivative is zero everywhere. */
  readonly partials: (lane: number) => readonly Address[];
}

/**
 * A layer that runs forward one step at a time in persistent memory, with the partial derivatives
 * of its equation: the basis of all online algorithms.
 */
export class LayerDynamics {
  readonly sizes: Sizes;
  readonly buffers: Buffers;
  /** [B, D]: the inputs of the step; symbols as one-hot vectors. */
  readonly input: Address;
  /** [B, G H] for each state: its derivatives by the gates' operands. */
  readonly byGates: readonly Address[];
  /** [B, P H] for each state: its derivatives by the recurrent operands of split gates. */
  readonly bySplits: readonly Address[];
  /** [B, H] for each state, by each state before the step; 0 where it is zero everywhere. */
  readonly byPrevious: readonly (readonly Address[])[];
  /** [B, H] for each state, by each unit weight; 0 where it is zero everywhere. */
  readonly byUnits: readonly (readonly Address[])[];
  /** [R H, O], the recurrent weights transposed, and [G H, D], the input weights. */
  readonly recurrentTransposed: Address;
  readonly inputTransposed: Address;
  /** A single 1. */
  readonly one: Address;
  readonly #forward: ForwardStep;
  readonly #partials: FixedKernel;
  readonly #ids: Address;
  readonly #biases: Address;

  constructor(
    readonly place: Place,
    readonly layer: DeclaredLayer,
    lanes: number,
  ) {
    const { cell } = layer;
    this.sizes = sizesOf(cell, layer, 1, lanes);
    const { B, D, H, O, G, P, R } = this.sizes;
    this.buffers = new Buffers(place, cell, layer, planOf(cell, false), this.sizes, false, false);
    this.#forward = new ForwardStep(this.buffers);
    this.input = place.allocateZeros(B * D);
    this.#ids = place.allocate(B);
    this.#biases = place.allocate(G * H);
    this.one = place.allocate(1);
    place.memory.writeNumber(this.one, 1);
    const has = new Set(cell.equation.partials.resultNames);
    const zeros = (columns: number) =>
      cell.states.map(() => (columns === 0 ? 0 : place.allocateZeros(B * columns)));
    const each = (operands: readonly string[]) =>
      cell.states.map((state) =>
        operands.map((name) => (has.has(partialName(state, name)) ? place.allocate(B * H) : 0)),
      );
    this.byGates = zeros(G * H);
    this.bySplits = zeros(P * H);
    this.byPrevious = each(cell.states.map(previousOperand));
    this.byUnits = each(cell.units.map(unitOperand));
    this.recurrentTransposed = R === 0 ? 0 : place.allocate(R * H * O);
    this.inputTransposed = place.allocate(G * H * D);
    this.#partials = new FixedKernel(
      place,
      cell.equation.partials.plan({
        kinds: Object.fromEntries(cell.units.map((unit) => [unitOperand(unit), 'row'])),
        differentiate: [],
      }).forward,
      this.#operands(),
      B,
      H,
    );
  }

  /** The number of states of the cell. */
  get states(): number {
    return this.layer.cell.states.length;
  }

  /** The bytes of a number of elements. */
  bytes(elements: number): number {
    return this.buffers.bytes(elements);
  }

  /** The size of state k: O for h, H for the others. */
  widthOf(k: number): number {
    return k === 0 ? this.sizes.O : this.sizes.H;
  }

  /** State k of a lane before the step. */
  before(k: number, lane: number): Address {
    return (this.buffers.states[k] as Address) + this.bytes(lane * this.widthOf(k));
  }

  /** State k of a lane after the step. */
  after(k: number, lane: number): Address {
    return this.before(k, lane) + this.bytes(this.sizes.B * this.widthOf(k));
  }

  /** h of a lane after the step, before it is projected. */
  unprojected(lane: number): Address {
    return this.buffers.unprojected + this.bytes(lane * this.sizes.H);
  }

  /** Writes the inputs of the first layer. */
  read(inputs: Sequence): void {
    const { memory } = this.place;
    const { B, D } = this.sizes;
    if (inputs instanceof Tensor) {
      memory.write(this.input, numbersOf(inputs));
      return;
    }
    memory.clear(this.input, B * D);
    inputs.data.forEach((symbol, lane) => memory.writeNumber(this.input + this.bytes(lane * D + symbol), 1));
    memory.writeIntegers(this.#ids, inputs.data);
  }

  /** Computes the states after the step, and the partials. `symbols` says that inputs are one-hot. */
  advance(symbols: boolean): void {
    const { place, sizes, layer } = this;
    const { memory, kernels } = place;
    const { B, D, H, G } = sizes;
    const { gates } = this.buffers;
    const mark = memory.arena.mark();
    const biases = spreadBiases(place, sizes, layer, gates, this.#biases);
    const weights = place.at(layer.weightIh);
    if (symbols) kernels.of(gatherRowsKernels).gatherRows(weights, this.#ids, B, G * H, gates, biases);
    else {
      const w = new Matrix(weights, D, G * H);
      kernels.multiply(new Matrix(this.input, B, D), w, new Matrix(gates, B, G * H), biases);
    }
    this.#forward.run(0, prepareWeights(this.buffers, 'forward'), spreadSplitBias(this.buffers));
    memory.arena.release(mark);
    this.#partials.run();
  }

  /** Copies the states after the step to the states before the next step. */
  settle(): void {
    for (let k = 0; k < this.states; k++) {
      this.place.memory.move(this.after(k, 0), this.before(k, 0), this.sizes.B * this.widthOf(k));
    }
  }

  /** Transposes the weights as they are now, for the Jacobians of a step. */
  transposeWeights(input: boolean): void {
    const { place, layer, sizes } = this;
    const { D, H, O, G, R } = sizes;
    const { transpose } = place.kernels.of(transposeKernels);
    if (layer.weightHh !== undefined) {
      transpose(place.at(layer.weightHh), 1, O, R * H, this.recurrentTransposed, false);
    }
    if (input) transpose(place.at(layer.weightIh), 1, D, G * H, this.inputTransposed, false);
  }

  /** The derivative of state k by the recurrent product of a gate, of a lane: [H]. */
  byRecurrent(k: number, gate: number, lane: number): Address {
    const { S, H, G, P } = this.sizes;
    return gate < S
      ? (this.byGates[k] as Address) + this.bytes(lane * G * H + gate * H)
      : (this.bySplits[k] as Address) + this.bytes(lane * P * H + (gate - S) * H);
  }

  /** The derivative of state k by the input product of a gate, of a lane: [H]. */
  byInput(k: number, gate: number, lane: number): Address {
    const { G, H } = this.sizes;
    return (this.byGates[k] as Address) + this.bytes(lane * G * H + gate * H);
  }

  /** The derivative of state k by state `previous` of the same unit, of a lane; 0 if there is none. */
  byState(k: number, previous: number, lane: number): Address {
    const address = this.byPrevious[k]?.[previous] ?? 0;
    return address === 0 ? 0 : address + this.bytes(lane * this.sizes.H);
  }

  /** All blocks of parameters but the projection. */
  families(): readonly Family[] {
    const { layer, sizes } = this;
    const { D, H, O, G, R } = sizes;
    const { weightIh, weightHh, biasIh, biasHh } = layer;
    const states = layer.cell.states.map((_, k) => k);
    const one = () => this.one;
    const families: Family[] = [];
    const gatesOf = (
      parameter: Parameter | undefined,
      gates: number,
      rows: number,
      source: (lane: number) => Address,
      partial: (k: number, gate: number, lane: number) => Address,
    ) => {
      if (parameter === undefined) return;
      for (let gate = 0; gate < gates; gate++) {
        families.push({
          parameter,
          columns: gates * H,
          first: gate * H,
          rows,
          source,
          partials: (lane) => states.map((k) => partial(k, gate, lane)),
        });
      }
    };
    const byInput = this.byInput.bind(this);
    const byRecurrent = this.byRecurrent.bind(this);
    gatesOf(weightIh, G, D, (lane) => this.input + this.bytes(lane * D), byInput);
    gatesOf(weightHh, R, O, (lane) => this.before(0, lane), byRecurrent);
    gatesOf(biasIh, G, 1, one, byInput);
    gatesOf(biasHh, R, 1, one, byRecurrent);
    layer.cell.units.forEach((name, unit) => {
      families.push({
        parameter: layer.units[name] as Parameter,
        columns: H,
        first: 0,
        rows: 1,
        source: one,
        partials: (lane) =>
          states.map((k) => {
            const address = this.byUnits[k]?.[unit] ?? 0;
            return address === 0 ? 0 : address + this.bytes(lane * H);
          }),
      });
    });
    return families;
  }

  /** Returns the operands and the results of the equation of partials, for all lanes. */
  #operands(): Readonly<Record<string, Operand>> {
    const { cell } = this.layer;
    const { H, G, P } = this.sizes;
    const places: Record<string, Operand> = {};
    const set = (name: string, address: Address, columns: number) => {
      if (address !== 0) places[name] = { address, rowStride: this.bytes(columns) };
    };
    const { gates, recurrent } = this.buffers;
    cell.gates.forEach((gate, g) => set(inputOperand(gate), gates + this.bytes(g * H), G * H));
    cell.splitGates.forEach((gate, p) => set(recurrentOperand(gate), recurrent + this.bytes(p * H), P * H));
    cell.states.forEach((state, k) => set(previousOperand(state), this.before(k, 0), this.widthOf(k)));
    cell.units.forEach((unit, u) => set(unitOperand(unit), this.place.at(this.buffers.unit(u)), H));
    cell.states.forEach((state, k) => {
      cell.gates.forEach((gate, g) =>
        set(partialName(state, inputOperand(gate)), this.byInput(k, g, 0), G * H),
      );
      cell.splitGates.forEach((gate, p) =>
        set(partialName(state, recurrentOperand(gate)), this.byRecurrent(k, this.sizes.S + p, 0), P * H),
      );
      cell.states.forEach((other, i) =>
        set(partialName(state, previousOperand(other)), this.byState(k, i, 0), H),
      );
      cell.units.forEach((unit, u) =>
        set(partialName(state, unitOperand(unit)), this.byUnits[k]?.[u] ?? 0, H),
      );
    });
    return places;
  }
}
