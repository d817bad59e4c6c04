import { occupy } from '../engine/base-engine.js';
import type { Engine } from '../engine/engine.js';
import { nestedStep } from '../engine/errors.js';
import type { PointwiseProgram } from '../equation/program.js';
import { ArgumentError } from '../errors.js';
import type { Kernels } from '../kernels/kernels.js';
import { ArgumentBlock } from '../kernels/pointwise/argument-block.js';
import type { ArenaMark } from '../memory/arena.js';
import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { Random } from '../random/random.js';
import type { Node, Placement, Span } from '../tensor/node.js';
import { nodeOf, type Tensor } from '../tensor/tensor.js';
import type { Tape } from './tape.js';
import type { Transaction } from './transaction.js';

/** Options of a scope. */
export interface ScopeOptions {
  /** Records the operations, to be differentiated. Without a tape nothing is recorded. */
  readonly tape?: Tape | undefined;
  /** Whether layers behave as in training. Default: as in the enclosing scope, false outside of one. */
  readonly training?: boolean | undefined;
  /** The training step to which the scope belongs. Default: none, so running statistics are not updated. */
  readonly transaction?: Transaction | undefined;
  /**
   * Called before a layer draws from a generator, so that the state of the generator can be noted,
   * and restored when the layer runs again. Default: as in the enclosing scope.
   */
  readonly beforeDraws?: ((random: Random) => void) | undefined;
}

/**
 * The span of a step, an evaluation, a pull-back, or a single operation outside all of them, in
 * which intermediate results are stored in the arena of an engine. Scopes nest. A scope that ends
 * gives its part of the arena back while the enclosing scope continues, and tensors that both use
 * have the state again that they had in the enclosing scope.
 */
export class Scope implements Span {
  readonly memory: LinearMemory;
  readonly kernels: Kernels;
  readonly tape: Tape | undefined;
  readonly transaction: Transaction | undefined;
  /** Whether layers behave as in training. False inside `frozen` layers. */
  training: boolean;
  #open = true;
  readonly #parent: Scope | undefined;
  readonly #mark: ArenaMark;
  readonly #beforeDraws: ((random: Random) => void) | undefined;
  #displaced: { readonly node: Node; readonly placement: Placement }[] | undefined;

  constructor(
    readonly engine: Engine,
    { tape, training, transaction, beforeDraws }: ScopeOptions = {},
  ) {
    this.memory = engine.memory;
    this.kernels = engine.stepKernels;
    this.tape = tape;
    this.transaction = transaction;
    this.#parent = current;
    this.training = training ?? current?.training ?? false;
    this.#beforeDraws = beforeDraws ?? (current === undefined ? undefined : current.#beforeDraws);
    this.#mark = engine.memory.arena.mark();
  }

  get open(): boolean {
    return this.#open;
  }

  /** Whether operations are recorded. */
  get recording(): boolean {
    return this.tape !== undefined;
  }

  /** Allocates `elements` numbers in the arena. Their content is undefined. */
  allocate(elements: number): Address {
    return this.memory.arena.allocate(elements * this.memory.elementBytes);
  }

  /** Allocates `elements` zeros in the arena. */
  allocateZeros(elements: number): Address {
    const address = this.allocate(elements);
    this.memory.clear(address, elements);
    return address;
  }

  /** Copies numbers into the arena, and returns their address. */
  copyInNumbers(numbers: ArrayLike<number>): Address {
    const address = this.allocate(numbers.length);
    this.memory.write(address, numbers);
    return address;
  }

  /** Copies 32-bit integers into the arena, and returns their address. */
  copyIn(integers: Int32Array): Address {
    const address = this.memory.arena.allocate(integers.byteLength);
    this.memory.writeIntegers(address, integers);
    return address;
  }

  /** Allocates an argument block for a program in the arena. */
  blockFor(program: PointwiseProgram): ArgumentBlock {
    return ArgumentBlock.inArena(this.memory, program);
  }

  /** Returns the address of a tensor's numbers. */
  at(tensor: Tensor): Address {
    return this.enter(tensor).address;
  }

  /** Returns the node of a tensor, with fields that hold for this scope. */
  enter(tensor: Tensor): Node {
    const node = nodeOf(tensor);
    if (node.span !== this) {
      node.enter(this);
      if (node.home !== undefined) this.#requireTrained(node);
    }
    return node;
  }

  /**
   * Returns an address at which the numbers of a tensor do not change until the scope ends, even if
   * they belong to a parameter that is updated.
   */
  keep(tensor: Tensor): Address {
    const address = this.at(tensor);
    const { home, origin } = nodeOf(tensor);
    if (home === undefined && origin === undefined) return address;
    const copy = this.allocate(tensor.size);
    this.memory.move(address, copy, tensor.size);
    return copy;
  }

