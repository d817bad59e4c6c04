import { add, type Expression, mul, operand } from '@tbptt/core/equation';
import { type Address, ArgumentBlock, type PointwiseProgram, type Scope } from '@tbptt/core/operation';
import { FixedKernel, type Operand } from './fixed-kernel.js';
import type { Family, LayerDynamics } from './layer-dynamics.js';
import { addScaledColumns, flushed, inputs, sumOf } from './programs.js';
import type { Carried, Network, Trace } from './trace.js';

/**
 * Traces of the shape of the parameters: for each state the derivative of every unit by its own
 * parameters, `E(k)' = Σ Jₖᵢ E(i) + d(k) z`, J the Jacobian of a unit by its own states. With
 * `recurrent` J includes the unit's own recurrent weight. Influence from unit to unit is left out,
 * so the trace is exact for cells without recurrent products.
 */
export class UnitTrace implements Trace {
  readonly #dynamics: LayerDynamics;
  readonly #lanes: number;
  readonly #families: readonly Family[];
  /** For each family and lane: [rows, H] for each state. */
  readonly #traces: readonly (readonly (readonly Address[])[])[];
  readonly #carry: readonly (readonly FixedKernel[])[];
  /** [R H]: the recurrent weights of the units by themselves; 0 if they are not used. */
  readonly #diagonal: Address;
  readonly #jacobians: FixedKernel | undefined;

  /** The network has one layer, without a projection. */
  constructor({ layers: [dynamics], lanes }: Network, recurrent: boolean) {
    if (dynamics === undefined) throw new TypeError('UnitTrace: the network has no layer.');
    this.#dynamics = dynamics;
    this.#lanes = lanes;
    const { place, sizes, layer, states: K } = dynamics;
    const { H, R } = sizes;
    this.#families = dynamics.families();
    const uses = recurrent && layer.weightHh !== undefined;
    this.#diagonal = uses ? place.allocate(R * H) : 0;
    const jacobians = uses ? ownJacobians(dynamics, this.#diagonal) : undefined;
    this.#jacobians = jacobians?.kernel;
    const byState = (k: number, i: number, lane: number): Address => {
      const own = i === 0 ? (jacobians?.byHidden[k] ?? 0) : 0;
      return own === 0 ? dynamics.byState(k, i, lane) : own + dynamics.bytes(lane * H);
    };
    const states = Array.from({ length: K }, (_, k) => k);
    const perLane = <T>(make: (lane: number) => T): T[] =>
      Array.from({ length: lanes }, (_, lane) => make(lane));
    this.#traces = this.#families.map(({ rows }) =>
      perLane(() => states.map(() => place.allocateZeros(rows * H))),
    );
    const row = (address: Address): Operand => ({ address, rowStride: 0 });
    this.#carry = perLane((lane) =>
      this.#families.map(({ rows, source, partials }, index) => {
        const traces = this.#traces[index]?.[lane] ?? [];
        const full = (k: number): Operand => ({
          address: traces[k] as Address,
          rowStride: dynamics.bytes(H),
        });
        const d = partials(lane);
        const links = states.map((k) => states.filter((i) => byState(k, i, lane) !== 0));
        const places: Record<string, Operand> = {
          z: { address: source(lane), rowStride: dynamics.bytes(1) },
        };
        for (const k of states) {
          places[`e${k}`] = full(k);
          places[`y${k}`] = full(k);
          places[`d${k}`] = row(d[k] as Address);
          for (const i of links[k] ?? []) places[`j${k}.${i}`] = row(byState(k, i, lane));
        }
        const program = carryProgram(
          links,
          d.map((address) => address !== 0),
          source(lane) === dynamics.one,
        );
        return new FixedKernel(place, program, places, rows, H);
      }),
    );
  }

  get carried(): readonly Carried[] {
    const { H } = this.#dynamics.sizes;
    return this.#families.flatMap(({ rows }, index) =>
      (this.#traces[index] ?? []).flat().map((address) => ({ address, length: rows * H })),
    );
  }

  /** Computes the Jacobians of the units, once in each step. */
  prepare(): void {
    if (this.#jacobians === undefined) return;
    const { place, layer, sizes } = this.#dynamics;
    const { H, R } = sizes;
    const { memory } = place;
    const weights = memory.indexOf(place.at(layer.weightHh as NonNullable<typeof layer.weightHh>));
    const { floats } = memory;
    for (let gate = 0; gate < R; gate++) {
      for (let j = 0; j < H; j++) {
        const weight = floats[weights + j * R * H + gate * H + j] as number;
        memory.writeNumber(this.#diagonal + this.#dynamics.bytes(gate * H + j), weight);
      }
    }
    this.#jacobians.run();
  }

  advance(lane: number): void {
    for (const kernel of this.#carry[lane] as readonly FixedKernel[]) kernel.run();
  }

  clear(lane: number): void {
    const { memory } = this.#dynamics.place;
    this.#families.forEach(({ rows }, index) => {
      for (const address of this.#traces[index]?.[lane] ?? []) {
        memory.clear(address, rows * this.#dynamics.sizes.H);
      }
    });
  }

  addGradients(scope: Scope, dOutputs: Address): void {
    const { H } = this.#dynamics.sizes;
    const { elementBytes } = scope.memory;
    const kernel = scope.kernels.pointwise(addScaledColumns);
    const block = ArgumentBlock.inArena(scope.memory, addScaledColumns);
    this.#families.forEach(({ parameter, rows, columns, first }, index) => {
      if (!scope.isTracked(parameter)) return;
      const target = scope.gradientAt(parameter) + first * elementBytes;
      block.setArray(2, target, columns * elementBytes);
      for (let lane = 0; lane < this.#lanes; lane++) {
        block.setArray(0, dOutputs + lane * H * elementBytes, 0);
        block.setArray(1, this.#traces[index]?.[lane]?.[0] as Address, H * elementBytes);
        kernel.run(rows, H, block.address, 0);
      }
    });
  }
}

