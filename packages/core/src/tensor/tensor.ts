import { describe, requireNumber } from '../arguments.js';
import { ArgumentError, ShapeError } from '../errors.js';
import type { Floats } from '../memory/linear-memory.js';
import { notATensor, TENSOR_OF_ANY_COPY } from './errors.js';
import { formatTensor } from './format-tensor.js';
import { Node } from './node.js';
import {
  allocateFloats,
  isDoubleArray,
  isFloatArray,
  type NestedArrayLike,
  requireNumbers,
  unnest,
} from './numbers.js';
import { formatShape, requireShape, type Shape } from './shape.js';

/** Numbers in nested arrays, as deep as the tensor has axes. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** Floats in row-major order with their shape, the form of `Floats` of `@tbptt/data`. */
export interface ShapedFloats {
  readonly shape: Shape;
  /** As many elements as the product of `shape`. */
  readonly data: Floats;
}

/** Nested arrays by the number of axes. */
export interface NestedByAxes {
  readonly 0: number;
  readonly 1: number[];
  readonly 2: number[][];
  readonly 3: number[][][];
  readonly 4: number[][][][];
}

/** The node of a tensor. */
export let nodeOf: (tensor: Tensor) => Node;

/** The tensor of a node. */
export let tensorWith: (node: Node) => Tensor;

let holdsNode: (value: object) => boolean;

/**
 * A dense, row-major array of 32-bit floating-point numbers.
 *
 * Outside a step a tensor is an ordinary value: its numbers are on the JavaScript heap and are
 * garbage-collected with it. Inside a step the results of operations are stored in the memory of
 * the step and end with it. What the closure of the step returns is copied out.
 */
