import type { Rounding } from '../../../wasm/simd-math/vector-math.js';
import type { TileShape } from './tile.js';

/**
 * The tile that fits the engine's registers, as measured; the results do not depend on it.
 *
 * x64 has 16 vector registers, of which V8 keeps one. Compilers that leave instructions in the program's order need one register for a
 * number of a, and, where the product is rounded on its own, one for that: 6 x 8 and 5 x 8 fit beside two vectors of b. Up to
 * V8 13.5 (Node 22, Chrome 135) all loads of a loop come before its arithmetic, so that each row of a takes a register: only 4 x 8 without
 * unrolling fits, and whatever spills runs at half the speed. RegExp.escape, which V8 13.6 brought, tells the two apart.
 *
 * `wide` says that the host joins neighbouring vectors of 128 bits to one of 256 (V8's --experimental-wasm-revectorize): then
 * tiles of 16 columns fit, and are twice as fast. Nothing that a program can ask tells whether it does.
 */
export function chooseTile(rounding: Rounding, wide: boolean): TileShape {
  if (!('escape' in RegExp)) return { rows: 4, columns: 8, unroll: 1 };
  const columns = wide ? 16 : 8;
  return rounding === 'relaxed' ? { rows: 6, columns, unroll: 2 } : { rows: 5, columns, unroll: 4 };
}
