import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, f32, f32x4, f64, f64x2, i32, v128 } from '../../wasm/instructions.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import { sumOfLanes } from './across-lanes.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { scaleRow } from './softmax.js';
import { type Group, sweep } from './sweep.js';
import { wideSum } from './wide-sum.js';

/**
 * Generates `standardizeRows` (x, rows, columns, share, eps, y, inverses) and `standardizeRowsGradient` (y, inverses, dy, rows, columns,
 * share, dx); `share` is `1 / columns`.
 */
export function generateStandardizeRows(memory: WebAssembly.Memory, rounding: Rounding) {
  return {
    standardizeRows: standardizeRows(memory),
    standardizeRowsGradient: standardizeRowsGradient(memory, rounding),
  };
}

function standardizeRows(memory: WebAssembly.Memory) {
  const sizes = { x: 'i32', rows: 'i32', columns: 'i32', share: 'f64', eps: 'f64' } as const;
  const parameters = { ...sizes, y: 'i32', inverses: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, { x, rows, columns, share, eps, y, inverses }) => {
    const bytes = bytesOf(f, columns);
    repeat(f, rows, () => {
      const mean = f.let('f64', f64.mul(wideSum(f, f.let('i32', x.get), bytes), share.get));
      const squares = centerRow(f, x, bytes, mean, f.let('i32', y.get));
      const deviation = f64.sqrt(f64.add(f64.mul(squares, share.get), eps.get));
      const inverse = f.let('f32', f32.demote(f64.div(f64.const(1), deviation)));
      f.emit(f32.store(inverses.get, inverse.get));
      f.increment(inverses, i32.const(4));
      scaleRow(f, y, bytes, f32x4.splat(inverse.get));
    });
  });
}

/**
 * Writes `x - mean` to y, and returns the sum of its squares in double precision. The mean is subtracted in two parts, so that not the rounding of a
 * large mean shows, but that of x alone. Both pointers move behind the row.
 */
function centerRow(f: FunctionBuilder, x: Local, bytes: Local, mean: Local, y: Local): Code {
  const rounded = f.let('f32', f32.demote(mean.get));
  const rest = f32.demote(f64.sub(mean.get, f64.promote(rounded.get)));
  const [high, low] = [f.let('v128', f32x4.splat(rounded.get)), f.let('v128', f32x4.splat(rest))];
  const [lower, upper] = [f.let('v128', f64x2.const(0)), f.let('v128', f64x2.const(0))];
  const addSquare = (sum: Local, pair: Code) => {
    const two = f.let('v128', f64x2.promoteLowF32x4(pair)).get;
    f.set(sum, f64x2.add(sum.get, f64x2.mul(two, two)));
  };
  sweep(f, [x, y], bytes, ({ load, keep, store }: Group) => {
    const centered = f.let('v128', keep(f32x4.sub(f32x4.sub(load(x), high.get), low.get))).get;
    addSquare(lower, centered);
    addSquare(upper, v128.shuffle32(centered, centered, [2, 3, 0, 1]));
    store(y, centered);
  });
  const sums = f.let('v128', f64x2.add(lower.get, upper.get)).get;
  return f64.add(f64x2.extractLane(sums, 0), f64x2.extractLane(sums, 1));
}

function standardizeRowsGradient(memory: WebAssembly.Memory, rounding: Rounding) {
  const results = { y: 'i32', inverses: 'i32', dy: 'i32', rows: 'i32', columns: 'i32' } as const;
  const parameters = { ...results, share: 'f32', dx: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, locals) => {
    const { y, inverses, dy, rows, columns, share, dx } = locals;
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    const [sum, product] = [f.local('v128'), f.local('v128')];
    const meanOf = (total: Local) => v.let(f32x4.mul(sumOfLanes(f, total.get), f32x4.splat(share.get)));
    repeat(f, rows, () => {
      f.set(sum, f32x4.const(0));
      f.set(product, f32x4.const(0));
      const [yPointer, dyPointer] = [f.let('i32', y.get), f.let('i32', dy.get)];
      sweep(f, [yPointer, dyPointer], bytes, ({ load }) => {
        const slope = v.let(load(dyPointer));
        f.set(sum, f32x4.add(sum.get, slope));
        f.set(product, v.madd(load(yPointer), slope, product.get));
      });
      const [meanSlope, meanProduct] = [meanOf(sum), meanOf(product)];
      const inverse = v.let(v128.load32Splat(inverses.get));
      f.increment(inverses, i32.const(4));
      sweep(f, [y, dy, dx], bytes, ({ load, store }) => {
        const across = v.nmadd(load(y), meanProduct, f32x4.sub(load(dy), meanSlope));
        store(dx, v.madd(inverse, across, load(dx)));
      });
    });
  });
}
