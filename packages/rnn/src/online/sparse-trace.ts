import type { Parameter } from '@tbptt/core';
import {
  type Address,
  type GatherRowsKernels,
  gatherRowsKernels,
  Matrix,
  type Scope,
} from '@tbptt/core/operation';
import { FixedKernel, type Operand } from './fixed-kernel.js';
import { Jacobians } from './jacobians.js';
import type { LayerDynamics } from './layer-dynamics.js';
import { copyFlushed, outer, scaledRows, weightedSum } from './programs.js';
import { type ColumnBlock, columnBlocks, reachedUnits } from './sparse-pattern.js';
import type { Carried, Network, Trace } from './trace.js';

/** Integers in persistent memory. */
interface Ids {
  readonly address: Address;
  readonly length: number;
}

/**
 * The part of the influence matrix that a pattern keeps. For each unit j it has a matrix [r, C]:
 * the r units that j reaches, by the C parameters of unit j. The matrices of all units follow each
 * other, so what is done row by row is done to all at once:
 *
 *     G(j)' = J[r, r] G(j) + I(j)
 *
 * With Σ r rows in all it takes Σ r C numbers for each state and lane, and Σ r² C multiplications for
 * each step. Recurrent weights that are zero at the start have no column.
 */
export class SparseTrace implements Trace {
  readonly #dynamics: LayerDynamics;
  readonly #lanes: number;
  readonly #jacobians: Jacobians;
  readonly #gather: GatherRowsKernels;
  /** C */
  readonly #columns: number;
  readonly #blocks: readonly ColumnBlock[];
  /** Σ r, and the unit of each of these rows. */
  readonly #rows: number;
  readonly #units: Ids;
  /** The row of each unit in its own matrix. */
  readonly #own: Ids;
  /** Where the entries of all J[r, r] are in J. */
  readonly #entries: Ids;
  /** Per block that is not dense: where its rows z are among the sources, and z itself, [H, width]. */
  readonly #sparse: readonly { readonly ids: Ids; readonly z: Address }[];
  /** [O + 1]: h before the step, and a zero. */
  readonly #sources: Address;
  /** Per state: all J[r, r]; the immediate influence [H, C]; the influence after the step. */
  readonly #jacobian: readonly Address[];
  readonly #immediate: readonly Address[];
  readonly #next: readonly Address[];
  /** [B] of [Σ r, C] for each state. */
  readonly #influence: readonly (readonly Address[])[];
  /** The derivatives of a state by another of the same unit, for each row. */
  readonly #byState: readonly { readonly k: number; readonly i: number; readonly at: Address }[];
  /** Per state and unit: J[r, r] and the matrix after the step. Per lane and unit: that of h. */
  readonly #squares: readonly (readonly Matrix[])[];
  readonly #after: readonly (readonly Matrix[])[];
  readonly #before: readonly (readonly Matrix[])[];
  readonly #direct: readonly (readonly (FixedKernel | undefined)[])[];
  readonly #kernels: readonly (readonly FixedKernel[])[];
  readonly #settle: readonly (readonly FixedKernel[])[];
  /** The gradient of the outputs of each row, as a row for each unit; that of the columns, and a zero. */
  readonly #dRows: Address;
  readonly #seeds: readonly Matrix[];
  readonly #gradient: Address;
  readonly #gradients: readonly Matrix[];
  readonly #targets: readonly { readonly parameter: Parameter; readonly ids: Ids }[];

