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

/** What a scope is opened with. */
export interface ScopeOptions {
  /** Records the operations, to be differentiated. Without a tape nothing is recorded. */
  readonly tape?: Tape | undefined;
  /** Whether layers behave as in training. Default: as in the enclosing scope, false outside of one. */
  readonly training?: boolean | undefined;
  /** The training step that the scope belongs to. Default: none; running statistics stay as they are. */
  readonly transaction?: Transaction | undefined;
  /**
   * Called before a layer draws from a generator, so that its state can be noted and restored when the
   * layer is run again. Default: as in the enclosing scope.
   */
  readonly beforeDraws?: ((random: Random) => void) | undefined;
}

/**
 * The span in which intermediate results live in the arena of an engine: a step, an evaluation, a
 * pull-back, or a single operation outside all of them. Scopes nest: a scope that ends gives its
 * part of the arena back while the enclosing scope goes on, and tensors that both use are again
 * what the enclosing scope knew of them.
 */
export class Scope implements Span {
  readonly memory: LinearMemory;
  readonly kernels: Kernels;
  readonly tape: Tape | undefined;
  readonly transaction: Transaction | undefined;
  /** Whether layers behave as in training; not so in what is `frozen`. */
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

  /** Numbers copied into the arena. */
  copyInNumbers(numbers: ArrayLike<number>): Address {
    const address = this.allocate(numbers.length);
    this.memory.write(address, numbers);
    return address;
  }

  /** 32-bit integers copied into the arena. */
  copyIn(integers: Int32Array): Address {
    const address = this.memory.arena.allocate(integers.byteLength);
    this.memory.writeIntegers(address, integers);
    return address;
  }

  /** An argument block for a program, in the arena. */
  blockFor(program: PointwiseProgram): ArgumentBlock {
    return ArgumentBlock.inArena(this.memory, program);
  }

  /** The address of a tensor's numbers. */
  at(tensor: Tensor): Address {
    return this.enter(tensor).address;
  }

  /** The node of a tensor, whose fields hold for this scope. */
  enter(tensor: Tensor): Node {
    const node = nodeOf(tensor);
    if (node.span !== this) {
      node.enter(this);
      if (node.home !== undefined) this.#requireTrained(node);
    }
    return node;
  }

  /**
   * An address at which the numbers of a tensor stay what they are until the scope ends, also if a
   * parameter among them is updated.
   */
  keep(tensor: Tensor): Address {
    const address = this.at(tensor);
    const { home, origin } = nodeOf(tensor);
    if (home === undefined && origin === undefined) return address;
    const copy = this.allocate(tensor.size);
    this.memory.move(address, copy, tensor.size);
    return copy;
  }

  /** Whether a gradient is requested for a tensor. */
  isTracked(tensor: Tensor): boolean {
    const node = nodeOf(tensor);
    return node.tracked && node.span === this;
  }

  /** Requests the gradient of a tensor: the operations that use it from now on are recorded. */
  track(tensor: Tensor): void {
    this.at(tensor);
    nodeOf(tensor).tracked = true;
  }

  /**
   * Decides the address of an operation's output and, if that is decided too, the address at which
   * its gradient is summed.
   */
  place(output: Tensor, address: Address, gradientAddress: Address = 0): void {
    const node = nodeOf(output);
    node.address = address;
    node.gradientAddress = gradientAddress;
  }

  /** The address at which the gradient of a tensor is summed; zeros as long as nothing was added. */
  gradientAt(tensor: Tensor): Address {
    return this.#gradientOf(nodeOf(tensor));
  }

  /**
   * Says that numbers are about to be drawn from a generator. A layer that draws calls it first, so
   * that the same numbers are drawn when a part of the step is run again.
   */
  noteDraws(random: Random): void {
    this.#beforeDraws?.(random);
  }

  /**
   * Adds to the gradient of a tensor by a kernel that writes all of it: `write` is told where, and
   * whether to add to what is there or, as long as nothing was added, to store. So no memory is
   * cleared to be added to.
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

  /** Whether a gradient has come to a tensor. */
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
   * Runs `closure` with this as the current scope, then ends the scope and gives its memory back,
   * whatever happens.
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
   * A parameter that training uses, but that no optimizer has, would never be trained: nobody would
   * notice.
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

/** The scope whose closure is running, if any. */
export function currentScope(): Scope | undefined {
  return current;
}
