import { f32, f32x4, i32, v128 } from '../../wasm/instructions.js';
import { log } from '../../wasm/simd-math/log.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { exponentialsOfRow, largestOfRow, scaleRow } from './softmax.js';
import { sweep } from './sweep.js';

const PARAMETERS = {
  x: 'i32',
  targets: 'i32',
  rows: 'i32',
  columns: 'i32',
  losses: 'i32',
  dx: 'i32',
} as const;

/** Generates `softmaxCrossEntropy` (x, targets, rows, columns, losses, dx); it leaves dx alone unless `gradient` is set. */
export function generateSoftmaxCrossEntropy(
  memory: WebAssembly.Memory,
  rounding: Rounding,
  { gradient }: { readonly gradient: boolean },
) {
  return generatedKernel(memory, PARAMETERS, (f, { x, targets, rows, columns, losses, dx }) => {
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    const target = f.local('i32');

    const ignoreRow = () => {
      f.emit(f32.store(losses.get, f32.const(0)));
      if (gradient) sweep(f, [dx], bytes, ({ store }) => store(dx, f32x4.const(0)));
    };

    const countRow = () => {
      const largest = largestOfRow(f, x, bytes);
      const sum = exponentialsOfRow(v, x, bytes, largest, gradient ? dx : undefined);
      const offset = bytesOf(f, target);
      const margin = f32x4.sub(largest, v128.load32Splat(i32.add(x.get, offset.get)));
      f.emit(v128.store32Lane(losses.get, f32x4.add(log(v, sum), margin), 0));
      if (!gradient) return;
      const slope = f.let('i32', i32.add(dx.get, offset.get));
      scaleRow(f, dx, bytes, f32x4.div(f32x4.const(1), sum));
      f.emit(f32.store(slope.get, f32.sub(f32.load(slope.get), f32.const(1))));
    };

    repeat(f, rows, () => {
      f.set(target, i32.load(targets.get));
      f.if(i32.ltS(target.get, i32.const(0)), ignoreRow, countRow);
      f.increment(x, bytes.get);
      f.increment(targets, i32.const(4));
      f.increment(losses, i32.const(4));
    });
  });
}