/** `y·k = Σ j·k.i e·i + d·k z` for all states k; with `unit` source, z is 1. */
function carryProgram(
  links: readonly (readonly number[])[],
  has: readonly boolean[],
  unit: boolean,
): PointwiseProgram {
  const used = new Set<string>();
  const use = (name: string): Expression => {
    used.add(name);
    return operand(name);
  };
  const values = links.map((others, k) => {
    const terms = others.map((i) => mul(use(`j${k}.${i}`), use(`e${i}`)));
    if (has[k] === true) terms.push(unit ? use(`d${k}`) : mul(use(`d${k}`), use('z')));
    return terms.length === 0 ? mul(use(`e${k}`), 0) : flushed(sumOf(terms));
  });
  const kindOf = (name: string) => (name === 'z' ? 'column' : name.startsWith('e') ? 'full' : 'row');
  return {
    name: 'carry a trace',
    inputs: [...used].flatMap((name) => inputs(kindOf(name), name)),
    outputs: values.map((value, k) => ({ name: `y${k}`, kind: 'full', mode: 'assign', value })),
  };
}

/**
 * The derivatives of the states of each unit by its own h, through the equation and through the
 * unit's own recurrent weights, [B, H] for each state.
 */
function ownJacobians(dynamics: LayerDynamics, diagonal: Address) {
  const { place, sizes, states: K } = dynamics;
  const { B, H, G, S, P, R } = sizes;
  const byHidden = Array.from({ length: K }, () => place.allocate(B * H));
  const places: Record<string, Operand> = {};
  const outputs = byHidden.map((address, k) => {
    let value: Expression | undefined;
    const term = (expression: Expression) => {
      value = value === undefined ? expression : add(value, expression);
    };
    const direct = dynamics.byState(k, 0, 0);
    if (direct !== 0) {
      places[`p${k}`] = { address: direct, rowStride: dynamics.bytes(H) };
      term(operand(`p${k}`));
    }
    for (let gate = 0; gate < R; gate++) {
      const columns = gate < S ? G * H : P * H;
      places[`d${k}.${gate}`] = {
        address: dynamics.byRecurrent(k, gate, 0),
        rowStride: dynamics.bytes(columns),
      };
      places[`u${gate}`] = { address: diagonal + dynamics.bytes(gate * H), rowStride: 0 };
      term(mul(operand(`d${k}.${gate}`), operand(`u${gate}`)));
    }
    places[`y${k}`] = { address, rowStride: dynamics.bytes(H) };
    return {
      name: `y${k}`,
      kind: 'full' as const,
      mode: 'assign' as const,
      value: value ?? operand(`p${k}`),
    };
  });
  const kindOf = (name: string) => (name.startsWith('u') ? 'row' : 'full');
  const names = Object.keys(places).filter((name) => !name.startsWith('y'));
  const program: PointwiseProgram = {
    name: 'Jacobians of units',
    inputs: names.flatMap((name) => inputs(kindOf(name), name)),
    outputs,
  };
  return { byHidden, kernel: new FixedKernel(place, program, places, B, H) };
}
