import { combinations, FEW_SIZES, type KernelCase, type KernelCases } from '../../testing/kernel-case.js';
import { type WindowKernels, type WindowSizes, windowKernels } from './windows.js';

const settings = combinations({
  images: FEW_SIZES,
  kernel: [
    [1, 1],
    [3, 2],
  ] as const,
  out: [
    [1, 1],
    [2, 5],
    [3, 17],
  ] as const,
  stride: [
    [1, 1],
    [2, 1],
    [1, 3],
  ] as const,
  dilation: [
    [1, 1],
    [2, 3],
  ] as const,
}).map(({ images, kernel, out, stride, dilation }) => {
  const extent = (axis: 0 | 1) => (out[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1;
  const sizes: WindowSizes = {
    height: extent(0) + 1, // rows and columns that no window reads
    width: extent(1) + 1,
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    dilationHeight: dilation[0],
    dilationWidth: dilation[1],
    outHeight: out[0],
    outWidth: out[1],
    strideHeight: stride[0],
    strideWidth: stride[1],
  };
  return {
    name: `of ${images} images, ${JSON.stringify({ kernel, out, stride, dilation })}`,
    images,
    sizes,
    image: images * sizes.height * sizes.width,
    columns: images * kernel[0] * kernel[1] * out[0] * out[1],
  };
});

const unfold: readonly KernelCase[] = settings.map(({ name, images, sizes, image, columns }) => ({
  name,
  run(stage) {
    const x = stage.place('x', image);
    stage.kernels.of(windowKernels).unfold(x, images, sizes, stage.place('columns', columns));
  },
}));

const fold: readonly KernelCase[] = settings.map(({ name, images, sizes, image, columns }) => ({
  name,
  run(stage) {
    const dcolumns = stage.place('dcolumns', columns);
    stage.kernels.of(windowKernels).fold(dcolumns, images, sizes, stage.place('dx', image));
  },
}));

export const windowCases: KernelCases<keyof WindowKernels> = { unfold, fold };