  /** The network has one layer, with recurrent weights and without a projection. `n` as in `snap(n)`. */
  constructor({ layers: [dynamics], lanes }: Network, n: number) {
    if (dynamics === undefined) throw new TypeError('SparseTrace: the network has no layer.');
    const { place, sizes, states: K } = dynamics;
    const { H, O } = sizes;
    this.#dynamics = dynamics;
    this.#lanes = lanes;
    this.#jacobians = new Jacobians(dynamics, false);
    this.#gather = place.kernels.of(gatherRowsKernels);
    const reached = reachedUnits(dynamics, n);
    const { blocks, columns: C } = columnBlocks(dynamics);
    this.#columns = C;
    this.#blocks = blocks;
    const counts = reached.map((units) => units.length);
    const starts = runningSums(counts);
    const squares = runningSums(counts.map((r) => r * r));
    const rows = starts.at(-1) as number;
    this.#rows = rows;
    this.#units = this.#ids(reached.flat());
    this.#own = this.#ids(reached.map((units, j) => (starts[j] as number) + units.indexOf(j)));
    this.#entries = this.#ids(reached.flatMap((units) => units.flatMap((i) => units.map((l) => i * O + l))));
    this.#sources = place.allocateZeros(O + 1);
    this.#sparse = blocks.map(({ rows: from, width }) =>
      from === undefined
        ? { ids: { address: 0, length: 0 }, z: 0 }
        : { ids: this.#ids(from.map((row) => row ?? O)), z: place.allocate(H * width) },
    );
    const perState = <T>(make: (k: number) => T): T[] => Array.from({ length: K }, (_, k) => make(k));
    const perLane = <T>(make: (lane: number) => T): T[] => Array.from({ length: lanes }, (_, b) => make(b));
    this.#jacobian = perState((k) =>
      this.#jacobians.byHidden[k] === 0 ? 0 : place.allocate(squares.at(-1) as number),
    );
    this.#immediate = perState(() => place.allocateZeros(H * C));
    this.#next = perState(() => place.allocate(rows * C));
    this.#influence = perLane(() => perState(() => place.allocateZeros(rows * C)));
    this.#byState = perState((k) => perState((i) => ({ k, i })))
      .flat()
      .filter(({ k, i }) => dynamics.byState(k, i, 0) !== 0)
      .map((pair) => ({ ...pair, at: place.allocate(rows) }));
    const matrices = (address: Address): Matrix[] =>
      counts.map((r, j) => new Matrix(address + dynamics.bytes((starts[j] as number) * C), r, C));
    this.#squares = this.#jacobian.map((address) =>
      counts.map((r, j) => new Matrix(address + dynamics.bytes(squares[j] as number), r, r)),
    );
    this.#after = this.#next.map(matrices);
    this.#before = this.#influence.map(([h]) => matrices(h as Address));
    this.#direct = perLane((lane) => perState((k) => this.#directKernel(k, lane)));
    this.#kernels = perLane((lane) => this.#immediateKernels(lane));
    const full = (address: Address): Operand => ({ address, rowStride: dynamics.bytes(C) });
    this.#settle = perLane((lane) =>
      perState((k) => {
        const places = { x: full(this.#next[k] as Address), y: full(this.#influence[lane]?.[k] as Address) };
        return new FixedKernel(place, copyFlushed, places, rows, C);
      }),
    );
    this.#dRows = place.allocate(rows);
    this.#seeds = counts.map((r, j) => new Matrix(this.#dRows + dynamics.bytes(starts[j] as number), 1, r));
    this.#gradient = place.allocateZeros(H * C + 1);
    this.#gradients = counts.map((_, j) => new Matrix(this.#gradient + dynamics.bytes(j * C), 1, C));
    this.#targets = this.#targetsOf();
  }

  get carried(): readonly Carried[] {
    return this.#influence.flat().map((address) => ({ address, length: this.#rows * this.#columns }));
  }

  prepare(): void {
    this.#jacobians.prepare();
  }

  advance(lane: number): void {
    const { place, sizes } = this.#dynamics;
    const { kernels, memory } = place;
    const { H, O } = sizes;
    const { gatherRows, scatterAddRows } = this.#gather;
    this.#jacobians.assemble(lane);
    memory.move(this.#dynamics.before(0, lane), this.#sources, O);
    for (const { ids, z } of this.#sparse) {
      if (z !== 0) gatherRows(this.#sources, ids.address, ids.length, 1, z, false);
    }
    for (const { k, i, at } of this.#byState) {
      gatherRows(this.#dynamics.byState(k, i, lane), this.#units.address, this.#rows, 1, at, false);
    }
    for (const kernel of this.#kernels[lane] as readonly FixedKernel[]) kernel.run();
    const before = this.#before[lane] as readonly Matrix[];
    for (let k = 0; k < this.#next.length; k++) {
      const next = this.#next[k] as Address;
      const direct = this.#direct[lane]?.[k];
      if (direct === undefined) memory.clear(next, this.#rows * this.#columns);
      else direct.run();
      const jacobian = this.#jacobian[k] as Address;
      if (jacobian !== 0) {
        const { address, length } = this.#entries;
        gatherRows(this.#jacobians.byHidden[k] as Address, address, length, 1, jacobian, false);
        const [squares, after] = [this.#squares[k], this.#after[k]] as [readonly Matrix[], readonly Matrix[]];
        for (let j = 0; j < H; j++) {
          kernels.multiply(squares[j] as Matrix, before[j] as Matrix, after[j] as Matrix, true);
        }
      }
      scatterAddRows(this.#immediate[k] as Address, this.#own.address, H, this.#columns, next);
    }
    for (const kernel of this.#settle[lane] as readonly FixedKernel[]) kernel.run();
  }

  clear(lane: number): void {
    const { memory } = this.#dynamics.place;
    for (const address of this.#influence[lane] ?? []) memory.clear(address, this.#rows * this.#columns);
  }

  addGradients(scope: Scope, dOutputs: Address): void {
    const { H } = this.#dynamics.sizes;
    const { gatherRows } = scope.kernels.of(gatherRowsKernels);
    for (let lane = 0; lane < this.#lanes; lane++) {
      const from = dOutputs + this.#dynamics.bytes(lane * H);
      gatherRows(from, this.#units.address, this.#rows, 1, this.#dRows, false);
      const before = this.#before[lane] as readonly Matrix[];
      for (let j = 0; j < H; j++) {
        const target = this.#gradients[j] as Matrix;
        scope.kernels.multiply(this.#seeds[j] as Matrix, before[j] as Matrix, target, lane > 0);
      }
    }
    for (const { parameter, ids } of this.#targets) {
      if (!scope.isTracked(parameter)) continue;
      gatherRows(this.#gradient, ids.address, ids.length, 1, scope.gradientAt(parameter), true);
    }
  }

  /** The terms of the states of the same unit; undefined if there are none. */
  #directKernel(k: number, lane: number): FixedKernel | undefined {
    const { place } = this.#dynamics;
    const stride = this.#dynamics.bytes(this.#columns);
    const terms = this.#byState.filter((pair) => pair.k === k);
    const sum = weightedSum(
      'carry the influence',
      'column',
      terms.map(({ i }) => String(i)),
    );
    if (sum === undefined) return undefined;
    const places: Record<string, Operand> = { y: { address: this.#next[k] as Address, rowStride: stride } };
    for (const { i, at } of terms) {
      places[`d${i}`] = { address: at, rowStride: this.#dynamics.bytes(1) };
      places[`x${i}`] = { address: this.#influence[lane]?.[i] as Address, rowStride: stride };
    }
    return new FixedKernel(place, sum, places, this.#rows, this.#columns);
  }

  /** What the parameters do in the step to the states of their own units. */
  #immediateKernels(lane: number): FixedKernel[] {
    const { place, sizes } = this.#dynamics;
    const { H } = sizes;
    const bytes = this.#dynamics.bytes.bind(this.#dynamics);
    return this.#blocks.flatMap(({ family, offset, width, rows }, index) =>
      family.partials(lane).flatMap((address, k) => {
        if (address === 0) return [];
        const d = { address, rowStride: bytes(1) };
        const y = {
          address: (this.#immediate[k] as Address) + bytes(offset),
          rowStride: bytes(this.#columns),
        };
        if (rows === undefined) {
          const z = { address: family.source(lane), rowStride: 0 };
          return [new FixedKernel(place, outer, { d, z, y }, H, width)];
        }
        const x = { address: this.#sparse[index]?.z as Address, rowStride: bytes(width) };
        return [new FixedKernel(place, scaledRows, { d, x, y }, H, width)];
      }),
    );
  }

  /** Where the gradient of each element of a parameter is; at the zero if the element has no column. */
  #targetsOf(): { readonly parameter: Parameter; readonly ids: Ids }[] {
    const { H } = this.#dynamics.sizes;
    const C = this.#columns;
    const places = new Map<Parameter, number[]>();
    for (const { family, offset, width, rows } of this.#blocks) {
      const { parameter, first, columns } = family;
      const ids = places.get(parameter) ?? Array.from({ length: parameter.size }, () => H * C);
      places.set(parameter, ids);
      for (let j = 0; j < H; j++) {
        for (let slot = 0; slot < width; slot++) {
          const row = rows === undefined ? slot : rows[j * width + slot];
          if (row !== undefined) ids[row * columns + first + j] = j * C + offset + slot;
        }
      }
    }
    return Array.from(places, ([parameter, ids]) => ({ parameter, ids: this.#ids(ids) }));
  }

  #ids(numbers: readonly number[]): Ids {
    const { place } = this.#dynamics;
    const address = place.allocate(numbers.length);
    place.memory.writeIntegers(address, Int32Array.from(numbers));
    return { address, length: numbers.length };
  }
}

/** 0, and the sums of the first 1, 2, ... numbers. */
function runningSums(numbers: readonly number[]): number[] {
  const sums = [0];
  for (const x of numbers) sums.push((sums.at(-1) as number) + x);
  return sums;
}
