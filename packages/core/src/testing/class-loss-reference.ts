/** What the losses over classes are compared with. */
export interface ClassLossCase {
  /** Rows of V numbers. */
  readonly rows: readonly (readonly number[])[];
  readonly targets: readonly number[];
  /** [V]; 1 if not given. */
  readonly weight?: readonly number[] | undefined;
  readonly ignored: number;
  readonly smoothing?: number;
}

/**
 * Losses over classes by their definition in plain JavaScript: the cross-entropy of each row of
 * log-probabilities with its target, of which `smoothing` is spread evenly; and the mean.
 */
export function classLosses({ rows, targets, weight, ignored, smoothing = 0 }: ClassLossCase) {
  const weightOf = (index: number): number => weight?.[index] ?? 1;
  const losses = rows.map((row, r) => {
    const target = targets[r] ?? ignored;
    if (target === ignored) return 0;
    const spread = row.reduce((sum, x, c) => sum - weightOf(c) * x, 0) / row.length;
    return (
      (1 - smoothing) * weightOf(target) * -(row[target] ?? Number.NaN) +
      (smoothing > 0 ? smoothing * spread : 0)
    );
  });
  const sum = losses.reduce((total, loss) => total + loss, 0);
  const counted = targets.filter((target) => target !== ignored);
  return { losses, sum, mean: sum / counted.reduce((total, target) => total + weightOf(target), 0) };
}

/** Returns the logarithms of the softmax of a row. */
export function logSoftmaxOf(row: readonly number[]): readonly number[] {
  const largest = Math.max(...row);
  const level = largest + Math.log(row.reduce((sum, x) => sum + Math.exp(x - largest), 0));
  return row.map((x) => x - level);
}
