import type { Address, Scope } from '@tbptt/core/operation';
import type { Place } from '../window/place.js';
import type { LayerDynamics } from './layer-dynamics.js';

/** The layers of a network, the first layer's first, and where they compute. */
export interface Network {
  readonly place: Place;
  readonly layers: readonly LayerDynamics[];
  /** Whether each layer but the first adds its inputs to its outputs. */
  readonly residual: boolean;
  /** B */
  readonly lanes: number;
}

/** Numbers in standing memory. */
export interface Carried {
  readonly address: Address;
  readonly length: number;
}

/** What an algorithm carries forward in time about how the states depend on the parameters. */
export interface Trace {
  /** Everything that goes from one step to the next. */
  readonly carried: readonly Carried[];
  /** Prepares a step: called once, when the partials of all layers and lanes are known. */
  prepare(): void;
  /** Carries the trace of a lane over the step. */
  advance(lane: number): void;
  /** The lane begins anew: its state depends on no parameter. */
  clear(lane: number): void;
  /**
   * Adds to the gradients of the parameters what follows from the gradient of the outputs after the
   * step, [B, O] of the last layer.
   */
  addGradients(scope: Scope, dOutputs: Address): void;
}

/** A way to learn forward in time, such as `rtrl()` returns. */
export interface OnlineAlgorithm {
  readonly name: string;
  /**
   * Returns the trace of a network, with zeros.
   *
   * @throws ArgumentError if the algorithm does not apply to one of the layers
   */
  begin(network: Network): Trace;
  /**
   * Returns the trace of a network after an update: that of the latest run, or the one that was
   * restored.
   *
   * @throws ArgumentError if it has none of this update and of the size of the network
   */
  resume(operation: string, network: Network, step: number): Trace;
  /** Says after which update the trace is now; undefined between two of them. */
  reached(step: number | undefined): void;
  /**
   * Returns the trace after the latest update, for a checkpoint: an algorithm is one of the `parts` of
   * its run.
   */
  state(): unknown;
  /**
   * Continues from what `state` returned.
   *
   * @throws ArgumentError if it is not of this form; nothing changes then
   */
  restore(state: unknown): void;
}
