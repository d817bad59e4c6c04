import { erf, power, sigmoid } from './functions.js';

/** A function of one, two or three numbers that expressions are made of. */
export interface PrimitiveRow {
  /** The number of its arguments. */
  readonly arity: 1 | 2 | 3;
  /** Its value in double precision. Conditions are 1 or 0, and `select` takes any number but 0 as true. */
  readonly value: (a: number, b: number, c: number) => number;
  /** Whether it costs more to compute it again than to store and load it. */
  readonly expensive?: boolean;
}

/**
 * All primitives. A new one has a row here, a rule in `derivatives.ts`, a builder in `build.ts` and
 * an emitter in `kernels/pointwise/emitters.ts`.
 */
export const PRIMITIVES = {
  add: { arity: 2, value: (a, b) => a + b },
  sub: { arity: 2, value: (a, b) => a - b },
  mul: { arity: 2, value: (a, b) => a * b },
  div: { arity: 2, value: (a, b) => a / b, expensive: true },
  neg: { arity: 1, value: (a) => -a },
  abs: { arity: 1, value: Math.abs },
  min: { arity: 2, value: (a, b) => Math.min(a, b) },
  max: { arity: 2, value: (a, b) => Math.max(a, b) },
  sqrt: { arity: 1, value: Math.sqrt, expensive: true },
  exp: { arity: 1, value: Math.exp, expensive: true },
  expm1: { arity: 1, value: Math.expm1, expensive: true },
  log: { arity: 1, value: Math.log, expensive: true },
  log1p: { arity: 1, value: Math.log1p, expensive: true },
  tanh: { arity: 1, value: Math.tanh, expensive: true },
  sigmoid: { arity: 1, value: sigmoid, expensive: true },
  softplus: { arity: 1, value: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))), expensive: true },
  erf: { arity: 1, value: erf, expensive: true },
  pow: { arity: 2, value: power, expensive: true },
  less: { arity: 2, value: (a, b) => (a < b ? 1 : 0) },
  lessOrEqual: { arity: 2, value: (a, b) => (a <= b ? 1 : 0) },
  equal: { arity: 2, value: (a, b) => (a === b ? 1 : 0) },
  select: { arity: 3, value: (a, b, c) => (a !== 0 ? b : c) },
} as const satisfies Readonly<Record<string, PrimitiveRow>>;

/** The name of a primitive. */
export type Primitive = keyof typeof PRIMITIVES;

/** The value of a primitive in double precision. */
export function evaluatePrimitive(primitive: Primitive, a: number, b = 0, c = 0): number {
  const row: PrimitiveRow = PRIMITIVES[primitive];
  return row.value(a, b, c);
}

/** Whether it costs more to compute a primitive again than to store and load its value. */
export function isExpensive(primitive: Primitive): boolean {
  const row: PrimitiveRow = PRIMITIVES[primitive];
  return row.expensive ?? false;
}
