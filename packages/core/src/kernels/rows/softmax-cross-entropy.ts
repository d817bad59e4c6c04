import type { Address } from '../../memory/block-allocator.js';
import type { Floats } from '../../memory/linear-memory.js';
import { f32, f32x4, f64, i32, v128 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import { log } from '../../wasm/simd-math/log.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import type { KernelFamily } from '../kernel-family.js';
import { cutRows } from './cut-rows.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { exponentialsOfRow, largestOfRow, maximum, scaleRow } from './row-steps.js';
import { sweep } from './sweep.js';

/** Cross-entropy of the softmax of rows. */
export interface SoftmaxCrossEntropyKernels {
  /**
   * `losses[r] = log Σ_j exp x[r, j] - x[r, targets[r]]`. Rows with a negative target count
   * nothing: their loss is 0. x: [rows, columns]; targets: int32 [rows]; losses: [rows].
   */
  readonly losses: (x: Address, targets: Address, rows: number, columns: number, losses: Address) => void;

  /**
   * The same and, in the same pass, `dx[r, j] = softmax(x[r, :])[j] - [j = targets[r]]`, 0 in rows
   * that count nothing (assigned, for it is an intermediate result that the caller scales). dx:
   * [rows, columns].
   */
  readonly lossesAndGradient: (
    x: Address,
    targets: Address,
    rows: number,
    columns: number,
    losses: Address,
    dx: Address,
  ) => void;
}

export const softmaxCrossEntropyKernels: KernelFamily<SoftmaxCrossEntropyKernels> = {
  name: 'softmaxCrossEntropy',

  reference(memory) {
    const compute = (
      x: Address,
      targets: Address,
      rows: number,
      columns: number,
      losses: Address,
      dx?: Address,
    ) => {
      softmaxCrossEntropy(
        memory.floats,
        memory.ints,
        memory.indexOf(x),
        targets / Int32Array.BYTES_PER_ELEMENT,
        rows,
        columns,
        memory.indexOf(losses),
        dx === undefined ? undefined : memory.indexOf(dx),
      );
    };
    return { losses: compute, lossesAndGradient: compute };
  },

  cuts: {
    losses: {
      elements: (_, __, rows, columns) => rows * columns,
      cut: (x, targets, rows, columns, losses) =>
        cutRows(rows, columns, (skip, count, first) => [
          x + skip,
          targets + 4 * first,
          count,
          columns,
          losses + 4 * first,
        ]),
    },
    lossesAndGradient: {
      elements: (_, __, rows, columns) => rows * columns,
      cut: (x, targets, rows, columns, losses, dx) =>
        cutRows(rows, columns, (skip, count, first) => [
          x + skip,
          targets + 4 * first,
          count,
          columns,
          losses + 4 * first,
          dx + skip,
        ]),
    },
  },

  generate({ linker, rounding }) {
    const without = generate(linker, rounding, { gradient: false });
    const withGradient = generate(linker, rounding, { gradient: true });
    return {
      losses: (x, targets, rows, columns, losses) => void without(x, targets, rows, columns, losses, 0),
      lossesAndGradient: withGradient,
    };
  },
};

/**
 * `losses[r] = log Σ_j exp x[r, j] - x[r, targets[r]]` and its gradient
 * `dx[r, j] = softmax(x[r, :])[j] - [j = targets[r]]`, both assigned and both 0 where the target is
 * negative. x, dx: [rows, columns], losses: [rows], indices in `floats`; targets: [rows], from
 * index `targets` in `ints` on. The gradient is left out if `dx` is undefined.
 */
export function softmaxCrossEntropy(
  floats: Floats,
  ints: Int32Array,
  x: number,
  targets: number,
  rows: number,
  columns: number,
  losses: number,
  dx: number | undefined,
): void {
  for (let r = 0; r < rows; r++) {
    const from = x + r * columns;
    const target = ints[targets + r] as number;
    if (target < 0) {
      floats[losses + r] = 0;
      if (dx !== undefined) floats.fill(0, dx + r * columns, dx + (r + 1) * columns);
      continue;
    }
    const largest = maximum(floats, from, columns);
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += Math.exp((floats[from + j] as number) - largest);
    floats[losses + r] = Math.log(sum) + (largest - (floats[from + target] as number));
    if (dx === undefined) continue;
    for (let j = 0; j < columns; j++) {
      const probability = Math.exp((floats[from + j] as number) - largest) / sum;
      floats[dx + r * columns + j] = j === target ? probability - 1 : probability;
    }
  }
}

const PARAMETERS = {
  x: 'i32',
  targets: 'i32',
  rows: 'i32',
  columns: 'i32',
  losses: 'i32',
  dx: 'i32',
} as const;

/**
 * Generates the kernel (x, targets, rows, columns, losses, dx); it leaves dx alone unless
 * `gradient` is set.
 */
function generate(linker: Linker, rounding: Rounding, { gradient }: { readonly gradient: boolean }) {
  return generatedKernel(linker, PARAMETERS, (f, { x, targets, rows, columns, losses, dx }) => {
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
      f.emit(v128.store32Lane(losses.get, f32x4.add(log(v, sum.lanes), margin), 0));
      if (!gradient) return;
      const slope = f.let('i32', i32.add(dx.get, offset.get));
      scaleRow(f, dx, bytes, f32x4.splat(f32.demote(f64.div(f64.const(1), sum.total))));
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
