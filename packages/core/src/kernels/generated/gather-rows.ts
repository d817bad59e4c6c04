import { ModuleBuilder } from '../../wasm/assembler.js';
import { instantiate } from '../../wasm/instantiate.js';
import { f32x4, i32 } from '../../wasm/instructions.js';
import { addKernel, bytesOf, repeat } from './add-kernel.js';
import { type Group, sweep } from './sweep.js';

const UNROLL = 4;

/**
 * Generates the kernels on rows of a table that are given by their numbers: `copyRows` and `addRows`, from the table
 * (table, ids, rows, columns, y), and `scatterAddRows`, to it (dy, ids, rows, columns, dtable).
 */
export function generateGatherRows(memory: WebAssembly.Memory) {
  const module = new ModuleBuilder();
  addRowKernel(module, 'copyRows', 'fromTable', 'assign');
  addRowKernel(module, 'addRows', 'fromTable', 'add');
  addRowKernel(module, 'scatterAddRows', 'toTable', 'add');
  return instantiate(module.encode(), memory, ['copyRows', 'addRows', 'scatterAddRows']);
}

function addRowKernel(
  module: ModuleBuilder,
  name: string,
  direction: 'fromTable' | 'toTable',
  mode: 'assign' | 'add',
): void {
  const parameters = { from: 'i32', ids: 'i32', rows: 'i32', columns: 'i32', to: 'i32' } as const;
  addKernel(module, name, parameters, (f, { from, ids, rows, columns, to }) => {
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
