import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, f32x4, f64x2, i32, v128 } from '../../wasm/instructions.js';
import type { Linker, WasmFunction } from '../../wasm/linker.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { type Group, sweep, wholeGroup } from './sweep.js';

/** Vectors side by side that move down the rows together: one cache line. */
const VECTORS = 4;
const STRIP_BYTES = 16 * VECTORS;

/** A strip of columns: groups of at most four, which move down the rows together. */
export interface Strip {
  readonly groups: readonly Group[];
  /** Runs `body` for every row, with each pointer at the row. */
  eachRow<Pointers extends readonly Local[]>(
    pointers: readonly [...Pointers],
    body: (atRow: Pointers) => void,
  ): void;
}

/**
 * Generates the kernel (arrays ..., outer, rows, columns, stride, last array) that runs `body` for
 * every strip of columns of arrays [outer, rows, columns], whose pointers are at the first row.
 */
export function stripKernel<Name extends string>(
  linker: Linker,
  arrays: readonly Name[],
  body: (f: FunctionBuilder, strip: Strip, pointers: Readonly<Record<Name, Local>>) => void,
): WasmFunction {
  const names = [...arrays.slice(0, -1), 'outer', 'rows', 'columns', 'stride', ...arrays.slice(-1)];
  const parameters = Object.fromEntries(names.map((name) => [name, 'i32' as const]));
  return generatedKernel(linker, parameters, (f, locals) => {
    const local = (name: string): Local => locals[name] as Local;
    const pointers = Object.fromEntries(arrays.map((name) => [name, local(name)])) as Record<Name, Local>;
    const all = arrays.map((name) => pointers[name]);
    const [first] = all as [Local];
    const bytes = bytesOf(f, local('columns'));
    const rowBytes = bytesOf(f, local('stride'));
    const onward = f.let('i32', i32.sub(i32.mul(local('rows').get, rowBytes.get), bytes.get));
    const eachRow: Strip['eachRow'] = <Pointers extends readonly Local[]>(
      starts: readonly [...Pointers],
      visit: (atRow: Pointers) => void,
    ): void => {
      const atRow = starts.map(({ get }) => f.let('i32', get)) as readonly Local[] as Pointers;
      const left = f.let('i32', local('rows').get);
      repeat(f, left, () => {
        visit(atRow);
        for (const pointer of atRow) f.increment(pointer, rowBytes.get);
      });
    };
    const run = (groups: readonly Group[]): void => body(f, { groups, eachRow }, pointers);
    const end = f.local('i32');
    const rest = f.let('i32', i32.and(bytes.get, i32.const(STRIP_BYTES - 1)));
    repeat(f, local('outer'), () => {
      f.set(end, i32.add(first.get, i32.sub(bytes.get, rest.get)));
      f.while(
        () => i32.ne(first.get, end.get),
        () => {
          run(Array.from({ length: VECTORS }, (_, index) => wholeGroup(f, index)));
          for (const pointer of all) f.increment(pointer, i32.const(STRIP_BYTES));
        },
      );
      sweep(f, all, rest, (group) => run([group]));
      for (const pointer of all) f.increment(pointer, onward.get);
    });
  });
}

/** Sums of four columns in double precision. */
export class ColumnSums {
  readonly #halves: readonly [Local, Local];

  /** They start from 0. */
  constructor(readonly f: FunctionBuilder) {
    this.#halves = [f.let('v128', f64x2.const(0)), f.let('v128', f64x2.const(0))];
  }

  /** Adds four numbers. */
  add(vector: Code): void {
    const { f } = this;
    const four = f.let('v128', vector).get;
    const [lower, upper] = this.#halves;
    f.set(lower, f64x2.add(lower.get, f64x2.promoteLowF32x4(four)));
    const high = v128.shuffle32(four, four, [2, 3, 0, 1]);
    f.set(upper, f64x2.add(upper.get, f64x2.promoteLowF32x4(high)));
  }

  /** Returns the sums in single precision, after `mapped` has been applied in double precision. */
  rounded(mapped: (pair: Code) => Code = (pair) => pair): Code {
    const [lower, upper] = this.#halves.map(({ get }) => f32x4.demoteF64x2Zero(mapped(get))) as [Code, Code];
    return this.f.let('v128', v128.shuffle32(lower, upper, [0, 1, 4, 5])).get;
  }
}

/**
 * Sets `largest` of each column of a strip to its largest number. A NaN may be skipped, since it
 * shows in the exponentials.
 */
export function findLargest(
  f: FunctionBuilder,
  strip: Strip,
  x: Local,
  columns: readonly { readonly group: Group; readonly largest: Local }[],
): void {
  for (const { largest } of columns) f.set(largest, f32x4.const(Number.NEGATIVE_INFINITY));
  strip.eachRow([x], ([from]) => {
    for (const { group, largest } of columns) f.set(largest, f32x4.pmax(largest.get, group.load(from)));
  });
}