export class Tensor {
  static {
    holdsNode = (value) => #node in value;
    nodeOf = (tensor) => {
      const given: unknown = tensor;
      if (typeof given !== 'object' || given === null || !(#node in given))
        throw notATensor('Tensor', 'an operand', tensor);
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
    if (!(node instanceof Node)) {
      throw new ArgumentError('Tensor', 'a tensor is not made by new Tensor(...); use tensor(numbers).');
    }
    this.shape = node.shape;
    this.size = node.size;
    this.#node = node;
  }

  /** Returns a copy of the numbers in row-major order. */
  toFloats(): Float32Array {
    return new Float32Array(this.#node.read());
  }

  /**
   * Returns the only number of a tensor of one element.
   *
   * @throws ShapeError if the tensor has more elements, or none.
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

  /** Returns the numbers as nested arrays, or as a number if the tensor has no axes. */
  toNested(): NestedNumbers;
  /**
   * Returns the numbers as nested arrays of a known depth: `toNested(2)` is a `number[][]`.
   *
   * @throws ShapeError if the tensor has another number of axes.
   */
  toNested<Axes extends keyof NestedByAxes>(axes: Axes): NestedByAxes[Axes];
  toNested(axes = this.shape.length): NestedNumbers {
    if (axes !== this.shape.length) {
      throw new ShapeError(
        'toNested',
        `${formatShape(this.shape)} has ${this.shape.length} axes, not ${describe(axes)}.`,
        { shape: this.shape, axes },
      );
    }
    const numbers = this.#node.read();
    let offset = 0;
    const nest = (axis: number): NestedNumbers => {
      if (axis === this.shape.length) return numbers[offset++] ?? Number.NaN;
      return Array.from({ length: this.shape[axis] ?? 0 }, () => nest(axis + 1));
    };
    return nest(0);
  }

  /** Returns the shape and the abridged numbers: `Tensor [2, 2] [[1, 2], [3, 4]]`. */
  toString(): string {
    return formatTensor('Tensor', this.shape, () => this.#node.read());
  }

  /** Returns what `JSON.stringify` writes: the shape and the numbers in row-major order. */
  toJSON(): { readonly shape: Shape; readonly numbers: readonly number[] } {
    return { shape: this.shape, numbers: [...this.#node.read()] };
  }
}

/** Returns whether a value is a tensor of this copy of the package. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && holdsNode(value);
}

/** Returns an ordinary value of that shape, which takes over the array. */
export function tensorOf(shape: Shape, values: Floats): Tensor {
  return tensorWith(new Node(shape, values));
}

/** Returns the numbers of a tensor, as a view that is valid until the next operation. */
export function numbersOf(tensor: Tensor): Floats {
  return nodeOf(tensor).read();
}

/**
 * Makes a tensor from numbers, or from nested arrays of equal lengths, whose lengths are its shape:
 * `tensor([[1, 2], [3, 4]])` is a matrix, `tensor([1, 2])` a vector and `tensor(1)` a single
 * number.
 *
 * Numbers are rounded to single precision. Only those of a `Float64Array` are kept, for gradient
 * checks in double precision; other engines round them when they compute. NaN is kept.
 *
 * @throws ArgumentError if an element is not a number.
 * @throws ShapeError if arrays of one level differ in length.
 */
export function tensor(numbers: NestedArrayLike): Tensor;
/**
 * Makes a tensor of a shape from a flat list of numbers in row-major order: `tensor([2, 2], [1, 2,
 * 3, 4])`.
 *
 * @throws ArgumentError if the shape is not a list of whole numbers, or an element not a number.
 * @throws ShapeError if there are more or fewer numbers than the shape has elements.
 */
export function tensor(shape: Shape, numbers: ArrayLike<number>): Tensor;
/**
 * Makes a tensor from numbers with their shape, as the functions of `@tbptt/data` return them:
 * `tensor(gatherRows(samples, batch))`.
 *
 * @throws ArgumentError if the shape is not a list of whole numbers, or the data are not floats.
 * @throws ShapeError if there are more or fewer numbers than the shape has elements.
 */
export function tensor(floats: ShapedFloats): Tensor;
export function tensor(
  ...given:
    | readonly [numbers: NestedArrayLike | ShapedFloats]
    | readonly [shape: Shape, numbers: ArrayLike<number>]
): Tensor {
  // The number of arguments decides: numbers that are undefined by mistake must not make a tensor
  // of the shape.
  if (given.length === 1) {
    const [one] = given;
    if (isShapedFloats(one)) return tensor(one.shape, one.data);
    const { shape, numbers } = unnest('tensor', one);
    return tensorOf(Object.freeze(shape), floatsOf(shape, numbers));
  }
  const [shape, numbers] = given;
  requireShape('tensor', shape);
  requireNumbers('tensor', shape, numbers);
  return tensorOf(Object.freeze([...shape]), floatsOf(shape, numbers));
}

function isShapedFloats(value: NestedArrayLike | ShapedFloats): value is ShapedFloats {
  if (typeof value !== 'object' || value === null || !('data' in value)) return false;
  return isFloatArray(value.data);
}

function floatsOf(shape: Shape, numbers: ArrayLike<number>): Floats {
  if (isDoubleArray(numbers)) return Float64Array.from(numbers);
  const floats = allocateFloats('tensor', shape);
  floats.set(numbers);
  return floats;
}

/**
 * Makes a tensor of that shape with every element equal to `value`.
 *
 * @throws ArgumentError if the shape is not a list of whole numbers, or the value not a number.
 * @throws HostError if the host has no room for that many elements.
 */
export function full(shape: Shape, value: number): Tensor {
  return filled('full', shape, value);
}

/**
 * Makes a tensor of zeros.
 *
 * @throws ArgumentError if the shape is not a list of whole numbers.
 * @throws HostError if the host has no room for that many elements.
 */
export function zeros(shape: Shape): Tensor {
  return filled('zeros', shape, 0);
}

/**
 * Makes a tensor of one number, of shape `[]`.
 *
 * @throws ArgumentError if the value is not a number.
 */
export function scalar(value: number): Tensor {
  return filled('scalar', [], value);
}

function filled(operation: string, shape: Shape, value: number): Tensor {
  requireShape(operation, shape);
  requireNumber(operation, 'the value', value);
  return tensorOf(Object.freeze([...shape]), allocateFloats(operation, shape).fill(value));
}
