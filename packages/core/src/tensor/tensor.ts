import { ShapeError } from '../errors.js';
import type { Address } from '../memory/block-allocator.js';
import type { Floats, LinearMemory } from '../memory/linear-memory.js';
import { escapedTensor } from './errors.js';
import type { Scope } from './scope.js';
import { formatShape, requireShape, type Shape, sizeOf } from './shape.js';

/** Numbers in nested arrays, as deep as the tensor has axes. */
export type NestedNumbers = number | readonly NestedNumbers[];

/**
 * A dense, row-major array of 32-bit floating-point numbers.
 *
 * Outside a step a tensor is an ordinary value: its numbers lie on the JavaScript heap and are collected with it. Inside a step the
 * results of operations are addresses in the step's arena and end with it; what the closure of the step returns is copied out.
 */
export class Tensor {
  /** The number of elements. */
  readonly size: number;
  /** @internal The numbers of an ordinary value; undefined where they lie in the linear memory only. */
  values: Floats | undefined;
  /** @internal The scope for which the fields below hold. */
  scope: Scope | undefined;
  /** @internal Where the numbers lie in that scope. */
  address: Address = 0;
  /** @internal Where the gradient is summed in that scope; 0 as long as nothing was added. */
  gradientAddress: Address = 0;
  /** @internal The tensor of which it shows a part, and to whose gradient its own belongs. */
  origin: Tensor | undefined;
  /** @internal Whether a gradient flows to it in that scope. */
  tracked = false;

  /** @internal Use `tensor`, `zeros` or an operation. */
  constructor(
    readonly shape: Shape,
    values?: Floats,
  ) {
    this.size = sizeOf(shape);
    this.values = values;
  }

  /** The numbers in row-major order, as a copy. */
  toFloats(): Float32Array {
    return new Float32Array(this.read());
  }

  /** The only number of a tensor of one element. */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError('item', `${formatShape(this.shape)} has ${this.size} elements; it must have one.`);
    }
    return this.read()[0] ?? Number.NaN;
  }

  /** The numbers as nested arrays. */
  toNested(): NestedNumbers {
    const numbers = this.read();
    let offset = 0;
    const nest = (axis: number): NestedNumbers => {
      if (axis === this.shape.length) return numbers[offset++] ?? Number.NaN;
      return Array.from({ length: this.shape[axis] ?? 0 }, () => nest(axis + 1));
    };
    return nest(0);
  }

  toString(): string {
    return `Tensor${formatShape(this.shape)}`;
  }

  /** @internal The numbers, as a view that is valid until the next operation. */
  read(): Floats {
    return this.values ?? this.#memory().view(this.address, this.size);
  }

  /** @internal The numbers, as an array of its own. */
  copy(): Floats {
    return this.values?.slice() ?? this.#memory().copy(this.address, this.size);
  }

  /** @internal Makes the fields hold for `scope`: an ordinary value is copied into its arena. */
  enter(scope: Scope): void {
    const { values } = this;
    if (values === undefined) throw escapedTensor(this.shape);
    this.address = scope.allocate(this.size);
    const { memory } = scope;
    memory.floats.set(values, memory.indexOf(this.address));
    this.gradientAddress = 0;
    this.tracked = false;
    this.scope = scope;
  }

  /** @internal Gives the gradient its place in the scope. Called when the first gradient is added to it. */
  beginGradient(scope: Scope): Address {
    return scope.allocateZeros(this.size);
  }

  /** The memory of the scope in which it was computed. */
  #memory(): LinearMemory {
    const { scope } = this;
    if (scope === undefined || !scope.open) throw escapedTensor(this.shape);
    return scope.memory;
  }
}

/**
 * A tensor of that shape from numbers in row-major order, rounded to single precision. Only those of a `Float64Array` are kept as
 * they are, for gradient checks in double precision; elsewhere they are rounded when they are computed with.
 */
export function tensor(shape: Shape, numbers: ArrayLike<number>): Tensor {
  requireShape('tensor', shape);
  if (numbers.length !== sizeOf(shape)) {
    throw new ShapeError(
      'tensor',
      `the shape ${formatShape(shape)} has ${sizeOf(shape)} elements, but ${numbers.length} numbers are given; ` +
        'they must be as many.',
    );
  }
  const values = numbers instanceof Float64Array ? numbers.slice() : Float32Array.from(numbers);
  return new Tensor(Object.freeze([...shape]), values);
}

/** A tensor of that shape with every element equal to `value`. */
export function full(shape: Shape, value: number): Tensor {
  requireShape('full', shape);
  return new Tensor(Object.freeze([...shape]), new Float32Array(sizeOf(shape)).fill(value));
}

/** A tensor of zeros. */
export function zeros(shape: Shape): Tensor {
  return full(shape, 0);
}

/** A tensor of one number, of shape `[]`. */
export function scalar(value: number): Tensor {
  return full([], value);
}
