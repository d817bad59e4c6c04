import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { i32 } from '../../wasm/instructions.js';

/** `count` strips of `height` rows each. */
export interface Run {
  readonly height: Local;
  readonly count: Local;
}

/**
 * Cuts `rows` rows into strips of at most `tallest` rows, as few as possible and as even as
 * possible, for low strips leave multipliers idle: 50 rows and at most 6 give 5 strips of 6 and 4
 * of 5. Calls `body` for each run of equally high strips (there are two at most); `rows` is 0 in
 * the end.
 */
export function forEachRun(f: FunctionBuilder, rows: Local, tallest: number, body: (run: Run) => void): void {
  const strips = f.local('i32');
  const height = f.local('i32');
  const count = f.local('i32');
  f.while(
    () => rows.get,
    () => {
      f.set(strips, i32.divU(i32.add(rows.get, i32.const(tallest - 1)), i32.const(tallest)));
      f.set(height, i32.divU(i32.add(rows.get, i32.sub(strips.get, i32.const(1))), strips.get));
      // Were all strips as high as the highest, `height * strips - rows` rows would be too many: so
      // many strips are lower by one.
      f.set(count, i32.sub(strips.get, i32.sub(i32.mul(height.get, strips.get), rows.get)));
      f.set(rows, i32.sub(rows.get, i32.mul(height.get, count.get)));
      body({ height, count });
    },
  );
}

/**
 * The greater of the two neighboring heights that suffice for `rows` rows in strips of at most
 * `tallest`, cut as `forEachRun` does. Where one height suffices its greater neighbor may stand
 * beside it, so that most large numbers of rows share the two greatest.
 */
export function greaterHeight(rows: number, tallest: number): number {
  const strips = Math.ceil(rows / tallest);
  const height = Math.ceil(rows / strips);
  return height === tallest - 1 && height * strips === rows ? tallest : height;
}

/**
 * Writes `body` once for each kind of strip, in the branch where `height` is that of its rows; it
 * is that of one of them.
 */
export function byHeight<Strip extends { readonly rows: number }>(
  f: FunctionBuilder,
  height: Local,
  strips: readonly Strip[],
  body: (strip: Strip) => void,
): void {
  const [strip, ...others] = strips;
  if (strip === undefined) return;
  const isLast = others.length === 0;
  if (isLast) body(strip);
  else {
    const otherwise = () => byHeight(f, height, others, body);
    f.if(i32.eq(height.get, i32.const(strip.rows)), () => body(strip), otherwise);
  }
}
