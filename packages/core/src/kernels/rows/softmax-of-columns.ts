import { f32x4, f64x2 } from '../../wasm/instructions.js';
import { exp } from '../../wasm/simd-math/exp.js';
import { VectorMath } from '../../wasm/simd-math/vector-math.js';
import { ColumnSums, findLargest, stripKernel } from './column-strips.js';
import { familyOfColumns } from './of-columns.js';
import { softmax, softmaxGradient } from './softmax.js';

/** Softmax of columns, stable: what `softmaxKernels` computes of rows. */
export const softmaxOfColumnsKernels = familyOfColumns(
  'softmaxOfColumns',
  { forward: softmax, backward: softmaxGradient },
  ({ linker, rounding }) => ({
    forward: stripKernel(linker, ['x', 'y'], (f, strip, { x, y }) => {
      const v = new VectorMath(f, rounding);
      const columns = strip.groups.map((group) => {
        return { group, largest: f.local('v128'), sum: new ColumnSums(f) };
      });
      findLargest(f, strip, x, columns);
      strip.eachRow([x, y], ([from, to]) => {
        for (const { group, largest, sum } of columns) {
          const power = v.let(exp(v, f32x4.sub(group.load(from), largest.get)));
          sum.add(power);
          group.store(to, power);
        }
      });
      const scaled = columns.map(({ group, sum }) => {
        return { group, factor: sum.rounded((total) => f64x2.div(f64x2.const(1), total)) };
      });
      strip.eachRow([y], ([to]) => {
        for (const { group, factor } of scaled) group.store(to, f32x4.mul(group.load(to), factor));
      });
    }),

    backward: stripKernel(linker, ['y', 'dy', 'dx'], (f, strip, { y, dy, dx }) => {
      const v = new VectorMath(f, rounding);
      const sums = strip.groups.map((group) => ({ group, sum: new ColumnSums(f) }));
      strip.eachRow([y, dy], ([atY, atDy]) => {
        for (const { group, sum } of sums) sum.add(f32x4.mul(group.load(atY), group.load(atDy)));
      });
      const means = sums.map(({ group, sum }) => ({ group, mean: sum.rounded() }));
      strip.eachRow([y, dy, dx], ([atY, atDy, atDx]) => {
        for (const { group, mean } of means) {
          const centered = f32x4.sub(group.load(atDy), mean);
          group.store(atDx, v.madd(group.load(atY), centered, group.load(atDx)));
        }
      });
    }),
  }),
);
