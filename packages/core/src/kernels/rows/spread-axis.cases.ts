import { AXIS_SHAPES, type KernelCase, type KernelCases } from '../../testing/kernel-case.js';
import { type SpreadAxisKernels, spreadAxisKernels } from './spread-axis.js';

const spreadAxis: readonly KernelCase[] = AXIS_SHAPES.map(({ outer, axis, inner, accumulate }) => ({
  name: `to [${outer}, ${axis}, ${inner}]${accumulate ? ', accumulating' : ''}`,
  run(stage) {
    const x = stage.place('x', outer * inner);
    const y = stage.place('y', outer * axis * inner);
    stage.kernels.of(spreadAxisKernels).spreadAxis(x, outer, axis, inner, -0.75, y, accumulate);
  },
}));

export const spreadAxisCases: KernelCases<keyof SpreadAxisKernels> = { spreadAxis };
