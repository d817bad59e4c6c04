import type { Address } from '../../memory/block-allocator.js';
import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { f32, i32 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import type { Cut, KernelFamily } from '../kernel-family.js';
import { cutRows } from './cut-rows.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { moveDense } from './move-dense.js';

/**
 * The sizes of images and of the windows that move over them, in elements. There is nothing outside
 * of an image.
 */
export interface WindowSizes {
  /** The image. */
  readonly height: number;
  readonly width: number;
  /** The number of elements that a window reads in each direction, and their distance. */
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  /** The number of windows in each direction, and their distance. */
  readonly outHeight: number;
  readonly outWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
}

/** Windows that move over images. */
export interface WindowKernels {
  /**
   * `columns[n, i, j, p, q] = x[n, p sh + i dh, q sw + j dw]`: what all windows read at one of their
   * places is a row. x: [images, height, width]; columns: [images, kernel height, kernel width, out
   * height, out width].
   */
  readonly unfold: (x: Address, images: number, sizes: WindowSizes, columns: Address) => void;

  /** `dx[n, p sh + i dh, q sw + j dw] += dcolumns[n, i, j, p, q]`: the gradient of `unfold`. */
  readonly fold: (dcolumns: Address, images: number, sizes: WindowSizes, dx: Address) => void;
}

export const windowKernels: KernelFamily<WindowKernels> = {
  name: 'windows',

  reference: (memory) => ({
    unfold: (x, images, sizes, columns) =>
      walkWindows(sizes, images, (from, to) => {
        memory.floats[memory.indexOf(columns) + to] = memory.floats[memory.indexOf(x) + from] as number;
      }),
    fold: (dcolumns, images, sizes, dx) =>
      walkWindows(sizes, images, (to, from) => {
        memory.floats[memory.indexOf(dx) + to] =
          (memory.floats[memory.indexOf(dx) + to] as number) +
          (memory.floats[memory.indexOf(dcolumns) + from] as number);
      }),
  }),

  cuts: {
    unfold: { elements: (_, images, sizes) => images * sizesOf(sizes).columns, cut: cutUnfolded },
    fold: { elements: (_, images, sizes) => images * sizesOf(sizes).columns, cut: cutFolded },
  },

  generate({ linker }) {
    const unfold = [generate(linker, 'unfold', true), generate(linker, 'unfold', false)] as const;
    const fold = [generate(linker, 'fold', true), generate(linker, 'fold', false)] as const;
    return {
      unfold(x, images, sizes, columns) {
        unfold[sizes.strideWidth === 1 ? 0 : 1](x, images, ...argumentsOf(sizes), columns);
      },
      fold(dcolumns, images, sizes, dx) {
        fold[sizes.strideWidth === 1 ? 0 : 1](dx, images, ...argumentsOf(sizes), dcolumns);
      },
    };
  },
};

/** Returns the number of elements of an image and of its columns. */
function sizesOf(sizes: WindowSizes): { readonly image: number; readonly columns: number } {
  const { height, width, kernelHeight, kernelWidth, outHeight, outWidth } = sizes;
  return { image: height * width, columns: kernelHeight * kernelWidth * outHeight * outWidth };
}

function cutUnfolded(
  x: Address,
  images: number,
  sizes: WindowSizes,
  columns: Address,
): Cut<Parameters<WindowKernels['unfold']>> {
  const { image, columns: each } = sizesOf(sizes);
  return cutRows(images, each, (skip, count, first) => [x + 4 * first * image, count, sizes, columns + skip]);
}

function cutFolded(
  dcolumns: Address,
  images: number,
  sizes: WindowSizes,
  dx: Address,
): Cut<Parameters<WindowKernels['fold']>> {
  const { image, columns: each } = sizesOf(sizes);
  return cutRows(images, each, (skip, count, first) => [
    dcolumns + skip,
    count,
    sizes,
    dx + 4 * first * image,
  ]);
}

/** Visits every element of the columns in order, with its position in the images. */
export function walkWindows(
  sizes: WindowSizes,
  images: number,
  visit: (image: number, column: number) => void,
): void {
  const { height, width, kernelHeight, kernelWidth, outHeight, outWidth } = sizes;
  let column = 0;
  for (let n = 0; n < images; n++) {
    for (let i = 0; i < kernelHeight; i++) {
      for (let j = 0; j < kernelWidth; j++) {
        for (let p = 0; p < outHeight; p++) {
          const row = p * sizes.strideHeight + i * sizes.dilationHeight;
          for (let q = 0; q < outWidth; q++) {
            const place = q * sizes.strideWidth + j * sizes.dilationWidth;
            visit((n * height + row) * width + place, column++);
          }
        }
      }
    }
  }
}

/** Returns the sizes in the order of the parameters of the generated kernels. */
function argumentsOf(sizes: WindowSizes): readonly number[] {
  const { width, kernelHeight, kernelWidth, outHeight, outWidth } = sizes;
  const { dilationHeight, dilationWidth, strideHeight, strideWidth } = sizes;
  return [
    4 * sizes.height * width,
    kernelHeight,
    kernelWidth,
    4 * dilationHeight * width,
    4 * dilationWidth,
    outHeight,
    outWidth,
    4 * strideHeight * width,
    4 * strideWidth,
  ];
}

/**
 * Generates the kernel that copies windows to columns, or adds columns to windows; steps are in
 * bytes. Rows of windows that are side by side are moved in vectors.
 */
function generate(linker: Linker, direction: 'unfold' | 'fold', isDense: boolean) {
  const parameters = {
    image: 'i32',
    images: 'i32',
    imageBytes: 'i32',
    kernelHeight: 'i32',
    kernelWidth: 'i32',
    dilationRow: 'i32',
    dilationColumn: 'i32',
    outHeight: 'i32',
    outWidth: 'i32',
    strideRow: 'i32',
    strideColumn: 'i32',
    column: 'i32',
  } as const;
  return generatedKernel(linker, parameters, (f, p) => {
    const bytes = bytesOf(f, p.outWidth);
    const [rows, places, lines, row] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
    const [kernelRow, kernelPlace, at] = [f.local('i32'), f.local('i32'), f.local('i32')];
    repeat(f, p.images, () => {
      f.set(kernelRow, p.image.get);
      f.set(rows, p.kernelHeight.get);
      repeat(f, rows, () => {
        f.set(kernelPlace, kernelRow.get);
        f.set(places, p.kernelWidth.get);
        repeat(f, places, () => {
          f.set(row, kernelPlace.get);
          f.set(lines, p.outHeight.get);
          repeat(f, lines, () => {
            f.set(at, row.get);
            const [from, to] = direction === 'unfold' ? [at, p.column] : [p.column, at];
            if (isDense) moveDense(f, from, to, bytes, direction === 'fold');
            else moveApart(f, at, p.strideColumn, p.column, p.outWidth, direction);
            f.increment(row, p.strideRow.get);
          });
          f.increment(kernelPlace, p.dilationColumn.get);
        });
        f.increment(kernelRow, p.dilationRow.get);
      });
      f.increment(p.image, p.imageBytes.get);
    });
  });
}

/**
 * Copies or adds elements of an image that are `step` bytes apart. Both pointers end behind the
 * last element.
 */
function moveApart(
  f: FunctionBuilder,
  at: Local,
  step: Local,
  column: Local,
  length: Local,
  direction: 'unfold' | 'fold',
): void {
  const count = f.let('i32', length.get);
  repeat(f, count, () => {
    if (direction === 'unfold') f.emit(f32.store(column.get, f32.load(at.get)));
    else f.emit(f32.store(at.get, f32.add(f32.load(at.get), f32.load(column.get))));
    f.increment(at, step.get);
    f.increment(column, i32.const(4));
  });
}
