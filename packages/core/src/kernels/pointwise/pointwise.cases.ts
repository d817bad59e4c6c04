import { add, exp, mul, operand, sigmoid, sub, tanh } from '../../equation/build.js';
import type { PointwiseProgram } from '../../equation/program.js';
import {
  combinations,
  FEW_SIZES,
  type KernelCase,
  type KernelCases,
  SIZES,
  SUM,
} from '../../testing/kernel-case.js';
import type { Stage } from '../../testing/stage.js';
import { ArgumentBlock } from './argument-block.js';

const gate = sigmoid(add(operand('x'), operand('bias')));
const unit = tanh(mul(operand('x'), mul(operand('keep'), exp(operand('level')))));

/** Every kind of operand and of result. */
const PROGRAM: PointwiseProgram = {
  name: 'a gated unit',
  inputs: [
    { name: 'x', kind: 'full' },
    { name: 'bias', kind: 'row' },
    { name: 'level', kind: 'column' },
    { name: 'keep', kind: 'uniform' },
  ],
  outputs: [
    { name: 'unit', kind: 'full', mode: 'assign', value: mul(gate, unit) },
    { name: 'total', kind: 'full', mode: 'accumulate', value: sub(gate, unit) },
    { name: 'dBias', kind: 'row', mode: 'accumulate', value: mul(gate, operand('x')) },
    { name: 'dLevel', kind: 'column', mode: 'accumulate', value: mul(unit, operand('x')) },
  ],
};

/** Elements between rows, and between time steps. */
const GAP = 2;
const KEEP = 0.625;
const STEPS = 3;

/**
 * Runs the program at the last or, backwards, at the first of some time steps. With `one`, a single
 * number is the column of all rows.
 */
function runProgram(stage: Stage, rows: number, n: number, backwards: boolean, one: boolean): void {
  const { memory } = stage.kernels;
  const block = ArgumentBlock.inArena(memory, PROGRAM);
  const slots = [...PROGRAM.inputs, ...PROGRAM.outputs];
  slots.forEach(({ name, kind }, slot) => {
    if (kind === 'uniform') return block.setUniform(slot, KEEP);
    const isSum = slot >= PROGRAM.inputs.length && kind !== 'full';
    const bytes = isSum ? 8 : memory.elementBytes;
    const rowStride = kind === 'full' ? n + GAP : kind === 'column' && !one ? 1 + GAP : 0;
    const stepStride = (kind === 'row' ? n : rows * rowStride) + 1;
    const first = isSum
      ? stage.placeDoubles(name, STEPS * stepStride)
      : stage.place(name, STEPS * stepStride);
    const start = backwards ? first + (STEPS - 1) * stepStride * bytes : first;
    return block.setArray(slot, start, rowStride * bytes, (backwards ? -1 : 1) * stepStride * bytes);
  });
  stage.kernels.pointwise(PROGRAM).run(rows, n, block.address, STEPS - 1);
}

const pointwise: readonly KernelCase[] = combinations({ rows: FEW_SIZES, n: [...SIZES, 130] }).map(
  ({ rows, n }, index) => {
    const [backwards, one] = [index % 2 === 1, index % 3 === 1];
    return {
      name: `over [${rows}, ${n}]${backwards ? ' backwards' : ''}${one ? ' with one number for a column' : ''}`,
      tolerance: SUM,
      run: (stage) => runProgram(stage, rows, n, backwards, one),
    };
  },
);

export const pointwiseCases: KernelCases<'pointwise'> = { pointwise };
