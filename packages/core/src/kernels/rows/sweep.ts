import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, f32x4, i32, i32x4, v128 } from '../../wasm/instructions.js';

const VECTOR_BYTES = 16;

/** One to four neighboring elements at each pointer of a sweep. */
export interface Group {
  /** The index of the group in the round, so that unrolled rounds can have separate accumulators. */
  readonly index: number;
  /** Returns the elements at a pointer. Lanes beyond the end of the sweep hold those of `fill`, or 0. */
  readonly load: (pointer: Local, fill?: Code) => Code;
  /** Returns a vector with 0 in the lanes beyond the end. */
  readonly keep: (vector: Code) => Code;
  /** Writes the elements at a pointer, without lanes beyond the end. */
  readonly store: (pointer: Local, value: Code) => void;
}

/**
 * Moves `pointers` over `bytes` bytes of elements and runs `body` for each group: `unroll` whole
 * vectors per round while there are as many, then single vectors, and finally the last one to three
 * elements. The pointers end behind the last element.
 */
export function sweep(
  f: FunctionBuilder,
  pointers: readonly Local[],
  bytes: Local,
  body: (group: Group) => void,
  unroll = 1,
): void {
  const [first] = pointers;
  if (first === undefined) throw new RangeError('sweep: there is no pointer to move.');
  const end = f.local('i32');
  const advance = (step: Code) => {
    for (const pointer of pointers) f.increment(pointer, step);
  };
  const loop = (vectors: number, extent: Code) => {
    f.set(end, i32.add(first.get, extent));
    f.while(
      () => i32.ne(first.get, end.get),
      () => {
        for (let i = 0; i < vectors; i++) body(wholeGroup(f, i));
        advance(i32.const(vectors * VECTOR_BYTES));
      },
    );
  };
  const roundBytes = unroll * VECTOR_BYTES;
  if (unroll > 1) loop(unroll, i32.and(bytes.get, i32.const(-roundBytes)));
  loop(1, i32.and(bytes.get, i32.const(unroll > 1 ? roundBytes - VECTOR_BYTES : -VECTOR_BYTES)));
  const rest = f.let('i32', i32.and(bytes.get, i32.const(VECTOR_BYTES - 1)));
  f.if(rest.get, () => {
    body(partialGroup(f, rest));
    advance(rest.get);
  });
}

/** Returns the group of vector `index` at each pointer. */
export function wholeGroup(f: FunctionBuilder, index: number): Group {
  const offset = index * VECTOR_BYTES;
  return {
    index,
    keep: (vector) => vector,
    load: (pointer) => v128.load(pointer.get, offset),
    store: (pointer, value) => f.emit(v128.store(pointer.get, value, offset)),
  };
}

/** Returns the group of the first `rest` bytes of a vector: 4, 8 or 12. */
function partialGroup(f: FunctionBuilder, rest: Local): Group {
  const forEachLane = (visit: (lane: number, offset: number) => void) => {
    visit(0, 0);
    f.if(i32.gtU(rest.get, i32.const(4)), () => visit(1, 4));
    f.if(i32.gtU(rest.get, i32.const(8)), () => visit(2, 8));
  };
  return {
    index: 0,
    keep: (vector) => v128.and(vector, i32x4.gtS(i32x4.splat(rest.get), i32x4.lanes(0, 4, 8, 12))),
    load: (pointer, fill = f32x4.const(0)) => {
      const vector = f.let('v128', fill);
      forEachLane((lane, offset) => f.set(vector, v128.load32Lane(pointer.get, vector.get, lane, offset)));
      return vector.get;
    },
    store: (pointer, value) => {
      const vector = f.let('v128', value);
      forEachLane((lane, offset) => f.emit(v128.store32Lane(pointer.get, vector.get, lane, offset)));
    },
  };
}
