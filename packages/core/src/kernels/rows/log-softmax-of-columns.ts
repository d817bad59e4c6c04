import { f32x4 } from '../../wasm/instructions.js';
import { exp } from '../../wasm/simd-math/exp.js';
import { log } from '../../wasm/simd-math/log.js';
import { VectorMath } from '../../wasm/simd-math/vector-math.js';
import { ColumnSums, findLargest, stripKernel } from './column-strips.js';
import { logSoftmax, logSoftmaxGradient } from './log-softmax.js';
import { familyOfColumns } from './of-columns.js';

/** The logarithm of softmax of columns, stable: what `logSoftmaxKernels` computes of rows. */
export const logSoftmaxOfColumnsKernels = familyOfColumns(
  'logSoftmaxOfColumns',
  { forward: logSoftmax, backward: logSoftmaxGradient },
  ({ linker, rounding }) => ({
    forward: stripKernel(linker, ['x', 'y'], (f, strip, { x, y }) => {
      const v = new VectorMath(f, rounding);
      const columns = strip.groups.map((group) => {
        return { group, largest: f.local('v128'), sum: new ColumnSums(f) };
      });
      findLargest(f, strip, x, columns);
      strip.eachRow([x], ([from]) => {
        for (const { group, largest, sum } of columns) {
          sum.add(exp(v, f32x4.sub(group.load(from), largest.get)));
        }
      });
      const levels = columns.map(({ group, largest, sum }) => {
        return { group, largest, level: v.let(log(v, sum.rounded())) };
      });
      strip.eachRow([x, y], ([from, to]) => {
        for (const { group, largest, level } of levels) {
          group.store(to, f32x4.sub(f32x4.sub(group.load(from), largest.get), level));
        }
      });
    }),

    backward: stripKernel(linker, ['y', 'dy', 'dx'], (f, strip, { y, dy, dx }) => {
      const v = new VectorMath(f, rounding);
      const sums = strip.groups.map((group) => ({ group, sum: new ColumnSums(f) }));
      strip.eachRow([dy], ([atDy]) => {
        for (const { group, sum } of sums) sum.add(group.load(atDy));
      });
      const totals = sums.map(({ group, sum }) => ({ group, total: sum.rounded() }));
      strip.eachRow([y, dy, dx], ([atY, atDy, atDx]) => {
        for (const { group, total } of totals) {
          const before = f32x4.add(group.load(atDx), group.load(atDy));
          group.store(atDx, v.nmadd(exp(v, group.load(atY)), total, before));
        }
      });
    }),
  }),
);
