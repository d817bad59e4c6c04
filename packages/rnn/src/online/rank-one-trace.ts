import type { Random } from '@tbptt/core';
import { type Address, ArgumentBlock, Matrix, type Scope } from '@tbptt/core/operation';
import { FixedKernel } from './fixed-kernel.js';
import type { LayerDynamics } from './layer-dynamics.js';
import { balance, NormOf } from './norm-of.js';
import { addScaledRows, addTo, mixed } from './programs.js';
import { Tangents } from './tangents.js';
import type { Carried, Network, Trace } from './trace.js';

/** A layer and its place in the row of all states. */
interface Level {
  readonly dynamics: LayerDynamics;
  readonly tangents: Tangents;
  /** [D]: the tangent and the cotangent of the inputs; 0 for the first layer. */
  readonly input: Address;
  readonly dInput: Address;
  /** [O] of each lane: the tangent of the outputs. */
  readonly outputs: readonly Address[];
  /** Adds the tangent of the inputs to that of the outputs, or the cotangents the other way round. */
  readonly addInput: readonly (FixedKernel | undefined)[];
}

/**
 * The influence matrix as one outer product `s̃ θ̃ᵀ` for each lane, whose expectation it is: s̃ has
 * the shape of all states, θ̃ that of all parameters.
 */
export class RankOneTrace implements Trace {
  readonly #network: Network;
  readonly #random: Random;
  readonly #levels: readonly Level[];
  /** S and P, of all layers. */
  readonly #states: number;
  readonly #parameters: number;
  /** [B, S], [B, P]: s̃ and θ̃. */
  readonly #s: Address;
  readonly #theta: Address;
  /** [S]: the next tangent J s̃, the signs ν, and ν with what comes back from the layers above. */
  readonly #next: Address;
  readonly #signs: Address;
  readonly #cotangent: Address;
  /** [P]: νᵀ I. */
  readonly #immediate: Address;
  readonly #mixStates: readonly FixedKernel[];
  readonly #mixParameters: readonly FixedKernel[];
  readonly #addBack: readonly (FixedKernel | undefined)[];
  /** With residual connections: what comes to the outputs of a layer comes to its inputs too. */
  readonly #bypass: readonly (FixedKernel | undefined)[];
  readonly #norm: NormOf;
  readonly #scale: Address;

