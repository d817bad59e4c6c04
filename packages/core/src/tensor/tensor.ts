import { ShapeError } from '../errors.js';
import type { Floats } from '../memory/linear-memory.js';
import { notATensor, TENSOR_OF_ANY_COPY } from './errors.js';
import { formatTensor } from './format-tensor.js';
import { Node } from './node.js';
import { formatShape, requireShape, type Shape, sizeOf } from './shape.js';

/** Numbers in nested arrays, as deep as the tensor has axes. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** The node of a tensor. */
export let nodeOf: (tensor: Tensor) => Node;

/** The tensor of a node. */
export let tensorWith: (node: Node) => Tensor;

/**
 * A dense, row-major array of 32-bit floating-point numbers.
 *
 * Outside a step a tensor is an ordinary value: its numbers are on the JavaScript heap and are collected with it. Inside a step the
 * results of operations are addresses in the step's arena and end with it; what the closure of the step returns is copied out.
 */
export class Tensor {
  static {
    nodeOf = (tensor) => {
      if (!(#node in tensor)) throw notATensor(tensor);
      return tensor.#node;
    };
    tensorWith = (node) => new Tensor(node);
    Object.defineProperty(Tensor.prototype, TENSOR_OF_ANY_COPY, { value: true });
    // What `console.log` shows in Node, Deno and Bun.
    Object.defineProperty(Tensor.prototype, Symbol.for('nodejs.util.inspect.custom'), {
      value(this: Tensor) {
        return this.toString();
      },
    });
  }

  /** The lengths of the axes. */
  readonly shape: Shape;
  /** The number of elements. */
  readonly size: number;
  readonly #node: Node;

  /** Use `tensor`, `zeros` or an operation. */
  protected constructor(node: Node) {
    this.shape = node.shape;
    this.size = node.size;
    this.#node = node;
  }

  /** The numbers in row-major order, as a copy. */
  toFloats(): Float32Array {
    return new Float32Array(this.#node.read());
  }

  /**
   * The only number of a tensor of one element.
   *
   * @throws ShapeError if it has more elements, or none.
   */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError(
        'item',
        `${formatShape(this.shape)} has ${this.size} elements; it must have one.`,
        {
          shape: this.shape,
        },
      );
    }
    return this.#node.read()[0] ?? Number.NaN;
  }

  /** The numbers as nested arrays. */
  toNested(): NestedNumbers {
    const numbers = this.#node.read();
    let offset = 0;
    const nest = (axis: number): NestedNumbers => {
      if (axis === this.shape.length) return numbers[offset++] ?? Number.NaN;
      return Array.from({ length: this.shape[axis] ?? 0 }, () => nest(axis + 1));
    };
    return nest(0);
  }

  /** The shape and, abridged, the numbers: `Tensor [2, 2] [[1, 2], [3, 4]]`. */
  toString(): string {
    return formatTensor(this.constructor.name, this.shape, () => this.#node.read());
  }

  /** What `JSON.stringify` writes: the shape and the numbers in row-major order. */
  toJSON(): { readonly shape: Shape; readonly numbers: readonly number[] } {
    return { shape: this.shape, numbers: [...this.#node.read()] };
  }
}

/** An ordinary value of that shape; it takes over the array. */
export function tensorOf(shape: Shape, values: Floats): Tensor {
  return tensorWith(new Node(shape, values));
}

/** The numbers of a tensor, as a view that is valid until the next operation. */
export function numbersOf(tensor: Tensor): Floats {
  return nodeOf(tensor).read();
}

/**
 * A tensor of that shape from numbers in row-major order, rounded to single precision. Only those of a `Float64Array` are kept as
 * they are, for gradient checks in double precision; elsewhere they are rounded when they are computed with.
 *
 * @throws ArgumentError if the shape is not a list of whole numbers.
 * @throws ShapeError if there are more or fewer numbers than the shape has elements.
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
  return tensorOf(Object.freeze([...shape]), values);
}

/** A tensor of that shape with every element equal to `value`. */
export function full(shape: Shape, value: number): Tensor {
  requireShape('full', shape);
  return tensorOf(Object.freeze([...shape]), new Float32Array(sizeOf(shape)).fill(value));
}

/** A tensor of zeros. */
export function zeros(shape: Shape): Tensor {
  return full(shape, 0);
}

/** A tensor of one number, of shape `[]`. */
export function scalar(value: number): Tensor {
  return full([], value);
}
