import { type Address, Matrix } from '@tbptt/core/operation';
import { FixedKernel, type Operand } from './fixed-kernel.js';
import type { LayerDynamics } from './layer-dynamics.js';
import { multiplied, outerOfSum, weightedSum } from './programs.js';

/** A block of parameters in a row of all parameters, laid out as the parameter's columns are. */
export interface RowBlock {
  readonly parameter: LayerDynamics['layer']['weightIh'];
  readonly columns: number;
  readonly first: number;
  readonly rows: number;
  /** H, or O for the projection. */
  readonly width: number;
  /** The number of parameters before the block. */
  readonly offset: number;
}

/** The addresses of the rows of a layer. Each row belongs to one lane. */
export interface TangentPlaces {
  /** [width] of state k before and after the step: a tangent and its successor. */
  readonly before: (k: number, lane: number) => Address;
  readonly after: (k: number, lane: number) => Address;
  /** [width] of state k: a cotangent of the states after the step. */
  readonly cotangent: (k: number) => Address;
  /** [D] the tangent of the inputs, and their cotangent; 0 for the first layer. */
  readonly input: Address;
  readonly dInput: Address;
  /** The row of all parameters that `pullBack` writes. */
  readonly parameters: Address;
}

/**
 * The derivative of one step of a layer as two linear maps of single vectors: tangents of the states
 * before it to those after it, and cotangents of those after it to the parameters.
 */
export class Tangents {
  readonly blocks: readonly RowBlock[];
  readonly #dynamics: LayerDynamics;
  readonly #places: TangentPlaces;
  /** [G H] and [P H] */
  readonly #gates: Address;
  readonly #splits: Address;
  /** [H]: h before it is projected, as a tangent or a cotangent. */
  readonly #unprojected: Address;
  readonly #push: readonly (readonly FixedKernel[])[];
  readonly #pull: readonly (readonly FixedKernel[])[];
  readonly #toGates: readonly (readonly FixedKernel[])[];

