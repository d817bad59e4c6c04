import { operation } from '../autodiff/operation.js';
import { Matrix } from '../kernels/matrix.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { sumAxisKernels } from '../kernels/rows/sum-axis.js';
import { windowKernels } from '../kernels/rows/windows.js';
import type { Tensor } from '../tensor/tensor.js';
import { throughPadding, type Windows, windowSizes, withPadding } from './windows.js';

/**
 * Computes the sum over the elements of each window, times a weight, for each output channel:
 *
 *     y[n, o, p, q] = bias[o] + Σ_c,i,j weight[o, c, i, j] x[n, c, p sh - ph + i dh, q sw - pw + j dw]
 *
 * with zeros outside of the image. The channels of input and output are in `groups` groups, and each
 * output reads the inputs of its group. x: `[N, C, height, width]`, weight: `[O, C / groups, kernel
 * height, kernel width]`, bias: `[O]`. The operands have been checked.
 *
 * The elements that each window of an image reads become a column of a matrix, by which the weight is
 * multiplied. The matrix of one image fits into the cache, so it is computed again for the gradient
 * instead of being kept.
 */
export function convolve(
  name: string,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  windows: Windows,
  groups: number,
): Tensor {
  const [images = 0, channels = 0] = x.shape;
  const [outputs = 0] = weight.shape;
  const sizes = windowSizes(name, x.shape, windows);
  const { padding } = windows;
  const [image, places] = [sizes.height * sizes.width, sizes.outHeight * sizes.outWidth];
  const k = weight.size / outputs;
  const each = outputs / groups;
  // A window of one element, without gaps, reads the image as it is.
  const isPlain = image === places && sizes.kernelHeight * sizes.kernelWidth === 1;
  const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
  return operation(inputs, [images, outputs, sizes.outHeight, sizes.outWidth], (scope, y) => {
    const { kernels } = scope;
    const { unfold, fold } = kernels.of(windowKernels);
    const { elementBytes } = scope.memory;
    const padded = withPadding(scope, scope.at(x), images * channels, sizes, padding, 0);
    const w = scope.at(weight);
    const part = (start: number, group: number, rows: number, columns: number): Matrix =>
      new Matrix(start + group * rows * columns * elementBytes, rows, columns);
    const scratch = isPlain ? 0 : scope.allocate(groups * k * places);
    /** Returns the address of the matrix whose columns are the windows of image n. */
    const columnsOf = (n: number): number => {
      const start = padded + n * channels * image * elementBytes;
      if (isPlain) return start;
      unfold(start, channels, sizes, scratch);
      return scratch;
    };
    for (let n = 0; n < images; n++) {
      const columns = columnsOf(n);
      const to = scope.at(y) + n * outputs * places * elementBytes;
      if (bias !== undefined) {
        kernels.of(spreadAxisKernels).spreadAxis(scope.at(bias), outputs, places, 1, 1, to, false);
      }
      for (let g = 0; g < groups; g++) {
        const left = part(w, g, each, k);
        kernels.multiply(left, part(columns, g, k, places), part(to, g, each, places), bias !== undefined);
      }
    }
    return () => {
      const dy = scope.gradientAt(y);
      const gradientOf = (n: number): number => dy + n * outputs * places * elementBytes;
      if (bias !== undefined && scope.isTracked(bias)) {
        const { sumAxis } = kernels.of(sumAxisKernels);
        const sums = scope.allocate(images * outputs);
        sumAxis(dy, images * outputs, places, 1, sums, false);
        sumAxis(sums, 1, images, outputs, scope.gradientAt(bias), true);
      }
      if (scope.isTracked(weight)) {
        const dw = scope.gradientAt(weight);
        for (let n = 0; n < images; n++) {
          const columns = columnsOf(n);
          for (let g = 0; g < groups; g++) {
            const right = part(columns, g, k, places).transposed;
            kernels.multiply(part(gradientOf(n), g, each, places), right, part(dw, g, each, k), true);
          }
        }
      }
      if (!scope.isTracked(x)) return;
      throughPadding(scope, images * channels, sizes, padding, scope.gradientAt(x), (dPadded) => {
        for (let n = 0; n < images; n++) {
          const to = dPadded + n * channels * image * elementBytes;
          const dColumns = isPlain ? to : scratch;
          for (let g = 0; g < groups; g++) {
            const left = part(w, g, each, k).transposed;
            const right = part(gradientOf(n), g, each, places);
            kernels.multiply(left, right, part(dColumns, g, k, places), isPlain);
          }
          if (!isPlain) fold(dColumns, channels, sizes, to);
        }
      });
    };
  });
}
