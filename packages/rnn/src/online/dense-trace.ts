import type { Parameter } from '@tbptt/core';
import { type Address, copyRows, Matrix, type Scope, transposeKernels } from '@tbptt/core/operation';
import { FixedKernel, type Operand } from './fixed-kernel.js';
import { Jacobians } from './jacobians.js';
import type { LayerDynamics } from './layer-dynamics.js';
import { addOuter, addTo, copyFlushed, weightedSum } from './programs.js';
import type { Carried, Network, Trace } from './trace.js';

/** A block of columns of the influence matrix: those of a block of parameters, unit by unit. */
interface Block {
  readonly parameter: Parameter;
  readonly columns: number;
  readonly first: number;
  readonly rows: number;
  /** The number of units: H, or O for the projection. */
  readonly units: number;
  /** The first column of the influence matrix. */
  readonly offset: number;
}

/** The influence of the parameters on the states of one layer. */
interface Level {
  readonly dynamics: LayerDynamics;
  readonly jacobians: Jacobians;
  /** C, the columns: the parameters of the layers below, then those of the layer. */
  readonly columns: number;
  /** [B] of [width, C] for each state. */
  readonly influence: readonly (readonly Address[])[];
  /** [B] of [O, C]: the influence on the outputs, which is that on h unless inputs are added to them. */
  readonly onOutputs: readonly Address[];
  /** Influence on the states after the step, [H, C] for each; shared by the lanes. */
  readonly next: readonly Address[];
  /** The influence on h after the projection, [O, C]. */
  readonly projected: Address;
  /** Per lane: the terms of the same unit, what the parameters do in the step, and the end of a step. */
  readonly direct: readonly (readonly (FixedKernel | undefined)[])[];
  readonly immediate: readonly (readonly FixedKernel[])[];
  readonly projection: readonly (FixedKernel | undefined)[];
  readonly settle: readonly (readonly FixedKernel[])[];
}

/**
 * The whole influence matrix `G = d states / d parameters`, carried by `G' = J G + I` (Williams &
 * Zipser 1989): the states of S numbers and P parameters take S P numbers and S² P multiplications
 * for each lane and step.
 */
export class DenseTrace implements Trace {
  readonly #network: Network;
  readonly #levels: Level[] = [];
  readonly #blocks: Block[] = [];
  /** [1, C] of the last layer. */
  readonly #gradient: Address;
  readonly #transposed: Address;

  constructor(network: Network) {
    this.#network = network;
    for (const dynamics of network.layers) this.#addLevel(dynamics);
    const { place } = network;
    const top = this.#top;
    this.#gradient = place.allocate(top.columns);
    this.#transposed = place.allocate(Math.max(...this.#blocks.map(({ rows, units }) => rows * units)));
  }

