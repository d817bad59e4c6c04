import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import type { TileShape } from './tile.js';
import type { VectorShapes } from './vector-product.js';

/**
 * Returns the tile that fits the registers of the engine, as measured. Results do not depend on it.
 *
 * x64 has 16 vector registers, of which V8 keeps one. A compiler that leaves instructions in the
 * program's order needs one register for a number of a and, where products are rounded on their
 * own, one for the product: beside two vectors of b there is room for 6 x 8 or 5 x 8 sums. V8 up to
 * 12 (Node 23) computes behind all loads of a loop's body, so that every row of a takes a register:
 * only 4 x 8 sums fit, without unrolling, and what spills runs at half the speed.
 *
 * `wide` says that the host joins neighboring vectors of 128 bits to vectors of 256 (V8's
 * --experimental-wasm-revectorize): then tiles of 16 columns fit, and are almost twice as fast.
 * Without it they are slow, and nothing that a program can ask tells.
 */
export function chooseTile(rounding: Rounding, wide: boolean): TileShape {
  if (loadsAhead()) return { rows: 4, columns: 8, unroll: 1 };
  const columns = wide ? 16 : 8;
  return rounding === 'relaxed' ? { rows: 6, columns, unroll: 2 } : { rows: 5, columns, unroll: 4 };
}

/**
 * Returns the number of panels that a strip of `rows` rows passes side by side. Results do not
 * depend on it.
 *
 * Two multipliers are busy if as many sums are under way as one addition takes cycles, twice: eight
 * with fused multiply-add (four cycles), six where additions are on their own (three). A strip of two
 * rows has four in a panel, which is two vectors wide, and would run at half the speed. Where every
 * load of a round takes a register, more than eight do not fit.
 */
export function choosePanels(rows: number, rounding: Rounding): number {
  const sums = rounding === 'relaxed' && !loadsAhead() ? 8 : 6;
  return Math.ceil(sums / (2 * rows));
}

/**
 * Returns the shapes of products of one row that fit the registers of the engine, as measured.
 * Results do not depend on them. Eight dot products keep two multipliers with a latency of four
 * cycles busy, and eight rows of b need one read and one write of c for eight multiplications. If
 * every load of a round takes a register, only six and four fit.
 */
export function chooseVectors(): VectorShapes {
  return loadsAhead()
    ? { dots: { columns: 6, unroll: 1 }, rows: { rows: 4, vectors: 2 } }
    : { dots: { columns: 8, unroll: 2 }, rows: { rows: 8, vectors: 4 } };
}

/**
 * Returns whether the engine is likely to move all loads of a loop body to its start, as V8 up to
 * version 12 (Node 23) does.
 *
 * How an engine schedules instructions cannot be probed: it validates and computes the same, and
 * only the time differs, whose measurement would cost more than it gains. The sign used instead is
 * a function of JavaScript that V8 received shortly after it changed its scheduling:
 * `RegExp.escape` (V8 13.6). In other engines the sign says nothing. If it is wrong, products are
 * slower, never other.
 */
function loadsAhead(): boolean {
  return !('escape' in RegExp);
}
