import { operation } from '../autodiff/operation.js';
import type { Scope } from '../autodiff/scope.js';
import { equal, less, max, operand, select } from '../equation/build.js';
import type { PointwiseProgram } from '../equation/program.js';
import { ArgumentBlock } from '../kernels/pointwise/argument-block.js';
import { copyBlocksKernels } from '../kernels/rows/copy-blocks.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { sumAxisKernels } from '../kernels/rows/sum-axis.js';
import { windowKernels } from '../kernels/rows/windows.js';
import type { Address } from '../memory/block-allocator.js';
import { sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { throughPadding, type Windows, windowSizes, withPadding } from './windows.js';

const [x, y, place, k] = [operand('x'), operand('y'), operand('place'), operand('k')];

/**
 * The larger of the element found so far and the element that the windows read at place k. Of equal
 * elements, the first counts. NaN counts as the largest.
 */
const larger: PointwiseProgram = {
  name: 'larger of windows',
  inputs: [
    { name: 'x', kind: 'full' },
    { name: 'y', kind: 'full' },
    { name: 'place', kind: 'full' },
    { name: 'k', kind: 'uniform' },
  ],
  outputs: [
    { name: 'largest', kind: 'full', mode: 'assign', value: max(x, y) },
    {
      name: 'found',
      kind: 'full',
      mode: 'assign',
      value: select(less(y, x), k, select(equal(x, x), place, k)),
    },
  ],
};

/** The gradient of the element that the windows read at place k, if it was the largest. */
const gradient: PointwiseProgram = {
  name: 'gradient of the largest of windows',
  inputs: [
    { name: 'dy', kind: 'full' },
    { name: 'place', kind: 'full' },
    { name: 'k', kind: 'uniform' },
  ],
  outputs: [{ name: 'dx', kind: 'full', mode: 'assign', value: select(equal(place, k), operand('dy'), 0) }],
};

/** Images `[..., height, width]` and the windows in them. */
function layoutOf(name: string, given: Tensor, windows: Windows) {
  const sizes = windowSizes(name, given.shape, windows);
  const leading = given.shape.slice(0, -2);
  return {
    sizes,
    images: sizeOf(leading),
    shape: [...leading, sizes.outHeight, sizes.outWidth],
    /** The number of elements that a window reads, and the number of windows of an image. */
    reads: sizes.kernelHeight * sizes.kernelWidth,
    places: sizes.outHeight * sizes.outWidth,
  };
}

/**
 * Returns the largest element of each window, or NaN if one is NaN. The gradient flows to the first
 * of the largest elements. x: `[..., height, width]`.
 */
export function maxPool(name: string, given: Tensor, windows: Windows): Tensor {
  const { sizes, images, shape, reads, places } = layoutOf(name, given, windows);
  return operation([given], shape, (scope, result) => {
    const { unfold, fold } = scope.kernels.of(windowKernels);
    const { copyBlocks } = scope.kernels.of(copyBlocksKernels);
    const { elementBytes } = scope.memory;
    const lowest = Number.NEGATIVE_INFINITY;
    const padded = withPadding(scope, scope.at(given), images, sizes, windows.padding, lowest);
    const columns = scope.allocate(images * reads * places);
    unfold(padded, images, sizes, columns);
    const to = scope.at(result);
    const found = scope.allocateZeros(images * places);
    copyBlocks(columns, 0, reads * places, 1, images, places, to, 0, places, false);
    const at = (start: Address, i: number): Address => start + i * places * elementBytes;
    for (let i = 1; i < reads; i++) {
      run(scope, larger, images, places, [at(columns, i), to, found, i, to, found], reads);
    }
    return () => {
      const dy = scope.gradientAt(result);
      for (let i = 0; i < reads; i++) {
        run(scope, gradient, images, places, [dy, found, i, at(columns, i)], reads);
      }
      throughPadding(scope, images, sizes, windows.padding, scope.gradientAt(given), (dPadded) => {
        fold(columns, images, sizes, dPadded);
      });
    };
  });
}

/**
 * Runs a program over rows of `n` elements. The rows of `x` and `dx`, which are columns of windows,
 * are `reads` times as far apart.
 */
function run(
  { memory, kernels }: Scope,
  program: PointwiseProgram,
  rows: number,
  n: number,
  values: readonly number[],
  reads: number,
): void {
  const block = ArgumentBlock.inArena(memory, program);
  [...program.inputs, ...program.outputs].forEach(({ name, kind }, slot) => {
    const value = values[slot] as number;
    const apart = name === 'x' || name === 'dx' ? reads * n : n;
    if (kind === 'uniform') block.setUniform(slot, value);
    else block.setArray(slot, value, apart * memory.elementBytes);
  });
  kernels.pointwise(program).run(rows, n, block.address, 0);
}

/** Returns the mean of each window, in which padding counts as zeros. x: `[..., height, width]`. */
export function averagePool(name: string, given: Tensor, windows: Windows): Tensor {
  const { sizes, images, shape, reads, places } = layoutOf(name, given, windows);
  return operation([given], shape, (scope, result) => {
    const { unfold, fold } = scope.kernels.of(windowKernels);
    const { spreadAxis } = scope.kernels.of(spreadAxisKernels);
    const padded = withPadding(scope, scope.at(given), images, sizes, windows.padding, 0);
    const columns = scope.allocate(images * reads * places);
    unfold(padded, images, sizes, columns);
    const to = scope.at(result);
    scope.kernels.of(sumAxisKernels).sumAxis(columns, images, reads, places, to, false);
    spreadAxis(to, 1, 1, images * places, 1 / reads, to, false);
    return () => {
      spreadAxis(scope.gradientAt(result), images, reads, places, 1 / reads, columns, false);
      throughPadding(scope, images, sizes, windows.padding, scope.gradientAt(given), (dPadded) => {
        fold(columns, images, sizes, dPadded);
      });
    };
  });
}