  get #top(): Level {
    return this.#levels.at(-1) as Level;
  }

  get carried(): readonly Carried[] {
    return this.#levels.flatMap(({ dynamics, influence, onOutputs, columns }) => [
      ...influence.flatMap((states) =>
        states.map((address, k) => ({ address, length: dynamics.widthOf(k) * columns })),
      ),
      ...onOutputs
        .filter((address, lane) => address !== influence[lane]?.[0])
        .map((address) => ({ address, length: dynamics.sizes.O * columns })),
    ]);
  }

  prepare(): void {
    for (const { jacobians } of this.#levels) jacobians.prepare();
  }

  advance(lane: number): void {
    this.#levels.forEach((level, index) => this.#advance(level, this.#levels[index - 1], lane));
  }

  clear(lane: number): void {
    const { memory } = this.#network.place;
    for (const { dynamics, influence, columns } of this.#levels) {
      influence[lane]?.forEach((address, k) => memory.clear(address, dynamics.widthOf(k) * columns));
    }
  }

  addGradients(scope: Scope, dOutputs: Address): void {
    const { lanes } = this.#network;
    const { dynamics, columns, onOutputs } = this.#top;
    const { O } = dynamics.sizes;
    for (let lane = 0; lane < lanes; lane++) {
      scope.kernels.multiply(
        new Matrix(dOutputs + dynamics.bytes(lane * O), 1, O),
        new Matrix(onOutputs[lane] as Address, O, columns),
        new Matrix(this.#gradient, 1, columns),
        lane > 0,
      );
    }
    const { transpose } = scope.kernels.of(transposeKernels);
    for (const { parameter, columns: width, first, rows, units, offset } of this.#blocks) {
      if (!scope.isTracked(parameter)) continue;
      transpose(this.#gradient + dynamics.bytes(offset), 1, units, rows, this.#transposed, false);
      const target = scope.gradientAt(parameter) + dynamics.bytes(first);
      copyRows(scope, 'accumulate', rows, units, this.#transposed, units, target, width);
    }
  }

  #advance(level: Level, below: Level | undefined, lane: number): void {
    const { kernels, memory } = this.#network.place;
    const { dynamics, jacobians, columns: C, next, projected } = level;
    const { D, H, O } = dynamics.sizes;
    jacobians.assemble(lane);
    const h = new Matrix(level.influence[lane]?.[0] as Address, O, C);
    for (let k = 0; k < next.length; k++) {
      const target = new Matrix(next[k] as Address, H, C);
      const direct = level.direct[lane]?.[k];
      if (direct === undefined) memory.clear(target.address, H * C);
      else direct.run();
      const byHidden = jacobians.byHidden[k] as Address;
      if (byHidden !== 0) kernels.multiply(new Matrix(byHidden, H, O), h, target, true);
      const byInput = jacobians.byInput[k] as Address;
      if (below !== undefined && byInput !== 0) {
        const x = new Matrix(below.onOutputs[lane] as Address, D, below.columns);
        kernels.multiply(new Matrix(byInput, H, D), x, new Matrix(target.address, H, below.columns, C), true);
      }
    }
    for (const kernel of level.immediate[lane] as readonly FixedKernel[]) kernel.run();
    const { weightHr } = dynamics.layer;
    if (weightHr !== undefined) {
      const w = new Matrix(this.#network.place.at(weightHr), H, O).transposed;
      kernels.multiply(w, new Matrix(next[0] as Address, H, C), new Matrix(projected, O, C), false);
      level.projection[lane]?.run();
    }
    for (const kernel of level.settle[lane] as readonly FixedKernel[]) kernel.run();
  }

  #addLevel(dynamics: LayerDynamics): void {
    const { place, residual, lanes } = this.#network;
    const below = this.#levels.at(-1);
    const { H, O } = dynamics.sizes;
    const bytes = dynamics.bytes.bind(dynamics);
    const { layer, states } = dynamics;
    const families = dynamics.families();
    let columns = below?.columns ?? 0;
    const blocks = families.map(({ parameter, columns: width, first, rows }): Block => {
      const block = { parameter, columns: width, first, rows, units: H, offset: columns };
      columns += rows * H;
      return block;
    });
    const { weightHr } = layer;
    const projectionOffset = columns;
    if (weightHr !== undefined) {
      blocks.push({ parameter: weightHr, columns: O, first: 0, rows: H, units: O, offset: columns });
      columns += H * O;
    }
    this.#blocks.push(...blocks);
    const C = columns;
    const perLane = <T>(make: (lane: number) => T): T[] =>
      Array.from({ length: lanes }, (_, lane) => make(lane));
    const perState = <T>(make: (k: number) => T): T[] => Array.from({ length: states }, (_, k) => make(k));
    const influence = perLane(() => perState((k) => place.allocateZeros(dynamics.widthOf(k) * C)));
    const adds = residual && below !== undefined;
    const onOutputs = perLane((lane) =>
      adds ? place.allocateZeros(O * C) : (influence[lane]?.[0] as Address),
    );
    const next = perState(() => place.allocate(H * C));
    const projected = weightHr === undefined ? 0 : place.allocate(O * C);
    const rows = (address: Address, width = C): Operand => ({ address, rowStride: bytes(width) });
    const column = (address: Address): Operand => ({ address, rowStride: bytes(1) });
    this.#levels.push({
      dynamics,
      jacobians: new Jacobians(dynamics, below !== undefined),
      columns: C,
      influence,
      onOutputs,
      next,
      projected,
      direct: perLane((lane) =>
        perState((k) => {
          const terms = perState((i) => i).filter((i) => dynamics.byState(k, i, lane) !== 0);
          const sum = weightedSum('carry the influence', 'column', terms.map(String));
          if (sum === undefined) return undefined;
          const places: Record<string, Operand> = { y: rows(next[k] as Address) };
          for (const i of terms) {
            places[`d${i}`] = column(dynamics.byState(k, i, lane));
            places[`x${i}`] = rows(influence[lane]?.[i] as Address);
          }
          return new FixedKernel(place, sum, places, H, C);
        }),
      ),
      immediate: perLane((lane) =>
        families.flatMap(({ source, partials, rows: R }, index) =>
          partials(lane).flatMap((d, k) => {
            if (d === 0) return [];
            const y = {
              address: (next[k] as Address) + bytes(blocks[index]?.offset ?? 0),
              rowStride: bytes(C + R),
            };
            return [new FixedKernel(place, addOuter, { d: column(d), z: rows(source(lane), 0), y }, H, R)];
          }),
        ),
      ),
      projection: perLane((lane) => {
        if (weightHr === undefined) return undefined;
        const y = { address: projected + bytes(projectionOffset), rowStride: bytes(C + H) };
        const d = { address: dynamics.one, rowStride: 0 };
        return new FixedKernel(place, addOuter, { d, z: rows(dynamics.unprojected(lane), 0), y }, O, H);
      }),
      settle: perLane((lane) => [
        ...perState((k) => {
          const x = rows(k === 0 && projected !== 0 ? projected : (next[k] as Address));
          const y = rows(influence[lane]?.[k] as Address);
          return new FixedKernel(place, copyFlushed, { x, y }, dynamics.widthOf(k), C);
        }),
        ...(adds
          ? [
              new FixedKernel(
                place,
                copyFlushed,
                { x: rows(influence[lane]?.[0] as Address), y: rows(onOutputs[lane] as Address) },
                O,
                C,
              ),
              new FixedKernel(
                place,
                addTo,
                {
                  x: rows(below.onOutputs[lane] as Address, below.columns),
                  y: rows(onOutputs[lane] as Address),
                },
                O,
                below.columns,
              ),
            ]
          : []),
      ]),
    });
  }
}
