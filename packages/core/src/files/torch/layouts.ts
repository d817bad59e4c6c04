import type { TorchLayout } from '../../nn/torch-module.js';
import { type Indices, indices } from '../../tensor/indices.js';
import type { Shape } from '../../tensor/shape.js';
import { numbersOf, Tensor, tensor, tensorOf } from '../../tensor/tensor.js';

/** How numbers go to PyTorch and come back. */
interface Layout {
  /** The shape there of a tensor that has `shape` here. */
  readonly shapeThere: (shape: Shape) => Shape;
  /** A copy in their layout. */
  readonly outwards: (ours: Tensor) => Tensor | Indices;
  /** A copy in our layout, of an entry with the right shape. */
  readonly inwards: (theirs: Tensor) => Tensor;
  /** What is wrong with an entry of the right shape, if anything. */
  readonly problem: (theirs: Tensor | Indices) => string | undefined;
}

/** Up to here single precision holds every whole number. */
const MOST = 2 ** 24;

const same: Layout = {
  shapeThere: (shape) => shape,
  outwards: copy,
  inwards: copy,
  problem: (theirs) => {
    if (!(theirs instanceof Tensor)) return 'has whole numbers; it must have floating-point numbers';
    const beyond = numbersOf(theirs).find((x) => Number.isFinite(x) && !Number.isFinite(Math.fround(x)));
    return beyond === undefined ? undefined : `has the number ${beyond}, which is beyond single precision`;
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

/** An entry as a tensor. */
export function asTensor(entry: Tensor | Indices): Tensor {
  return entry instanceof Tensor ? entry : tensor(entry.shape, entry.data);
}

function copy(source: Tensor): Tensor {
  return tensorOf(Object.freeze([...source.shape]), numbersOf(source).slice());
}

/** [R, C] to [C, R]. */
function transpose(source: Tensor): Tensor {
  const [rows = 1, columns = 1] = source.shape;
  const numbers = numbersOf(source);
  const swapped = numbers.slice();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) swapped[j * rows + i] = numbers[i * columns + j] as number;
  }
  return tensorOf(Object.freeze([columns, rows]), swapped);
}
