import type { FunctionBuilder, Local, ValueType } from '../../wasm/assembler.js';

/** Exactly `N` locals. */
export type Locals<N extends number, Found extends readonly Local[] = []> = Found['length'] extends N
  ? Found
  : Locals<N, readonly [...Found, Local]>;

/** Declares `count` locals of one type. */
export function locals<N extends number>(f: FunctionBuilder, count: N, type: ValueType = 'i32'): Locals<N> {
  return Array.from({ length: count }, () => f.local(type)) as readonly Local[] as Locals<N>;
}

/** Returns the parameters of a function that has `count` of them from `start` on. */
export function parameters<N extends number>(f: FunctionBuilder, count: N, start = 0): Locals<N> {
  return f.parameters.slice(start, start + count) as readonly Local[] as Locals<N>;
}

/**
 * Returns the signature of a function that takes `count` addresses, distances or counts and returns
 * nothing.
 */
export function takes(count: number): { readonly parameters: readonly ValueType[] } {
  return { parameters: Array.from({ length: count }, () => 'i32' as const) };
}