  constructor(network: Network, random: Random) {
    const { place, layers, lanes, residual } = network;
    this.#network = network;
    this.#random = random;
    const bytes = (n: number): number => n * place.memory.elementBytes;
    const widths = layers.map((dynamics) =>
      Array.from({ length: dynamics.states }, (_, k) => dynamics.widthOf(k)),
    );
    const S = widths.flat().reduce((sum, width) => sum + width, 0);
    this.#states = S;
    const P = layers.reduce((sum, dynamics) => sum + parametersOf(dynamics), 0);
    this.#parameters = P;
    this.#s = place.allocateZeros(lanes * S);
    this.#theta = place.allocateZeros(lanes * P);
    [this.#next, this.#signs, this.#cotangent] = [place.allocate(S), place.allocate(S), place.allocate(S)];
    this.#immediate = place.allocate(P);
    this.#scale = place.allocate(1);
    this.#norm = new NormOf(place);
    const starts = startsOf(widths);
    const perLane = <T>(make: (lane: number) => T): T[] =>
      Array.from({ length: lanes }, (_, lane) => make(lane));
    let offset = 0;
    this.#levels = layers.map((dynamics, index): Level => {
      const at = (k: number): number => bytes(starts[index]?.[k] ?? 0);
      const { D, O } = dynamics.sizes;
      const [input, dInput] = index === 0 ? [0, 0] : [place.allocate(D), place.allocate(D)];
      const before = (k: number, lane: number): Address => this.#s + bytes(lane * S) + at(k);
      const tangents = new Tangents(
        dynamics,
        lanes,
        {
          before,
          after: (k) => this.#next + at(k),
          cotangent: (k) => this.#cotangent + at(k),
          input,
          dInput,
          parameters: this.#immediate,
        },
        offset,
      );
      offset += parametersOf(dynamics);
      const outputs = perLane(() => place.allocateZeros(O));
      const row = (address: Address) => ({ address, rowStride: 0 });
      const addInput = perLane((lane) =>
        residual && index > 0
          ? new FixedKernel(place, addTo, { x: row(input), y: row(outputs[lane] as Address) }, 1, O)
          : undefined,
      );
      return { dynamics, tangents, input, dInput, outputs, addInput };
    });
    this.#bypass = this.#levels.map(({ dInput, dynamics }, index) => {
      const above = this.#levels[index + 1];
      if (!residual || index === 0 || above === undefined) return undefined;
      const places = {
        x: { address: above.dInput, rowStride: 0 },
        y: { address: dInput, rowStride: 0 },
      };
      return new FixedKernel(place, addTo, places, 1, dynamics.sizes.D);
    });
    this.#addBack = this.#levels.map(({ dInput }, index) => {
      const below = layers[index - 1];
      if (below === undefined) return undefined;
      const y = this.#cotangent + bytes(starts[index - 1]?.[0] ?? 0);
      return new FixedKernel(
        place,
        addTo,
        { x: { address: dInput, rowStride: 0 }, y: { address: y, rowStride: 0 } },
        1,
        below.sizes.O,
      );
    });
    const mixing = (x: Address, z: Address, y: Address, length: number): FixedKernel => {
      const row = (address: Address) => ({ address, rowStride: 0 });
      return new FixedKernel(place, mixed, { x: row(x), z: row(z), y: row(y) }, 1, length);
    };
    this.#mixStates = perLane((lane) => mixing(this.#next, this.#signs, this.#s + bytes(lane * S), S));
    this.#mixParameters = perLane((lane) => {
      const theta = this.#theta + bytes(lane * P);
      return mixing(theta, this.#immediate, theta, P);
    });
  }

  get carried(): readonly Carried[] {
    const { lanes } = this.#network;
    return [
      { address: this.#s, length: lanes * this.#states },
      { address: this.#theta, length: lanes * this.#parameters },
      ...this.#levels.flatMap(({ dynamics, outputs }) =>
        outputs.map((address) => ({ address, length: dynamics.sizes.O })),
      ),
    ];
  }

  prepare(): void {}

  advance(lane: number): void {
    const { memory } = this.#network.place;
    const [S, P] = [this.#states, this.#parameters];
    this.#push(lane);
    for (let i = 0; i < S; i++) {
      memory.writeNumber(this.#signs + i * memory.elementBytes, this.#random.float() < 0.5 ? -1 : 1);
    }
    this.#pullBack(lane);
    const theta = this.#theta + lane * P * memory.elementBytes;
    const carried = balance(this.#norm.at(this.#next, S), this.#norm.at(theta, P));
    const begun = balance(Math.sqrt(S), this.#norm.at(this.#immediate, P));
    const [states, parameters] = [
      this.#mixStates[lane] as FixedKernel,
      this.#mixParameters[lane] as FixedKernel,
    ];
    states.set('a', carried);
    states.set('b', begun);
    parameters.set('a', 1 / carried);
    parameters.set('b', 1 / begun);
    states.run();
    parameters.run();
    this.#readOutputs(lane);
  }

  clear(lane: number): void {
    const { memory } = this.#network.place;
    const [S, P] = [this.#states, this.#parameters];
    memory.clear(this.#s + lane * S * memory.elementBytes, S);
    memory.clear(this.#theta + lane * P * memory.elementBytes, P);
    for (const { dynamics, outputs } of this.#levels)
      memory.clear(outputs[lane] as Address, dynamics.sizes.O);
  }

  addGradients(scope: Scope, dOutputs: Address): void {
    const { lanes } = this.#network;
    const top = this.#levels.at(-1) as Level;
    const { O } = top.dynamics.sizes;
    const { elementBytes } = scope.memory;
    const kernel = scope.kernels.pointwise(addScaledRows);
    const block = ArgumentBlock.inArena(scope.memory, addScaledRows);
    block.setArray(0, this.#scale, 0);
    const scale = new Matrix(this.#scale, 1, 1);
    for (let lane = 0; lane < lanes; lane++) {
      const d = new Matrix(dOutputs + lane * O * elementBytes, 1, O);
      scope.kernels.multiply(d, new Matrix(top.outputs[lane] as Address, O, 1), scale, false);
      const theta = this.#theta + lane * this.#parameters * elementBytes;
      for (const { tangents } of this.#levels) {
        for (const { parameter, columns, first, rows, width, offset } of tangents.blocks) {
          if (!scope.isTracked(parameter)) continue;
          block.setArray(1, theta + offset * elementBytes, width * elementBytes);
          block.setArray(2, scope.gradientAt(parameter) + first * elementBytes, columns * elementBytes);
          kernel.run(rows, width, block.address, 0);
        }
      }
    }
  }

  /** `J s̃`, layer by layer. */
  #push(lane: number): void {
    const { memory } = this.#network.place;
    this.#levels.forEach(({ dynamics, tangents, input, outputs, addInput }, index) => {
      const below = this.#levels[index - 1];
      if (below !== undefined) memory.move(below.outputs[lane] as Address, input, dynamics.sizes.D);
      tangents.push(lane);
      memory.move(this.#hidden(index), outputs[lane] as Address, dynamics.sizes.O);
      addInput[lane]?.run();
    });
  }

  /** `νᵀ I`, from the last layer to the first. */
  #pullBack(lane: number): void {
    const { memory } = this.#network.place;
    memory.move(this.#signs, this.#cotangent, this.#states);
    for (let index = this.#levels.length - 1; index >= 0; index--) {
      this.#levels[index]?.tangents.pullBack(lane);
      this.#bypass[index]?.run();
      this.#addBack[index]?.run();
    }
  }

  /** The tangent of the outputs that belongs to s̃ after the step. */
  #readOutputs(lane: number): void {
    const { memory } = this.#network.place;
    const from = this.#s + lane * this.#states * memory.elementBytes;
    this.#levels.forEach(({ dynamics, input, outputs, addInput }, index) => {
      const below = this.#levels[index - 1];
      const { D, O } = dynamics.sizes;
      memory.move(from + this.#hidden(index) - this.#next, outputs[lane] as Address, O);
      if (below === undefined || addInput[lane] === undefined) return;
      memory.move(below.outputs[lane] as Address, input, D);
      addInput[lane].run();
    });
  }

  /** Where the tangent of h of a layer is in `#next`. */
  #hidden(index: number): Address {
    const { memory } = this.#network.place;
    const before = this.#levels
      .slice(0, index)
      .reduce((sum, { dynamics }) => sum + sizeOfStates(dynamics), 0);
    return this.#next + before * memory.elementBytes;
  }
}

function sizeOfStates(dynamics: LayerDynamics): number {
  return Array.from({ length: dynamics.states }, (_, k) => dynamics.widthOf(k)).reduce(
    (sum, width) => sum + width,
    0,
  );
}

function parametersOf(dynamics: LayerDynamics): number {
  const { H, O } = dynamics.sizes;
  const families = dynamics.families().reduce((sum, { rows }) => sum + rows * H, 0);
  return families + (dynamics.layer.weightHr === undefined ? 0 : H * O);
}

/** The first number of each state in the row of all states. */
function startsOf(widths: readonly (readonly number[])[]): number[][] {
  let next = 0;
  return widths.map((layer) =>
    layer.map((width) => {
      next += width;
      return next - width;
    }),
  );
}
