import { add, mul, operand, sigmoid, sub, tanh } from '../../equation/build.js';
import { blockBytes, placeOperand, placeUniform } from '../../kernels/argument-block.js';
import { type PointwiseProgram, SLOT_BYTES } from '../../kernels/pointwise.js';
import type { Stage } from '../stage.js';
import { combinations, FEW_SIZES, type KernelCase, SIZES, SUM } from './kernel-case.js';

const gate = sigmoid(add(operand('x'), operand('bias')));
const unit = tanh(mul(operand('x'), operand('keep')));

/** Every kind of operand and of result. */
const PROGRAM: PointwiseProgram = {
  name: 'a gated unit',
  inputs: [
    { name: 'x', kind: 'full' },
    { name: 'bias', kind: 'row' },
    { name: 'keep', kind: 'uniform' },
  ],
  outputs: [
    { name: 'unit', kind: 'full', mode: 'assign', value: mul(gate, unit) },
    { name: 'total', kind: 'full', mode: 'accumulate', value: sub(gate, unit) },
    { name: 'dBias', kind: 'row', mode: 'accumulate', value: mul(gate, operand('x')) },
  ],
};

/** Rows lie two elements apart. */
const GAP = 2;
const KEEP = 0.625;

function runProgram(stage: Stage, rows: number, n: number): void {
  const { memory } = stage.kernels;
  const stride = n + GAP;
  const slots = [...PROGRAM.inputs, ...PROGRAM.outputs].map(({ name, kind }) =>
    kind === 'uniform' ? undefined : stage.place(name, kind === 'full' ? rows * stride : n),
  );
  const block = memory.arena.allocate(blockBytes(PROGRAM));
  for (const [index, address] of slots.entries()) {
    const slot = block + index * SLOT_BYTES;
    if (address === undefined) placeUniform(memory, slot, KEEP);
    else placeOperand(memory, slot, address, stride);
  }
  stage.kernels.pointwise(PROGRAM).run(rows, n, block);
}

/** A program over rows that lie apart. */
export const pointwiseCases: readonly KernelCase[] = combinations({ rows: FEW_SIZES, n: SIZES }).map(
  ({ rows, n }) => ({
    name: `over [${rows}, ${n}]`,
    tolerance: SUM,
    run: (stage) => runProgram(stage, rows, n),
  }),
);
