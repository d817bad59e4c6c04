import type { Engine } from '../kernels/engine.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import { nestedStep } from './errors.js';
import type { Tensor } from './tensor.js';

/** An entry of the tape: what propagates the gradients of `outputs` to the inputs of the operation. */
interface TapeEntry {
  readonly outputs: readonly Tensor[];
  readonly backward: () => void;
}

/**
 * The span in which intermediate results live in the arena: a step, an evaluation, or a single operation outside both.
 * When it closes, the arena's pointer goes back to the start.
 */
export class Scope {
  readonly memory: LinearMemory;
  readonly kernels: Kernels;
  /** False once the scope has ended: tensors that were computed in it are no longer there. */
  open = true;
  /** Whether layers behave as in training: in a step, except in what is `frozen`. */
  training: boolean;
  readonly #tape: TapeEntry[] = [];
  readonly #consequences: (() => void)[] = [];

  /** `recording` says whether operations are written to the tape, to be differentiated. */
  constructor(
    readonly engine: Engine,
    readonly recording: boolean,
  ) {
    this.memory = engine.memory;
    this.kernels = engine.kernels;
    this.training = recording;
  }

  /** `elements` numbers of the arena, their content undefined. */
  allocate(elements: number): Address {
    return this.memory.arena.allocate(elements * this.memory.elementBytes);
  }

  /** `elements` zeros in the arena. */
  allocateZeros(elements: number): Address {
    const address = this.allocate(elements);
    this.memory.clear(address, elements);
    return address;
  }

  /** 32-bit integers copied into the arena. */
  copyIn(integers: Int32Array): Address {
    const address = this.memory.arena.allocate(integers.byteLength);
    this.memory.ints.set(integers, address / 4);
    return address;
  }

  /** Where the numbers of a tensor lie. */
  at(tensor: Tensor): Address {
    if (tensor.scope !== this) tensor.enter(this);
    return tensor.address;
  }

  /** Whether a gradient is wanted for a tensor. */
  isTracked(tensor: Tensor): boolean {
    return tensor.scope === this && tensor.tracked;
  }

  /** Says where the numbers of an operation's output lie and, if that is decided too, where its gradient is summed. */
  place(output: Tensor, address: Address, gradientAddress: Address = 0): void {
    output.address = address;
    output.gradientAddress = gradientAddress;
  }

  /** Where the gradient of a tensor is summed; zeros as long as nothing was added. */
  gradientAt(tensor: Tensor): Address {
    if (tensor.gradientAddress === 0) {
      const { origin } = tensor;
      tensor.gradientAddress =
        origin === undefined
          ? tensor.beginGradient(this)
          : this.gradientAt(origin) + tensor.address - origin.address;
    }
    return tensor.gradientAddress;
  }

  /** Writes an operation to the tape. */
  record(outputs: readonly Tensor[], backward: () => void): void {
    this.#tape.push({ outputs, backward });
  }

  /** Runs the tape in reverse, leaving out operations to whose results no gradient came. */
  propagate(): void {
    for (let i = this.#tape.length - 1; i >= 0; i--) {
      const entry = this.#tape[i] as TapeEntry;
      if (entry.outputs.some(hasGradient)) entry.backward();
    }
  }

  /**
   * Says what follows from the step if it succeeds: running statistics take a batch in, say. Where the step throws it does not happen.
   * By then the scope has ended, so a consequence must not use tensors of it.
   */
  ifSuccessful(consequence: () => void): void {
    this.#consequences.push(consequence);
  }

  /** Says that the step has succeeded. */
  succeed(): void {
    for (const consequence of this.#consequences.splice(0)) consequence();
  }

  /** Runs `closure` with this as the current scope, then ends it and gives its memory up, whatever happens. */
  run<R>(closure: () => R): R {
    begin(this);
    try {
      return closure();
    } finally {
      current = undefined;
      this.open = false;
      this.#tape.length = 0; // tensors that entered the scope still know it, but need not keep its results alive
      this.memory.arena.reset();
    }
  }
}

function hasGradient(tensor: Tensor): boolean {
  return tensor.gradientAddress !== 0;
}

let current: Scope | undefined;

function begin(scope: Scope): void {
  if (current !== undefined) throw nestedStep('step');
  current = scope;
}

/** The scope whose closure is running, if any. */
export function currentScope(): Scope | undefined {
  return current;
}
