import { type Address, Matrix, type Scope } from '@tbptt/core/operation';
import { FixedKernel } from './fixed-kernel.js';
import type { LayerDynamics } from './layer-dynamics.js';
import { addTo, multiplied } from './programs.js';
import type { Carried, Network, Trace } from './trace.js';

/**
 * The buffers and kernels by which a layer passes the gradient of its outputs down to its inputs
 * within a step.
 */
interface Passage {
  readonly dynamics: LayerDynamics;
  /** [B, H]: the gradient of the outputs. */
  readonly dOutputs: Address;
  /** [B, G H]: that of the gates' operands. */
  readonly dGates: Address;
  readonly toGates: readonly FixedKernel[];
  /** Adds the gradient of the outputs to that of the inputs, which are added to the outputs. */
  readonly around: FixedKernel | undefined;
}

/**
 * A separate trace for each layer. Within a step the gradient passes down from layer to layer
 * exactly. The influence of a layer on the memory of the layers above it in earlier steps is
 * dropped.
 */
export class LocalTraces implements Trace {
  readonly #network: Network;
  readonly #traces: readonly Trace[];
  readonly #passages: readonly Passage[];

  constructor(network: Network, make: (layer: Network) => Trace) {
    const { layers, place, residual } = network;
    this.#network = network;
    this.#traces = layers.map((dynamics) => make({ ...network, layers: [dynamics], residual: false }));
    const gradients = layers.map(({ sizes: { B, O } }) => place.allocate(B * O));
    this.#passages = layers.map((dynamics, index): Passage => {
      const { B, H, G } = dynamics.sizes;
      const dOutputs = gradients[index] as Address;
      const below = gradients[index - 1];
      const dGates = below === undefined ? 0 : place.allocate(B * G * H);
      const hidden = { address: dOutputs, rowStride: dynamics.bytes(H) };
      const gate = (address: Address) => ({ address, rowStride: dynamics.bytes(G * H) });
      return {
        dynamics,
        dOutputs,
        dGates,
        toGates:
          below === undefined
            ? []
            : Array.from({ length: G }, (_, g) => {
                const m = gate(dynamics.byInput(0, g, 0));
                const y = gate(dGates + dynamics.bytes(g * H));
                return new FixedKernel(place, multiplied, { x: hidden, m, y }, B, H);
              }),
        around:
          below === undefined || !residual
            ? undefined
            : new FixedKernel(place, addTo, { x: hidden, y: { ...hidden, address: below } }, B, H),
      };
    });
  }

  get carried(): readonly Carried[] {
    return this.#traces.flatMap((trace) => trace.carried);
  }

  prepare(): void {
    for (const trace of this.#traces) trace.prepare();
  }

  advance(lane: number): void {
    for (const trace of this.#traces) trace.advance(lane);
  }

  clear(lane: number): void {
    for (const trace of this.#traces) trace.clear(lane);
  }

  addGradients(scope: Scope, dOutputs: Address): void {
    const { place } = this.#network;
    const last = this.#passages.length - 1;
    const top = this.#passages[last] as Passage;
    place.memory.move(dOutputs, top.dOutputs, top.dynamics.sizes.B * top.dynamics.sizes.O);
    for (let index = last; index >= 0; index--) {
      const { dynamics, dOutputs: dHidden, dGates, toGates, around } = this.#passages[index] as Passage;
      (this.#traces[index] as Trace).addGradients(scope, dHidden);
      if (index === 0) return;
      const { B, D, H, G } = dynamics.sizes;
      const below = (this.#passages[index - 1] as Passage).dOutputs;
      for (const kernel of toGates) kernel.run();
      const w = new Matrix(place.at(dynamics.layer.weightIh), D, G * H).transposed;
      scope.kernels.multiply(new Matrix(dGates, B, G * H), w, new Matrix(below, B, D), false);
      around?.run();
    }
  }
}