  /** `offset` is the number of parameters before those of the layer. */
  constructor(dynamics: LayerDynamics, lanes: number, places: TangentPlaces, offset: number) {
    const { place, sizes, layer } = dynamics;
    const { H, O, G, S, P } = sizes;
    this.#dynamics = dynamics;
    this.#places = places;
    this.#gates = place.allocate(G * H);
    this.#splits = P === 0 ? 0 : place.allocate(P * H);
    this.#unprojected = layer.weightHr === undefined ? 0 : place.allocate(H);
    const states = Array.from({ length: dynamics.states }, (_, k) => k);
    const row = (address: Address): Operand => ({ address, rowStride: 0 });
    const perLane = <T>(make: (lane: number) => T): T[] =>
      Array.from({ length: lanes }, (_, lane) => make(lane));
    this.#push = perLane((lane) =>
      states.map((k) => {
        const operands: Record<string, Operand> = {
          y: row(k === 0 && this.#unprojected !== 0 ? this.#unprojected : places.after(k, lane)),
        };
        const terms: string[] = [];
        const term = (name: string, d: Address, x: Address) => {
          if (d === 0) return;
          terms.push(name);
          operands[`d${name}`] = row(d);
          operands[`x${name}`] = row(x);
        };
        for (let g = 0; g < G; g++)
          term(`g${g}`, dynamics.byInput(k, g, lane), this.#gates + dynamics.bytes(g * H));
        for (let p = 0; p < P; p++) {
          term(`s${p}`, dynamics.byRecurrent(k, S + p, lane), this.#splits + dynamics.bytes(p * H));
        }
        for (const i of states) term(`p${i}`, dynamics.byState(k, i, lane), places.before(i, lane));
        const sum = weightedSum('push a tangent', 'full', terms);
        if (sum === undefined) throw new TypeError('Tangents: a state follows from nothing.');
        return new FixedKernel(place, sum, operands, 1, H);
      }),
    );
    const cotangent = (k: number): Address =>
      k === 0 && this.#unprojected !== 0 ? this.#unprojected : places.cotangent(k);
    let next = offset;
    const families = dynamics.families();
    const blocks = families.map(({ parameter, columns, first, rows }): RowBlock => {
      const block = { parameter, columns, first, rows, width: H, offset: next };
      next += rows * H;
      return block;
    });
    if (layer.weightHr !== undefined) {
      blocks.push({ parameter: layer.weightHr, columns: O, first: 0, rows: H, width: O, offset: next });
    }
    this.blocks = blocks;
    const target = (index: number): Operand => {
      const block = blocks[index] as RowBlock;
      return {
        address: places.parameters + dynamics.bytes(block.offset),
        rowStride: dynamics.bytes(block.width),
      };
    };
    this.#pull = perLane((lane) => [
      ...families.map(({ partials, source, rows }, index) => {
        const d = partials(lane);
        const terms = states.filter((k) => d[k] !== 0);
        const operands: Record<string, Operand> = {
          z: { address: source(lane), rowStride: dynamics.bytes(1) },
          y: target(index),
        };
        for (const k of terms) {
          operands[`v${k}`] = row(cotangent(k));
          operands[`d${k}`] = row(d[k] as Address);
        }
        return new FixedKernel(place, outerOfSum(terms.map(String)), operands, rows, H);
      }),
      ...(layer.weightHr === undefined
        ? []
        : [
            new FixedKernel(
              place,
              outerOfSum(['0']),
              {
                z: { address: dynamics.unprojected(lane), rowStride: dynamics.bytes(1) },
                v0: row(places.cotangent(0)),
                d0: row(this.#ones(O)),
                y: target(families.length),
              },
              H,
              O,
            ),
          ]),
    ]);
    this.#toGates = perLane((lane) =>
      places.dInput === 0
        ? []
        : Array.from({ length: G }, (_, g) => {
            const operands: Record<string, Operand> = { y: row(this.#gates + dynamics.bytes(g * H)) };
            for (const k of states) {
              operands[`d${k}`] = row(dynamics.byInput(k, g, lane));
              operands[`x${k}`] = row(cotangent(k));
            }
            const sum = weightedSum('pull a cotangent', 'full', states.map(String));
            return new FixedKernel(place, sum ?? multiplied, operands, 1, H);
          }),
    );
  }

  /** The tangents of the states after the step from those before it and those of the inputs. */
  push(lane: number): void {
    const { place, sizes, layer } = this.#dynamics;
    const { kernels, memory } = place;
    const { D, H, O, G, S, P, R } = sizes;
    const { before, after, input } = this.#places;
    if (input === 0) memory.clear(this.#gates, G * H);
    else {
      const w = new Matrix(place.at(layer.weightIh), D, G * H);
      kernels.multiply(new Matrix(input, 1, D), w, new Matrix(this.#gates, 1, G * H), false);
    }
    if (layer.weightHh !== undefined) {
      const u = place.at(layer.weightHh);
      const h = new Matrix(before(0, lane), 1, O);
      if (S > 0)
        kernels.multiply(h, new Matrix(u, O, S * H, R * H), new Matrix(this.#gates, 1, S * H, G * H), true);
      if (P > 0) {
        const splits = new Matrix(u + this.#dynamics.bytes(S * H), O, P * H, R * H);
        kernels.multiply(h, splits, new Matrix(this.#splits, 1, P * H), false);
      }
    }
    for (const kernel of this.#push[lane] as readonly FixedKernel[]) kernel.run();
    if (layer.weightHr === undefined) return;
    const w = new Matrix(place.at(layer.weightHr), H, O);
    kernels.multiply(new Matrix(this.#unprojected, 1, H), w, new Matrix(after(0, lane), 1, O), false);
  }

  /** The cotangents of the parameters, and those of the inputs, from those of the states after the step. */
  pullBack(lane: number): void {
    const { place, sizes, layer } = this.#dynamics;
    const { kernels } = place;
    const { D, H, O, G } = sizes;
    const { cotangent, dInput } = this.#places;
    if (layer.weightHr !== undefined) {
      const w = new Matrix(place.at(layer.weightHr), H, O).transposed;
      kernels.multiply(new Matrix(cotangent(0), 1, O), w, new Matrix(this.#unprojected, 1, H), false);
    }
    for (const kernel of this.#pull[lane] as readonly FixedKernel[]) kernel.run();
    if (dInput === 0) return;
    for (const kernel of this.#toGates[lane] as readonly FixedKernel[]) kernel.run();
    const w = new Matrix(place.at(layer.weightIh), D, G * H).transposed;
    kernels.multiply(new Matrix(this.#gates, 1, G * H), w, new Matrix(dInput, 1, D), false);
  }

  #ones(length: number): Address {
    const { place } = this.#dynamics;
    const address = place.allocate(length);
    place.memory.fill(address, length, 1);
    return address;
  }
}
