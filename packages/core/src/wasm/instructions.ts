/**
 * WebAssembly instructions as expressions. Each function takes the code of its operands and returns
 * code that leaves its result on the stack, so an expression reads as in any language:
 *
 *     f32x4.add(v128.load(pointer), f32x4.splat(f32.const(1)))
 */
import { byte, bytesIn, float32, float64, signed, unsigned } from './encoding.js';

/**
 * The bytes of instructions, as the characters of a string. Engines join strings without copying
 * them, even in code that runs for the first time. An expression leaves one value on the stack, a
 * statement none.
 */
export type Code = string;

type Binary = (a: Code, b: Code) => Code;
type Unary = (a: Code) => Code;

/** The prefix of instructions on vectors. */
const SIMD = '\xfd';

function plainUnary(opcode: number): Unary {
  const tail = byte(opcode);
  return (a) => a + tail;
}

function plainBinary(opcode: number): Binary {
  const tail = byte(opcode);
  return (a, b) => a + b + tail;
}

function simdUnary(opcode: number): Unary {
  const tail = SIMD + unsigned(opcode);
  return (a) => a + tail;
}

function simdBinary(opcode: number): Binary {
  const tail = SIMD + unsigned(opcode);
  return (a, b) => a + b + tail;
}

function simdTernary(opcode: number): (a: Code, b: Code, c: Code) => Code {
  const tail = SIMD + unsigned(opcode);
  return (a, b, c) => a + b + c + tail;
}

/**
 * Returns the end of an access to memory. It declares an alignment of 4 bytes, because a vector may
 * begin at any element. The offset is in bytes.
 */
function access(opcode: string, offset: number): Code {
  return `${opcode}\x02${unsigned(offset)}`;
}

/** 32-bit integers: addresses, sizes, counters. */
export const i32 = {
  const: (value: number): Code => `\x41${signed(value)}`,
  load: (address: Code, offset = 0): Code => address + access('\x28', offset),
  store: (address: Code, value: Code, offset = 0): Code => address + value + access('\x36', offset),
  eqz: plainUnary(0x45),
  eq: plainBinary(0x46),
  ne: plainBinary(0x47),
  ltS: plainBinary(0x48),
  ltU: plainBinary(0x49),
  gtU: plainBinary(0x4b),
  geU: plainBinary(0x4f),
  add: plainBinary(0x6a),
  sub: plainBinary(0x6b),
  mul: plainBinary(0x6c),
  divU: plainBinary(0x6e),
  remU: plainBinary(0x70),
  and: plainBinary(0x71),
  or: plainBinary(0x72),
  shl: plainBinary(0x74),
  /** `condition ? a : b`, both evaluated. */
  select: (condition: Code, a: Code, b: Code): Code => `${a}${b}${condition}\x1b`,
} as const;

/** Single-precision scalars. */
export const f32 = {
  const: (value: number): Code => `\x43${float32(value)}`,
  load: (address: Code, offset = 0): Code => address + access('\x2a', offset),
  store: (address: Code, value: Code, offset = 0): Code => address + value + access('\x38', offset),
  add: plainBinary(0x92),
  sub: plainBinary(0x93),
  demote: plainUnary(0xb6),
} as const;

/** Double-precision scalars. */
export const f64 = {
  const: (value: number): Code => `\x44${float64(value)}`,
  load: (address: Code, offset = 0): Code => address + access('\x2b', offset),
  store: (address: Code, value: Code, offset = 0): Code => address + value + access('\x39', offset),
  sqrt: plainUnary(0x9f),
  add: plainBinary(0xa0),
  sub: plainBinary(0xa1),
  mul: plainBinary(0xa2),
  div: plainBinary(0xa3),
  /** The larger; NaN if either is NaN. */
  max: plainBinary(0xa5),
  promote: plainUnary(0xbb),
} as const;

