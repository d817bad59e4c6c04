import type { Address, Scope } from '@tbptt/core/operation';
import type { Place } from '../window/place.js';
import type { LayerDynamics } from './layer-dynamics.js';

/**
 * The layers of a network, from the first to the last, and the memory and kernels with which they
 * compute.
 */
export interface Network {
  readonly place: Place;
  readonly layers: readonly LayerDynamics[];
  /** Whether each layer but the first adds its inputs to its outputs. */
  readonly residual: boolean;
  /** B */
  readonly lanes: number;
}

/** Numbers in persistent memory. */
export interface Carried {
  readonly address: Address;
  readonly length: number;
}

/** The influence of the parameters on the states, as an algorithm carries it forward in time. */
export interface Trace {
  /** All numbers that are carried from one step to the next. */
  readonly carried: readonly Carried[];
  /** Prepares a step: called once, when the partials of all layers and lanes are known. */
  prepare(): void;
  /** Carries the trace of a lane over the step. */
  advance(lane: number): void;
  /** Clears the trace of a lane that starts anew: its state depends on no parameter. */
  clear(lane: number): void;
  /**
   * Adds to the gradients of the parameters what follows from the gradient of the outputs after the
   * step, [B, O] of the last layer.
   */
  addGradients(scope: Scope, dOutputs: Address): void;
}

/** An algorithm that trains forward in time, such as `rtrl()`. */
export interface OnlineAlgorithm {
  readonly name: string;
  /**
   * Returns a new trace of a network, with zeros.
   *
   * @throws ArgumentError if the algorithm does not apply to one of the layers
   */
  begin(network: Network): Trace;
  /**
   * Returns the trace of a network after an update: that of the latest run, or the one that was
   * restored.
   *
   * @throws ArgumentError if the algorithm has no trace of this update or of the size of the
   * network
   */
  resume(operation: string, network: Network, step: number): Trace;
  /** Notes the update that the trace belongs to now; undefined between two updates. */
  reached(step: number | undefined): void;
  /**
   * Returns the trace after the latest update, for a checkpoint: an algorithm is one of the `parts` of
   * its run.
   */
  state(): unknown;
  /**
   * Continues from what `state` returned.
   *
   * @throws ArgumentError if the value has another form. Nothing changes then
   */
  restore(state: unknown): void;
}
