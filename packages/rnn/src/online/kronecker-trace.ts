import { ArgumentError, type Random } from '@tbptt/core';
import { type Address, ArgumentBlock, Matrix, type Scope } from '@tbptt/core/operation';
import { FixedKernel, type Operand } from './fixed-kernel.js';
import { Jacobians } from './jacobians.js';
import type { LayerDynamics } from './layer-dynamics.js';
import { balance, NormOf } from './norm-of.js';
import { addOuter, copied, mixed, weightedSum } from './programs.js';
import type { Carried, Network, Trace } from './trace.js';

/** Parameters that meet a part of z: [rows, N], N the columns of all gates. */
interface Part {
  readonly parameter: LayerDynamics['layer']['weightIh'];
  readonly rows: number;
  /** The first number of the part in z. */
  readonly first: number;
}

/**
 * The influence matrix as one Kronecker product `u ⊗ A` for each lane, whose expectation it is: u
 * has the shape of `z = (x, 1, h)`, which all gates read, and A is the influence of the gates'
 * operands on the states.
 */
export class KroneckerTrace implements Trace {
  readonly #network: Network;
  readonly #dynamics: LayerDynamics;
  readonly #random: Random;
  readonly #jacobians: Jacobians;
  readonly #parts: readonly Part[];
  /** The numbers of z, of the columns N, and of the rows of A. */
  readonly #length: number;
  readonly #columns: number;
  readonly #rows: number;
  /** [B, length] and [B, rows, N]: u and A, state by state. */
  readonly #u: Address;
  readonly #a: Address;
  /** [length], [rows, N] twice: z, J A and the partials of the step as a matrix D. */
  readonly #z: Address;
  readonly #carried: Address;
  readonly #begun: Address;
  /** [N] */
  readonly #gradient: Address;
  readonly #direct: readonly (readonly (FixedKernel | undefined)[])[];
  readonly #diagonals: readonly (readonly FixedKernel[])[];
  readonly #mixU: readonly FixedKernel[];
  readonly #mixA: readonly FixedKernel[];
  readonly #norm: NormOf;