  /** Returns whether a gradient is requested for a tensor. */
  isTracked(tensor: Tensor): boolean {
    const node = nodeOf(tensor);
    return node.tracked && node.span === this;
  }

  /** Requests the gradient of a tensor. The operations that use it from now on are recorded. */
  track(tensor: Tensor): void {
    this.at(tensor);
    nodeOf(tensor).tracked = true;
  }

  /**
   * Sets the address of an output of an operation and, if it is known too, the address at which its
   * gradient is summed.
   */
  place(output: Tensor, address: Address, gradientAddress: Address = 0): void {
    const node = nodeOf(output);
    node.address = address;
    node.gradientAddress = gradientAddress;
  }

  /**
   * Returns the address at which the gradient of a tensor is summed. It holds zeros until something
   * is added.
   */
  gradientAt(tensor: Tensor): Address {
    return this.#gradientOf(nodeOf(tensor));
  }

  /**
   * Announces that numbers are about to be drawn from a generator. A layer that draws calls it
   * first, so that the same numbers are drawn when a part of the step runs again.
   */
  noteDraws(random: Random): void {
    this.#beforeDraws?.(random);
  }

  /**
   * Adds to the gradient of a tensor by a kernel that writes all of its elements. `write` receives
   * the address, and whether to add to what is there or, if nothing was added before, to store. So
   * no memory is cleared first.
   */
  addToGradient(tensor: Tensor, write: (address: Address, accumulate: boolean) => void): void {
    const node = nodeOf(tensor);
    const isFirst = node.gradientAddress === 0 && node.origin === undefined;
    if (!isFirst) write(this.#gradientOf(node), true);
    else if (node.keepsGradient && node.home !== undefined) {
      const block = node.home.enterGradient(this.memory);
      node.gradientAddress = block.address;
      write(block.address, block.present);
      block.present = true;
    } else {
      node.gradientAddress = this.allocate(node.size);
      write(node.gradientAddress, false);
    }
  }

  /** Returns whether anything was added to the gradient of a tensor. */
  hasGradient(tensor: Tensor): boolean {
    const node = nodeOf(tensor);
    return node.span === this && node.gradientAddress !== 0;
  }

  displace(node: Node): void {
    const { span, address, gradientAddress, origin, tracked, keepsGradient } = node;
    this.#displaced ??= [];
    this.#displaced.push({
      node,
      placement: { span, address, gradientAddress, origin, tracked, keepsGradient },
    });
  }

  /**
   * Runs `closure` with this scope as the current one, then ends the scope and gives its memory
   * back, even if the closure throws.
   */
  run<R>(closure: () => R): R {
    if (current !== this.#parent || (current !== undefined && current.engine !== this.engine)) {
      throw nestedStep('Engine.run');
    }
    const { arena, owned } = this.memory;
    if (current === undefined) {
      owned.nextStep();
      occupy(this.engine);
    }
    enter(this);
    try {
      return closure();
    } finally {
      current = this.#parent;
      this.#open = false;
      this.tape?.clear();
      if (this.#displaced !== undefined) {
        for (const { node, placement } of this.#displaced) node.restore(placement);
      }
      if (this.#parent === undefined) {
        occupy(undefined);
        arena.reset();
      } else arena.release(this.#mark);
    }
  }

  #gradientOf(node: Node): Address {
    if (node.gradientAddress === 0) {
      const { origin } = node;
      node.gradientAddress =
        origin === undefined
          ? this.#beginGradient(node)
          : this.#gradientOf(origin) + node.address - origin.address;
    }
    return node.gradientAddress;
  }

  /**
   * Refuses a parameter that takes part in training without an optimizer: it would never be
   * trained, and nobody would notice.
   */
  #requireTrained({ home, shape }: Node): void {
    if (this.transaction?.complete !== true || !this.training) return;
    if (home?.isTrained !== true || home.claimed) return;
    throw new ArgumentError(
      'Optimizer.step',
      `a parameter of shape [${shape.join(', ')}] takes part in the step, but no optimizer has it, so it would never be trained. If it is to ` +
        'be trained, store it where parametersOf(model) finds it, not in a private field or a captured variable; else use frozen(layer).',
      { shape },
    );
  }

  #beginGradient({ size, home, keepsGradient }: Node): Address {
    return keepsGradient && home !== undefined ? home.beginGradient(this.memory) : this.allocateZeros(size);
  }
}

let current: Scope | undefined;

function enter(scope: Scope): void {
  current = scope;
}

/** Returns the scope whose closure is running, or undefined outside of all scopes. */
export function currentScope(): Scope | undefined {
  return current;
}
