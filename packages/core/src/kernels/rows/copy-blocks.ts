import type { Address } from '../../memory/block-allocator.js';
import type { Floats, LinearMemory } from '../../memory/linear-memory.js';
import type { Local } from '../../wasm/assembler.js';
import type { Linker } from '../../wasm/linker.js';
import type { KernelFamily } from '../kernel-family.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { moveDense } from './move-dense.js';

/** Copies of blocks of rows between different strides. */
export interface CopyBlocksKernels {
  /**
   * `y[o, r, :] = x[o, r, :]`, or `+=`: blocks of `rows` rows of `columns` elements. Strides are in
   * elements.
   */
  readonly copyBlocks: (
    x: Address,
    xBlockStride: number,
    xRowStride: number,
    blocks: number,
    rows: number,
    columns: number,
    y: Address,
    yBlockStride: number,
    yRowStride: number,
    accumulate: boolean,
  ) => void;
}

export const copyBlocksKernels: KernelFamily<CopyBlocksKernels> = {
  name: 'copyBlocks',

  reference: (memory) => ({ copyBlocks: (...values) => copyBlocks(memory, ...values) }),

  generate({ linker }) {
    const copies = [generate(linker, 'assign'), generate(linker, 'add')] as const;
    return {
      copyBlocks(x, xBlock, xRow, blocks, rows, columns, y, yBlock, yRow, accumulate) {
        copies[accumulate ? 1 : 0](x, xBlock, xRow, blocks, rows, columns, y, yBlock, yRow);
      },
    };
  },
};

function copyBlocks(
  memory: LinearMemory,
  x: Address,
  xBlock: number,
  xRow: number,
  blocks: number,
  rows: number,
  columns: number,
  y: Address,
  yBlock: number,
  yRow: number,
  accumulate: boolean,
): void {
  const floats: Floats = memory.floats;
  for (let o = 0; o < blocks; o++) {
    for (let r = 0; r < rows; r++) {
      const from = memory.indexOf(x) + o * xBlock + r * xRow;
      const to = memory.indexOf(y) + o * yBlock + r * yRow;
      for (let j = 0; j < columns; j++) {
        const value = floats[from + j] as number;
        floats[to + j] = accumulate ? (floats[to + j] as number) + value : value;
      }
    }
  }
}

/** Generates the kernel that copies or adds blocks; strides are in elements. */
function generate(linker: Linker, mode: 'assign' | 'add') {
  const parameters = {
    x: 'i32',
    xBlock: 'i32',
    xRow: 'i32',
    blocks: 'i32',
    rows: 'i32',
    columns: 'i32',
    y: 'i32',
    yBlock: 'i32',
    yRow: 'i32',
  } as const;
  return generatedKernel(linker, parameters, (f, p) => {
    const bytes = bytesOf(f, p.columns);
    const [xBlock, xRow] = [bytesOf(f, p.xBlock), bytesOf(f, p.xRow)];
    const [yBlock, yRow] = [bytesOf(f, p.yBlock), bytesOf(f, p.yRow)];
    const [count, xStart, yStart, from, to] = Array.from({ length: 5 }, () => f.local('i32')) as [
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    repeat(f, p.blocks, () => {
      f.set(xStart, p.x.get);
      f.set(yStart, p.y.get);
      f.set(count, p.rows.get);
      repeat(f, count, () => {
        f.set(from, xStart.get);
        f.set(to, yStart.get);
        moveDense(f, from, to, bytes, mode === 'add');
        f.increment(xStart, xRow.get);
        f.increment(yStart, yRow.get);
      });
      f.increment(p.x, xBlock.get);
      f.increment(p.y, yBlock.get);
    });
  });
}