/** Vectors of 128 bits, whatever they hold. */
export const v128 = {
  load: (address: Code, offset = 0): Code => address + access(`${SIMD}\x00`, offset),
  /** Loads 32 bits into every lane. */
  load32Splat: (address: Code, offset = 0): Code => address + access(`${SIMD}\x09`, offset),
  /** Loads 32 bits into lane 0 and zeros the rest. */
  load32Zero: (address: Code, offset = 0): Code => address + access(`${SIMD}\x5c`, offset),
  /** `vector` with 32 bits loaded into one lane. */
  load32Lane: (address: Code, vector: Code, lane: number, offset = 0): Code =>
    address + vector + access(`${SIMD}\x56`, offset) + byte(lane),
  store: (address: Code, value: Code, offset = 0): Code => address + value + access(`${SIMD}\x0b`, offset),
  /** Stores one lane of 32 bits. */
  store32Lane: (address: Code, value: Code, lane: number, offset = 0): Code =>
    address + value + access(`${SIMD}\x5a`, offset) + byte(lane),
  and: simdBinary(0x4e),
  or: simdBinary(0x50),
  /** Bits of `a` where the mask is set, of `b` elsewhere. */
  bitselect: (mask: Code, a: Code, b: Code): Code => `${a}${b}${mask}${SIMD}\x52`,
  /** Sixteen byte selectors, 0 to 15 from `a`, 16 to 31 from `b`. */
  shuffle: (a: Code, b: Code, selectors: readonly number[]): Code =>
    `${a}${b}${SIMD}\x0d${byte(...selectors)}`,
  /** Four lane selectors, 0 to 3 from `a`, 4 to 7 from `b`. */
  shuffle32: (a: Code, b: Code, lanes: readonly number[]): Code =>
    v128.shuffle(
      a,
      b,
      lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
    ),
} as const;

/** Four single-precision lanes. */
export const f32x4 = {
  const: (value: number): Code => `${SIMD}\x0c${float32(value).repeat(4)}`,
  splat: simdUnary(0x13),
  extractLane: (a: Code, lane: number): Code => `${a}${SIMD}\x1f${byte(lane)}`,
  eq: simdBinary(0x41),
  lt: simdBinary(0x43),
  le: simdBinary(0x45),
  abs: simdUnary(0xe0),
  neg: simdUnary(0xe1),
  sqrt: simdUnary(0xe3),
  add: simdBinary(0xe4),
  sub: simdBinary(0xe5),
  mul: simdBinary(0xe6),
  div: simdBinary(0xe7),
  /** The smaller; NaN if either is NaN. */
  min: simdBinary(0xe8),
  /** The larger; NaN if either is NaN. */
  max: simdBinary(0xe9),
  /** `b < a ? b : a`, one machine instruction. A NaN in `a` is kept. */
  pmin: simdBinary(0xea),
  /** `a < b ? b : a`, one machine instruction. A NaN in `a` is kept. */
  pmax: simdBinary(0xeb),
  convertI32x4S: simdUnary(0xfa),
  demoteF64x2Zero: simdUnary(0x5e),
  /** `a * b + c`, rounded once or twice, depending on the machine. */
  relaxedMadd: simdTernary(0x105),
  /** `-(a * b) + c`, rounded once or twice, depending on the machine. */
  relaxedNmadd: simdTernary(0x106),
} as const;

/** Four 32-bit integer lanes. */
export const i32x4 = {
  /** A number for each lane. */
  lanes: (...values: readonly [number, number, number, number]): Code =>
    `${SIMD}\x0c${bytesIn(new Int32Array(values))}`,
  const: (value: number): Code => `${SIMD}\x0c${bytesIn(new Int32Array([value])).repeat(4)}`,
  splat: simdUnary(0x11),
  gtS: simdBinary(0x3b),
  shl: simdBinary(0xab),
  shrS: simdBinary(0xac),
  sub: simdBinary(0xb1),
  /** `a` in lanes where the mask is all ones, `b` where it is zero. Undefined in other lanes. */
  relaxedLaneselect: simdTernary(0x10b),
} as const;

/** Two double-precision lanes. */
export const f64x2 = {
  const: (value: number): Code => `${SIMD}\x0c${float64(value).repeat(2)}`,
  extractLane: (a: Code, lane: number): Code => `${a}${SIMD}\x21${byte(lane)}`,
  abs: simdUnary(0xec),
  add: simdBinary(0xf0),
  sub: simdBinary(0xf1),
  mul: simdBinary(0xf2),
  div: simdBinary(0xf3),
  /** The larger; NaN if either is NaN. */
  max: simdBinary(0xf5),
  pmin: simdBinary(0xf6),
  pmax: simdBinary(0xf7),
  promoteLowF32x4: simdUnary(0x5f),
} as const;

/** Two 64-bit integer lanes. */
export const i64x2 = {
  shl: simdBinary(0xcb),
  add: simdBinary(0xce),
} as const;