  constructor(network: Network, dynamics: LayerDynamics, random: Random) {
    const { place, lanes } = network;
    const { layer, states: K, sizes } = dynamics;
    const { D, H, O, G } = sizes;
    this.#network = network;
    this.#dynamics = dynamics;
    this.#random = random;
    this.#jacobians = new Jacobians(dynamics, false);
    this.#norm = new NormOf(place);
    const { weightIh, weightHh, biasIh, biasHh } = layer;
    const present = [
      { parameter: weightIh, rows: D, first: 0 },
      { parameter: biasIh, rows: 1, first: D },
      { parameter: biasHh, rows: 1, first: D },
      { parameter: weightHh, rows: O, first: D + 1 },
    ];
    this.#parts = present.flatMap(({ parameter, rows, first }) =>
      parameter === undefined ? [] : [{ parameter, rows, first }],
    );
    const N = G * H;
    const R = K * H;
    this.#length = D + 1 + (weightHh === undefined ? 0 : O);
    this.#columns = N;
    this.#rows = R;
    const bytes = dynamics.bytes.bind(dynamics);
    this.#u = place.allocateZeros(lanes * this.#length);
    this.#a = place.allocateZeros(lanes * R * N);
    this.#z = place.allocate(this.#length);
    this.#carried = place.allocate(R * N);
    this.#begun = place.allocateZeros(R * N);
    this.#gradient = place.allocate(N);
    const states = Array.from({ length: K }, (_, k) => k);
    const perLane = <T>(make: (lane: number) => T): T[] =>
      Array.from({ length: lanes }, (_, lane) => make(lane));
    const rowsOf = (address: Address, k: number): Operand => ({
      address: address + bytes(k * H * N),
      rowStride: bytes(N),
    });
    const lanesA = (lane: number): Address => this.#a + bytes(lane * R * N);
    this.#direct = perLane((lane) =>
      states.map((k) => {
        const terms = states.filter((i) => dynamics.byState(k, i, lane) !== 0);
        const sum = weightedSum('carry the influence', 'column', terms.map(String));
        if (sum === undefined) return undefined;
        const operands: Record<string, Operand> = { y: rowsOf(this.#carried, k) };
        for (const i of terms) {
          operands[`d${i}`] = { address: dynamics.byState(k, i, lane), rowStride: bytes(1) };
          operands[`x${i}`] = rowsOf(lanesA(lane), i);
        }
        return new FixedKernel(place, sum, operands, H, N);
      }),
    );
    // D is diagonal for each state and gate: the same elements are written in every step.
    this.#diagonals = perLane((lane) =>
      states.flatMap((k) =>
        Array.from({ length: G }, (_, g) => {
          const y = { address: this.#begun + bytes(k * H * N + g * H), rowStride: bytes(N + 1) };
          const x = { address: dynamics.byInput(k, g, lane), rowStride: bytes(1) };
          return new FixedKernel(place, copied, { x, y }, H, 1);
        }),
      ),
    );
    const row = (address: Address): Operand => ({ address, rowStride: 0 });
    this.#mixU = perLane((lane) => {
      const u = row(this.#u + bytes(lane * this.#length));
      return new FixedKernel(place, mixed, { x: u, z: row(this.#z), y: u }, 1, this.#length);
    });
    this.#mixA = perLane((lane) => {
      const places = { x: row(this.#carried), z: row(this.#begun), y: row(lanesA(lane)) };
      return new FixedKernel(place, mixed, places, 1, R * N);
    });
  }

  get carried(): readonly Carried[] {
    const { lanes } = this.#network;
    return [
      { address: this.#u, length: lanes * this.#length },
      { address: this.#a, length: lanes * this.#rows * this.#columns },
    ];
  }

  prepare(): void {
    this.#jacobians.prepare();
  }

  advance(lane: number): void {
    const { memory, kernels } = this.#network.place;
    const dynamics = this.#dynamics;
    const { D, H, O } = dynamics.sizes;
    const [N, R, length] = [this.#columns, this.#rows, this.#length];
    const bytes = (n: number): number => n * memory.elementBytes;
    memory.move(dynamics.input + bytes(lane * D), this.#z, D);
    memory.writeNumber(this.#z + bytes(D), 1);
    if (length > D + 1) memory.move(dynamics.before(0, lane), this.#z + bytes(D + 1), O);
    this.#jacobians.assemble(lane);
    const u = this.#u + bytes(lane * length);
    const a = this.#a + bytes(lane * R * N);
    this.#direct[lane]?.forEach((kernel, k) => {
      const target = this.#carried + bytes(k * H * N);
      if (kernel === undefined) memory.clear(target, H * N);
      else kernel.run();
      const byHidden = this.#jacobians.byHidden[k] as Address;
      if (byHidden === 0) return;
      kernels.multiply(new Matrix(byHidden, H, O), new Matrix(a, O, N), new Matrix(target, H, N), true);
    });
    for (const kernel of this.#diagonals[lane] as readonly FixedKernel[]) kernel.run();
    const carried = balance(this.#norm.at(u, length), this.#norm.at(this.#carried, R * N));
    const begun = balance(this.#norm.at(this.#z, length), this.#norm.at(this.#begun, R * N));
    const [c1, c2] = [this.#sign(), this.#sign()];
    this.#mix(this.#mixU[lane] as FixedKernel, c1 * carried, c2 * begun);
    this.#mix(this.#mixA[lane] as FixedKernel, c1 / carried, c2 / begun);
  }

  clear(lane: number): void {
    const { memory } = this.#network.place;
    memory.clear(this.#u + lane * this.#length * memory.elementBytes, this.#length);
    memory.clear(
      this.#a + lane * this.#rows * this.#columns * memory.elementBytes,
      this.#rows * this.#columns,
    );
  }

  addGradients(scope: Scope, dOutputs: Address): void {
    const { O } = this.#dynamics.sizes;
    const { elementBytes } = scope.memory;
    const N = this.#columns;
    const kernel = scope.kernels.pointwise(addOuter);
    const block = ArgumentBlock.inArena(scope.memory, addOuter);
    block.setArray(1, this.#gradient, 0);
    for (let lane = 0; lane < this.#network.lanes; lane++) {
      const d = new Matrix(dOutputs + lane * O * elementBytes, 1, O);
      const a = new Matrix(this.#a + lane * this.#rows * N * elementBytes, O, N);
      scope.kernels.multiply(d, a, new Matrix(this.#gradient, 1, N), false);
      for (const { parameter, rows, first } of this.#parts) {
        if (!scope.isTracked(parameter)) continue;
        block.setArray(0, this.#u + (lane * this.#length + first) * elementBytes, elementBytes);
        block.setArray(2, scope.gradientAt(parameter), N * elementBytes);
        kernel.run(rows, N, block.address, 0);
      }
    }
  }

  #mix(kernel: FixedKernel, a: number, b: number): void {
    kernel.set('a', a);
    kernel.set('b', b);
    kernel.run();
  }

  #sign(): number {
    return this.#random.float() < 0.5 ? -1 : 1;
  }
}

/**
 * @throws ArgumentError if not all parameters of the network meet the same z: the influence is no
 * Kronecker product then
 */
export function requireKronecker(algorithm: string, network: Network): LayerDynamics {
  const [dynamics, ...others] = network.layers;
  const refuse = (why: string): never => {
    throw new ArgumentError(algorithm, `${why}; use uoro(), which applies to every cell.`);
  };
  if (dynamics === undefined || others.length > 0) {
    return refuse(
      `the network has ${network.layers.length} layers, whose parameters meet different inputs, so their influence is no single Kronecker product`,
    );
  }
  const { layer } = dynamics;
  const { name, gates, sumGates, splitGates, units } = layer.cell;
  if (splitGates.length > 0) {
    return refuse(
      `the ${name} scales the recurrent product of ${splitGates.join(', ')} by itself, so input and recurrent weights do not act through one operand`,
    );
  }
  if (units.length > 0)
    return refuse(`the ${name} has unit weights (${units.join(', ')}), which meet no common input`);
  if (sumGates.length > 0 && sumGates.length < gates.length) {
    return refuse(
      `only some gates of the ${name} have recurrent products, so they do not read the same input`,
    );
  }
  if (layer.weightHr !== undefined) return refuse(`the output of the ${name} is projected`);
  return dynamics;
}
