import { ArgumentError, Tensor } from '@tbptt/core';
import { COUNT, describe, isInRange, type LinearMemory, numbersOf, tensorOf } from '@tbptt/core/operation';
import type { Carried, Network, OnlineAlgorithm, Trace } from './trace.js';

/** The trace of an algorithm after an update, as returned by `state`. */
interface TraceState {
  /** The number of the update; -1 before the first. */
  readonly step: number;
  /** The numbers that the trace carries from step to step. */
  readonly carried: readonly Tensor[];
}

const NOTHING: TraceState = { step: -1, carried: [] };

/** An algorithm with the trace of its latest run, which is a part of a checkpoint. */
export class CarriedAlgorithm implements OnlineAlgorithm {
  readonly #make: (network: Network) => Trace;
  #trace: { readonly carried: readonly Carried[]; readonly memory: LinearMemory } | undefined;
  #step = -1;
  /** The restored state, until a run continues with it. */
  #restored: TraceState | undefined;

  constructor(
    readonly name: string,
    make: (network: Network) => Trace,
  ) {
    this.#make = make;
  }

  begin(network: Network): Trace {
    const trace = this.#make(network);
    this.#keep(trace, network, -1);
    return trace;
  }

  resume(operation: string, network: Network, step: number): Trace {
    const saved = this.state();
    if (saved.step !== step)
      throw misfit(operation, this.name, `it has ${told(saved)}, not that of update ${step}`);
    const trace = this.#make(network);
    const [wanted, found] = [
      trace.carried.map(({ length }) => length),
      saved.carried.map(({ size }) => size),
    ];
    if (wanted.length !== found.length || wanted.some((length, i) => length !== found[i])) {
      throw misfit(
        operation,
        this.name,
        `its trace has ${sum(found)} numbers, that of the network ${sum(wanted)}`,
      );
    }
    trace.carried.forEach(({ address }, i) =>
      network.place.memory.write(address, numbersOf(saved.carried[i] as Tensor)),
    );
    this.#keep(trace, network, step);
    return trace;
  }

  reached(step = -1): void {
    this.#step = step;
  }

  state(): TraceState {
    if (this.#restored !== undefined) return this.#restored;
    if (this.#trace === undefined || this.#step < 0) return NOTHING;
    const { carried, memory } = this.#trace;
    return {
      step: this.#step,
      carried: carried.map(({ address, length }) => tensorOf([length], memory.copy(address, length))),
    };
  }

  restore(state: unknown): void {
    if (!isTraceState(state)) {
      throw new ArgumentError(
        this.name,
        `the state is ${describe(state)}; it must be what state() of the algorithm returned.`,
      );
    }
    this.#restored = state;
  }

  #keep({ carried }: Trace, { place: { memory } }: Network, step: number): void {
    this.#trace = { carried, memory };
    this.#step = step;
    this.#restored = undefined;
  }
}

function isTraceState(state: unknown): state is TraceState {
  if (typeof state !== 'object' || state === null || !('step' in state) || !('carried' in state))
    return false;
  const { step, carried } = state;
  if (!Array.isArray(carried) || !carried.every((each) => each instanceof Tensor && each.shape.length === 1))
    return false;
  return (step === -1 && carried.length === 0) || isInRange(step, COUNT);
}

function misfit(operation: string, algorithm: string, rule: string): ArgumentError {
  return new ArgumentError(
    operation,
    `cannot continue ${algorithm} after this update: ${rule}. Save the algorithm with the run, as one of its parts, and restore it.`,
  );
}

function told({ step }: TraceState): string {
  return step < 0 ? 'no trace' : `the trace of update ${step}`;
}

function sum(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}
