/** Measurements of the gradient over a number of steps. */
export interface Lag {
  /** The norm of the gradient of these steps. */
  readonly norm: number;
  /** The norm of what the last of them adds to it. */
  readonly added: number;
}

/** The window that follows from measured lags, with the bounds that decide it. */
export interface WindowWithin {
  readonly k2: number;
  /** β, the rate at which the norms decay; NaN if there are too few to tell. */
  readonly decay: number;
  /** The bounds of the relative bias of k1, k1 + 1, ... steps. */
  readonly bounds: readonly number[];
}

/**
 * Returns the shortest window whose relative bias is at most `bias` by the bound of
 * `adaptiveTruncation`, or the longest measured window if there is none.
 *
 * @param lags those of k1, k1 + 1, ... steps
 */
export function windowWithin(bias: number, k1: number, lags: readonly Lag[]): WindowWithin {
  const { decay, beyond } = remainderOf(lags.slice(1).map(({ added }) => added));
  const leftOut: number[] = [];
  let sum = beyond;
  for (const { added } of lags.toReversed()) {
    leftOut.unshift(sum);
    sum += added;
  }
  const whole = Math.max(...lags.map(({ norm }, i) => norm - (leftOut[i] as number)));
  const bounds = leftOut.map((rest) =>
    rest === 0 ? 0 : whole > 0 ? rest / whole : Number.POSITIVE_INFINITY,
  );
  const found = bounds.findIndex((bound) => bound <= bias);
  return { k2: k1 + (found === -1 ? lags.length - 1 : found), decay, bounds };
}

/** The decay of norms, by a line through the logarithms of their later half, and the sum of all beyond. */
function remainderOf(norms: readonly number[]): { readonly decay: number; readonly beyond: number } {
  // If the norm is zero, nothing reaches so far: a lane began anew, or all has decayed.
  if (norms.at(-1) === 0) return { decay: 0, beyond: 0 };
  const first = Math.floor(norms.length / 2);
  const points = norms
    .slice(first)
    .flatMap((norm, i) => (norm > 0 ? [{ x: first + i, y: Math.log(norm) }] : []));
  const { length } = points;
  const [mx, my] = [
    points.reduce((s, { x }) => s + x / length, 0),
    points.reduce((s, { y }) => s + y / length, 0),
  ];
  const slope =
    points.reduce((s, { x, y }) => s + (x - mx) * (y - my), 0) /
    points.reduce((s, { x }) => s + (x - mx) ** 2, 0);
  const decay = Math.exp(slope);
  // Also if it is NaN, because there are fewer than two norms.
  if (!(decay < 1)) return { decay, beyond: Number.POSITIVE_INFINITY };
  const last = Math.exp(my + slope * (norms.length - 1 - mx));
  return { decay, beyond: (last * decay) / (1 - decay) };
}
