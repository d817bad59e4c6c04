/**
 * Best rational approximation in the sense of the largest weighted error, by Remez's exchange:
 * numerator and denominator in powers of one variable, the denominator's constant term 1.
 * Coefficients may be fixed in advance, so that they can be rounded one after the other while the
 * rest makes up for it.
 */

/** Solves the square system `rows · x = right` by Gaussian elimination with pivoting. */
function solve(rows, right) {
  const size = right.length;
  const a = rows.map((row, i) => [...row, right[i]]);
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) if (Math.abs(a[i][k]) > Math.abs(a[pivot][k])) pivot = i;
    [a[k], a[pivot]] = [a[pivot], a[k]];
    for (let i = k + 1; i < size; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j <= size; j++) a[i][j] -= factor * a[k][j];
    }
  }
  const x = new Array(size).fill(0);
  for (let k = size - 1; k >= 0; k--) {
    let sum = a[k][size];
    for (let j = k + 1; j < size; j++) sum -= a[k][j] * x[j];
    x[k] = sum / a[k][k];
  }
  return x;
}

const horner = (coefficients, y) => coefficients.reduceRight((sum, c) => sum * y + c, 0);

/** Points denser at the ends of [from, to]. */
function chebyshev(from, to, count) {
  return Array.from({ length: count }, (_, i) => {
    const t = 0.5 - 0.5 * Math.cos((Math.PI * i) / (count - 1));
    return from + (to - from) * t;
  });
}

/**
 * The alternating extrema of `errors`, the largest of each run of one sign, `count` neighboring
 * ones with the largest errors.
 */
function alternation(grid, errors, count) {
  const runs = [];
  for (let i = 0; i < grid.length; i++) {
    const last = runs.at(-1);
    if (errors[i] === 0) continue;
    if (last === undefined || Math.sign(errors[last]) !== Math.sign(errors[i])) runs.push(i);
    else if (Math.abs(errors[i]) > Math.abs(errors[last])) runs[runs.length - 1] = i;
  }
  while (runs.length > count) {
    if (Math.abs(errors[runs[0]]) < Math.abs(errors[runs.at(-1)])) runs.shift();
    else runs.pop();
  }
  return runs.length === count ? runs.map((i) => grid[i]) : undefined;
}

/**
 * Fits `f` on [from, to]. `numerator` and `denominator` list one entry per coefficient: a number
 * fixes it, `undefined` leaves it free; the denominator's list starts with 1. The error that is
 * made as small as possible at its largest is `weight(y) * (fit(y) - f(y))`.
 */
export function remez({ f, weight, from, to, numerator, denominator = [1] }) {
  const scale = Math.max(Math.abs(from), Math.abs(to));
  const grid = chebyshev(from, to, 4001);
  const values = grid.map(f);
  const weights = grid.map(weight);
  const free = [];
  numerator.forEach((c, power) => c === undefined && free.push({ side: 'p', power }));
  denominator.forEach((c, power) => c === undefined && free.push({ side: 'q', power }));

  let points = chebyshev(from, to, free.length + 3).slice(1, -1);
  let best;
  for (let round = 0; round < 60; round++) {
    let p = numerator.map((c) => c ?? 0);
    let q = denominator.map((c) => c ?? 0);
    let level = 0;
    for (let inner = 0; inner < 12; inner++) {
      const rows = [];
      const right = [];
      points.forEach((y, k) => {
        const value = f(y);
        const sign = k % 2 === 0 ? 1 : -1;
        const target = value;
        const bend = (sign / weight(y)) * horner(q, y);
        rows.push([
          ...free.map(({ side, power }) =>
            side === 'p' ? (y / scale) ** power : -target * (y / scale) ** power,
          ),
          -bend,
        ]);
        const fixedP = numerator.reduce((sum, c, power) => sum + (c ?? 0) * y ** power, 0);
        const fixedQ = denominator.reduce((sum, c, power) => sum + (c ?? 0) * y ** power, 0);
        right.push(target * fixedQ - fixedP);
      });
      const x = solve(rows, right);
      p = numerator.map((c) => c ?? 0);
      q = denominator.map((c) => c ?? 0);
      free.forEach(({ side, power }, i) => {
        if (side === 'p') p[power] = x[i] / scale ** power;
        else q[power] = x[i] / scale ** power;
      });
      const next = x.at(-1);
      const settled = Math.abs(next - level) <= 1e-9 * Math.abs(next);
      level = next;
      if (settled || denominator.length === 1) break;
    }
    const errors = grid.map((y, i) => weights[i] * (horner(p, y) / horner(q, y) - values[i]));
    const error = errors.reduce((largest, e) => Math.max(largest, Math.abs(e)), 0);
    if (Number.isFinite(error) && (best === undefined || error < best.error))
      best = { numerator: p, denominator: q, error };
    const next = alternation(grid, errors, points.length);
    if (next === undefined || error <= Math.abs(level) * 1.0001) break;
    points = next;
  }
  return best;
}

/** Fits, then rounds coefficient after coefficient, lowest power first, and fits what is left again. */
export function roundedRemez({ round, ...problem }) {
  const numerator = [...problem.numerator];
  const denominator = [...(problem.denominator ?? [1])];
  let fit = remez(problem);
  const exact = fit.error;
  const order = [];
  for (let power = 0; power < Math.max(numerator.length, denominator.length); power++) {
    if (power < denominator.length && denominator[power] === undefined)
      order.push([denominator, 'denominator', power]);
    if (power < numerator.length && numerator[power] === undefined)
      order.push([numerator, 'numerator', power]);
  }
  for (const [list, side, power] of order) {
    list[power] = round(fit[side][power]);
    const next = remez({ ...problem, numerator, denominator });
    if (next !== undefined) fit = next;
  }
  return { numerator, denominator, error: fit.error, exact };
}
