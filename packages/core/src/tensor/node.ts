import { engine } from '../engine/default-engine.js';
import type { Address } from '../memory/block-allocator.js';
import type { Floats, LinearMemory } from '../memory/linear-memory.js';
import { escapedTensor } from './errors.js';
import type { Home } from './home.js';
import { type Shape, sizeOf } from './shape.js';

/** The part of a scope that tensors use: a span of the arena of a memory. */
export interface Span {
  readonly memory: LinearMemory;
  /** False once the span has ended. Its results are gone then. */
  readonly open: boolean;
  /** Allocates `elements` numbers in the arena. Their content is undefined. */
  allocate(elements: number): Address;
  /** Keeps the fields of a node that hold for an outer span until this span ends. */
  displace(node: Node): void;
}

/** The fields of a node that hold for one span. */
export interface Placement {
  readonly span: Span | undefined;
  readonly address: Address;
  readonly gradientAddress: Address;
  readonly origin: Node | undefined;
  readonly tracked: boolean;
  readonly keepsGradient: boolean;
}

/**
 * The place of the numbers of a tensor: the JavaScript heap (an ordinary value), a persistent block
 * (its home), or the arena of the span in which they were computed. Its other fields hold for the
 * span that uses the tensor.
 */
export class Node implements Placement {
  /** The number of elements. */
  readonly size: number;
  /** The span for which the fields below hold. */
  span: Span | undefined = undefined;
  /** Address of the numbers in that span. */
  address: Address = 0;
  /** Address at which the gradient is summed in that span. 0 until something is added. */
  gradientAddress: Address = 0;
  /**
   * The node whose numbers this node shows in part. The gradient of this node is a part of its
   * gradient.
   */
  origin: Node | undefined = undefined;
  /** Whether the gradient of the tensor is requested in that span. */
  tracked = false;
  /** Whether the gradient belongs to a parameter and so outlives the span. */
  keepsGradient = false;

  constructor(
    readonly shape: Shape,
    /** The numbers of an ordinary value. */
    readonly values?: Floats,
    /** The persistent block, for a tensor that belongs to a model. */
    readonly home?: Home,
  ) {
    this.size = values?.length ?? home?.size ?? sizeOf(shape);
  }

  /** Returns the numbers, as a view that is valid until the next operation. */
  read(): Floats {
    if (this.values !== undefined) return this.values;
    if (this.home !== undefined) return this.home.read(engine().memory);
    return this.#memory().view(this.address, this.size);
  }

  /** Returns a copy of the numbers, for another tensor. */
  copy(): Floats {
    return this.values === undefined && this.home === undefined
      ? this.#memory().cut(this.read())
      : this.read().slice();
  }

  /** Makes the fields hold for `span`. An ordinary value is copied into its arena. */
  enter(span: Span): void {
    const outer = this.span !== undefined && this.span !== span && this.span.open;
    if (outer)
      span.displace(this); // and its numbers stay where the outer span has them
    else if (this.home !== undefined) this.address = this.home.enter(span.memory);
    else if (this.values !== undefined) {
      this.address = span.allocate(this.size);
      span.memory.write(this.address, this.values);
    } else throw escapedTensor(this.shape);
    this.gradientAddress = 0;
    this.origin = undefined;
    this.tracked = false;
    this.keepsGradient = false;
    this.span = span;
  }

  /** Restores the fields that hold for an outer span. */
  restore({ span, address, gradientAddress, origin, tracked, keepsGradient }: Placement): void {
    this.span = span;
    this.address = address;
    this.gradientAddress = gradientAddress;
    this.origin = origin;
    this.tracked = tracked;
    this.keepsGradient = keepsGradient;
  }

  #memory(): LinearMemory {
    if (this.span === undefined || !this.span.open) throw escapedTensor(this.shape);
    return this.span.memory;
  }
}
