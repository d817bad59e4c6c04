import type { TorchLayout } from '../../nn/torch-module.js';
import { type Indices, indices } from '../../tensor/indices.js';
import type { Shape } from '../../tensor/shape.js';
import { numbersOf, Tensor, tensor, tensorOf } from '../../tensor/tensor.js';
import { problemOfNumbers } from '../single-precision.js';

/** The conversion of tensors to PyTorch and back. */
interface Layout {
  /** Returns PyTorch's shape of a tensor that has `shape` here. */
  readonly shapeThere: (shape: Shape) => Shape;
  /** Returns a copy in PyTorch's layout. */
  readonly outwards: (ours: Tensor) => Tensor | Indices;
  /** Returns a copy of an entry in our layout. The entry has the right shape. */
  readonly inwards: (theirs: Tensor) => Tensor;
  /**
   * Returns why an entry of the right shape cannot be used, as the end of a sentence; undefined if
   * it can.
   */
  readonly problem: (theirs: Tensor | Indices) => string | undefined;
}

/** The largest whole number below which single precision holds all whole numbers. */
const MOST = 2 ** 24;

const same: Layout = {
  shapeThere: (shape) => shape,
  outwards: copy,
  inwards: copy,
  problem: (theirs) => {
    if (!(theirs instanceof Tensor)) return 'has whole numbers; it must have floating-point numbers';
    return problemOfNumbers(theirs);
  },
};

export const layouts: Readonly<Record<TorchLayout, Layout>> = {
  same,
  transposed: layout({
    shapeThere: (shape) => shape.toReversed(),
    outwards: transpose,
    inwards: transpose,
  }),
  count: layout({
    outwards: (ours) => indices(ours.shape, numbersOf(ours)),
    problem: (theirs) => {
      const wrong = numbersOf(asTensor(theirs)).find((x) => !(Number.isInteger(x) && x >= 0 && x <= MOST));
      return wrong === undefined ? undefined : `is ${wrong}; it must be a whole number from 0 to ${MOST}`;
    },
  }),
};

function layout(differences: Partial<Layout>): Layout {
  return { ...same, ...differences };
}

/** Returns an entry as a tensor. */
export function asTensor(entry: Tensor | Indices): Tensor {
  return entry instanceof Tensor ? entry : tensor(entry.shape, entry.data);
}

/** Joins tensors of one shape along the first axis. */
export function joined(parts: readonly (Tensor | Indices)[]): Tensor | Indices {
  const [first] = parts as readonly [Tensor | Indices];
  if (parts.length === 1) return first;
  const [rows = 1, ...rest] = first.shape;
  const all = parts.flatMap((part) => Array.from(numbersOf(asTensor(part))));
  return tensor([parts.length * rows, ...rest], all);
}

/** Cuts a tensor into `count` of one shape, along the first axis. The inverse of `joined`. */
export function parted(whole: Tensor, count: number): readonly Tensor[] {
  if (count === 1) return [whole];
  const [rows = 1, ...rest] = whole.shape;
  const shape = Object.freeze([rows / count, ...rest]);
  const length = whole.size / count;
  return Array.from({ length: count }, (_, i) =>
    tensorOf(shape, numbersOf(whole).slice(i * length, (i + 1) * length)),
  );
}

function copy(source: Tensor): Tensor {
  return tensorOf(Object.freeze([...source.shape]), numbersOf(source).slice());
}

/** Returns the transpose: `[R, C]` to `[C, R]`. */
function transpose(source: Tensor): Tensor {
  const [rows = 1, columns = 1] = source.shape;
  const numbers = numbersOf(source);
  const swapped = numbers.slice();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) swapped[j * rows + i] = numbers[i * columns + j] as number;
  }
  return tensorOf(Object.freeze([columns, rows]), swapped);
}
