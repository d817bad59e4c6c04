import { type Code, f32x4, i32x4 } from '../instructions.js';
import { beyondTheDomain, exponentOf, logOfParts, splitPower } from './log.js';
import type { VectorMath } from './vector-math.js';

const ONE_BITS = 0x3f800000;

/**
 * `log(1 + x)`, accurate for small x. With `1 + x = 2ⁿ (1 + f)`, `f = 2⁻ⁿ x + (2⁻ⁿ - 1)` is rounded
 * once, and it is x itself if n = 0.
 */
export function log1p(v: VectorMath, x: Code): Code {
  const argument = v.let(x);
  const sum = v.let(f32x4.add(argument, v.constant(1)));
  const { power } = splitPower(v, sum);
  const scaled = i32x4.sub(argument, power);
  // For n = 128 the bits are those of -Infinity: then 2⁻ⁿ does not count.
  const inversePower = f32x4.pmax(i32x4.sub(v.bits(ONE_BITS), power), v.constant(0));
  const f = f32x4.add(scaled, f32x4.sub(inversePower, v.constant(1)));
  return beyondTheDomain(v, sum, argument, logOfParts(v, exponentOf(power), f));
}
