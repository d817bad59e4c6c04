import { f32x4, i32 } from '../../wasm/instructions.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { type Group, sweep } from './sweep.js';

const UNROLL = 4;

/**
 * Generates the kernels on rows of a table that are given by their numbers: `copyRows` and `addRows`, from the table
 * (table, ids, rows, columns, y), and `scatterAddRows`, to it (dy, ids, rows, columns, dtable).
 */
export function generateGatherRows(memory: WebAssembly.Memory) {
  return {
    copyRows: rowKernel(memory, 'fromTable', 'assign'),
    addRows: rowKernel(memory, 'fromTable', 'add'),
    scatterAddRows: rowKernel(memory, 'toTable', 'add'),
  };
}

function rowKernel(memory: WebAssembly.Memory, direction: 'fromTable' | 'toTable', mode: 'assign' | 'add') {
  const parameters = { from: 'i32', ids: 'i32', rows: 'i32', columns: 'i32', to: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, { from, ids, rows, columns, to }) => {
    const bytes = bytesOf(f, columns);
    const entry = f.local('i32');
    const [table, source, target] = direction === 'fromTable' ? [from, entry, to] : [to, from, entry];
    const body = ({ load, store }: Group) => {
      const value = load(source);
      store(target, mode === 'add' ? f32x4.add(load(target), value) : value);
    };
    repeat(f, rows, () => {
      f.set(entry, i32.add(table.get, i32.mul(i32.load(ids.get), bytes.get)));
      sweep(f, [source, target], bytes, body, UNROLL);
      f.increment(ids, i32.const(4));
    });
  });
}
