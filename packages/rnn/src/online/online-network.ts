import { LifetimeError, type Parameter, parametersOf, Tensor } from '@tbptt/core';
import { type Address, checkIndices, engine, numbersOf, operations, tensorOf } from '@tbptt/core/operation';
import { requireInputs, requireState } from '../cells/check.js';
import type { LayerState } from '../cells/recurrent-layer.js';
import { laneEvents } from '../lanes/lane-events.js';
import type { LaneOptions, Sequence } from '../recurrent.js';
import { StandingPlace } from '../window/standing-place.js';
import { FixedKernel } from './fixed-kernel.js';
import { LayerDynamics } from './layer-dynamics.js';
import { addTo } from './programs.js';
import type { DeclaredLayer } from './recurrent-core.js';
import type { Network, Trace } from './trace.js';

/** A layer of the network and its outputs. */
interface Level {
  readonly dynamics: LayerDynamics;
  /** [B, O]: h, or the sum of h and the inputs. */
  readonly outputs: Address;
  /** Adds the inputs to a copy of h, if there are residual connections. */
  readonly addInputs: FixedKernel | undefined;
}

/** Layers that run step by step in persistent memory, and the trace that an algorithm carries for them. */
export class OnlineNetwork {
  readonly #operation: string;
  readonly #place: StandingPlace;
  readonly #levels: readonly Level[];
  readonly #parameters: readonly Parameter[];
  readonly #trace: Trace;
  readonly #lanes: number;
  /** The lanes that have ended, whose state stays as it is. */
  #paused: readonly number[] = [];

  constructor(
    operation: string,
    { layers, residual }: { readonly layers: readonly DeclaredLayer[]; readonly residual: boolean },
    begin: (network: Network) => Trace,
    lanes: number,
  ) {
    const place = new StandingPlace(engine());
    this.#operation = operation;
    this.#place = place;
    this.#lanes = lanes;
    this.#parameters = [...parametersOf(layers).values()];
    this.#levels = layers.map((layer, index): Level => {
      const dynamics = new LayerDynamics(place, layer, lanes);
      const h = dynamics.after(0, 0);
      if (!residual || index === 0) return { dynamics, outputs: h, addInputs: undefined };
      const { B, O } = dynamics.sizes;
      const rowStride = dynamics.bytes(O);
      const outputs = place.allocate(B * O);
      const places = { x: { address: dynamics.input, rowStride }, y: { address: outputs, rowStride } };
      return { dynamics, outputs, addInputs: new FixedKernel(place, addTo, places, B, O) };
    });
    const dynamics = this.#levels.map((level) => level.dynamics);
    this.#trace = begin({ place, layers: dynamics, residual, lanes });
  }

  /** Begins a sequence with the states of all layers, which depend on no parameter. */
  begin(states: readonly LayerState<string>[]): void {
    this.enter(states);
    for (let lane = 0; lane < this.#lanes; lane++) this.#trace.clear(lane);
  }

  /** Sets the states of all layers. The trace does not change. */
  enter(states: readonly LayerState<string>[]): void {
    this.#levels.forEach(({ dynamics }, index) => {
      const { cell } = dynamics.layer;
      const state = states[index] as LayerState<string>;
      cell.states.forEach((name, k) => {
        requireState(cell, state, name, this.#lanes, dynamics.widthOf(k));
        this.#place.memory.write(dynamics.before(k, 0), numbersOf(state[name] as Tensor));
      });
    });
  }

  /** Runs a step over inputs [1, B, D] or symbols [1, B], with resets and ends of lanes. */
  advance(inputs: Sequence, lanes: LaneOptions): void {
    this.#requireKernels();
    const first = (this.#levels[0] as Level).dynamics;
    const { name } = first.layer.cell;
    requireInputs(name, inputs, first.sizes.D);
    if (!(inputs instanceof Tensor)) checkIndices(name, inputs, first.sizes.D);
    const events = laneEvents(this.#operation, lanes, 1, this.#lanes);
    this.#paused = events?.paused[0] ?? [];
    for (const lane of events?.reset[0] ?? []) this.#reset(lane);
    first.read(inputs);
    this.#levels.forEach(({ dynamics, outputs, addInputs }, index) => {
      const { B, D, O } = dynamics.sizes;
      const below = this.#levels[index - 1];
      if (below !== undefined) this.#place.memory.move(below.outputs, dynamics.input, B * D);
      dynamics.advance(index === 0 && !(inputs instanceof Tensor));
      for (const lane of this.#paused) this.#hold(dynamics, lane);
      if (addInputs === undefined) return;
      this.#place.memory.move(dynamics.after(0, 0), outputs, B * O);
      addInputs.run();
    });
    this.#trace.prepare();
    for (let lane = 0; lane < this.#lanes; lane++)
      if (!this.#paused.includes(lane)) this.#trace.advance(lane);
  }

  /**
   * The outputs of the step, [1, B, O], within the step of an optimizer. Their gradient gives the
   * parameters of the layers that of the algorithm. Those of lanes that have ended are zero.
   */
  outputs(): Tensor {
    const { dynamics, outputs: from } = this.#levels.at(-1) as Level;
    const { B, O } = dynamics.sizes;
    const [outputs] = operations(this.#parameters, [[1, B, O]], (scope, [y]) => {
      const to = scope.at(y as Tensor);
      scope.memory.move(from, to, B * O);
      for (const lane of this.#paused) scope.memory.clear(to + dynamics.bytes(lane * O), O);
      return () => {
        const dOutputs = scope.gradientAt(y as Tensor);
        for (const lane of this.#paused) scope.memory.clear(dOutputs + dynamics.bytes(lane * O), O);
        this.#trace.addGradients(scope, dOutputs);
      };
    });
    return outputs as Tensor;
  }

  /** Ends the step: its states become those before the next step. */
  settle(): void {
    for (const { dynamics } of this.#levels) dynamics.settle();
  }

  /** Returns copies of the states of all layers before the next step. */
  states(): readonly LayerState<string>[] {
    const { memory } = this.#place;
    return this.#levels.map(({ dynamics }) => {
      const named = dynamics.layer.cell.states.map((name, k) => {
        const width = dynamics.widthOf(k);
        const numbers = memory.copy(dynamics.before(k, 0), this.#lanes * width);
        return [name, tensorOf([this.#lanes, width], numbers)] as const;
      });
      return Object.fromEntries(named) as LayerState<string>;
    });
  }

  #reset(lane: number): void {
    for (const { dynamics } of this.#levels) {
      for (let k = 0; k < dynamics.states; k++) {
        this.#place.memory.clear(dynamics.before(k, lane), dynamics.widthOf(k));
      }
    }
    this.#trace.clear(lane);
  }

  #hold(dynamics: LayerDynamics, lane: number): void {
    for (let k = 0; k < dynamics.states; k++) {
      this.#place.memory.move(dynamics.before(k, lane), dynamics.after(k, lane), dynamics.widthOf(k));
    }
  }

  /** The states and the trace are in the memory of one engine, and its kernels must be those of the start. */
  #requireKernels(): void {
    const current = engine();
    if (current === this.#place.engine && current.kernels === this.#place.kernels) return;
    throw new LifetimeError(
      this.#operation,
      'another engine or other kernels are in use than at the start; begin a new run with the latest state.',
    );
  }
}
