import { f32x4 } from '../wasm/instructions.js';
import { erf as vectorErf } from '../wasm/simd-math/erf.js';
import { exp } from '../wasm/simd-math/exp.js';
import { expm1 } from '../wasm/simd-math/expm1.js';
import { log } from '../wasm/simd-math/log.js';
import { log1p } from '../wasm/simd-math/log1p.js';
import { sigmoid as vectorSigmoid } from '../wasm/simd-math/sigmoid.js';
import { softplus as vectorSoftplus } from '../wasm/simd-math/softplus.js';
import { tanh } from '../wasm/simd-math/tanh.js';
import { binary, choice, difference, extremum, power as powerCode, sum, unary } from './emitters.js';
import type { PrimitiveRow } from './expression.js';
import { erf, power, sigmoid, softplus } from './functions.js';

/*
 * All primitives. A new one has a row here, a rule in `derivatives.ts` and a builder in `build.ts`.
 * There is no table of them: its builder names the row, so that a program without the error function
 * does not carry its code.
 */

export const ADD: PrimitiveRow = { name: 'add', value: (a, b) => a + b, emitter: sum };
export const SUB: PrimitiveRow = { name: 'sub', value: (a, b) => a - b, emitter: difference };
export const MUL: PrimitiveRow = {
  name: 'mul',
  value: (a, b) => a * b,
  emitter: binary((a, b) => f32x4.mul(a, b)),
};
export const DIV: PrimitiveRow = {
  name: 'div',
  value: (a, b) => a / b,
  expensive: true,
  emitter: binary((a, b) => f32x4.div(a, b)),
};
export const NEG: PrimitiveRow = { name: 'neg', value: (a) => -a, emitter: unary((_, x) => f32x4.neg(x)) };
export const ABS: PrimitiveRow = { name: 'abs', value: Math.abs, emitter: unary((_, x) => f32x4.abs(x)) };
export const MIN: PrimitiveRow = {
  name: 'min',
  value: (a, b) => Math.min(a, b),
  emitter: extremum(
    (a, b) => f32x4.pmin(a, b),
    (a, b) => f32x4.min(a, b),
  ),
};
export const MAX: PrimitiveRow = {
  name: 'max',
  value: (a, b) => Math.max(a, b),
  emitter: extremum(
    (a, b) => f32x4.pmax(a, b),
    (a, b) => f32x4.max(a, b),
  ),
};
export const SQRT: PrimitiveRow = {
  name: 'sqrt',
  value: Math.sqrt,
  expensive: true,
  emitter: unary((_, x) => f32x4.sqrt(x)),
};
export const EXP: PrimitiveRow = {
  name: 'exp',
  value: Math.exp,
  expensive: true,
  emitter: unary(exp, 'exponential'),
};
export const EXPM1: PrimitiveRow = {
  name: 'expm1',
  value: Math.expm1,
  expensive: true,
  emitter: unary(expm1, 'exponential'),
};
export const LOG: PrimitiveRow = {
  name: 'log',
  value: Math.log,
  expensive: true,
  emitter: unary(log, 'log'),
};
export const LOG1P: PrimitiveRow = {
  name: 'log1p',
  value: Math.log1p,
  expensive: true,
  emitter: unary(log1p, 'log'),
};
export const TANH: PrimitiveRow = {
  name: 'tanh',
  value: Math.tanh,
  expensive: true,
  emitter: unary(tanh, 'tanh'),
};
export const SIGMOID: PrimitiveRow = {
  name: 'sigmoid',
  value: sigmoid,
  expensive: true,
  emitter: unary(vectorSigmoid, 'exponential'),
};
export const SOFTPLUS: PrimitiveRow = {
  name: 'softplus',
  value: softplus,
  expensive: true,
  emitter: unary(vectorSoftplus, 'softplus'),
};
export const ERF: PrimitiveRow = {
  name: 'erf',
  value: erf,
  expensive: true,
  emitter: unary(vectorErf, 'erf'),
};
export const POW: PrimitiveRow = { name: 'pow', value: power, expensive: true, emitter: powerCode };
export const LESS: PrimitiveRow = {
  name: 'less',
  value: (a, b) => (a < b ? 1 : 0),
  emitter: binary((a, b) => f32x4.lt(a, b)),
};
export const LESS_OR_EQUAL: PrimitiveRow = {
  name: 'lessOrEqual',
  value: (a, b) => (a <= b ? 1 : 0),
  emitter: binary((a, b) => f32x4.le(a, b)),
};
export const EQUAL: PrimitiveRow = {
  name: 'equal',
  value: (a, b) => (a === b ? 1 : 0),
  emitter: binary((a, b) => f32x4.eq(a, b)),
};
export const SELECT: PrimitiveRow = {
  name: 'select',
  value: (a, b, c) => (a !== 0 ? b : c),
  emitter: choice,
};
