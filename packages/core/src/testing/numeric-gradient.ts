/**
 * The gradient of a function of `length` numbers that stand in `numbers` from `start` on, by
 * central differences of the fourth order: exact for cubics, with an error of the order `step⁴`
 * plus the rounding error of `value` divided by `step`.
 *
 * `value` reads the numbers where they stand; each is moved a little and put back.
 */
export function numericGradient(
  value: () => number,
  numbers: Float64Array,
  start = 0,
  length = numbers.length - start,
  step = 1e-3,
): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const index = start + i;
    const center = numbers[index] as number;
    const valueAt = (distance: number): number => {
      numbers[index] = center + distance;
      return value();
    };
    const near = valueAt(step) - valueAt(-step);
    const far = valueAt(2 * step) - valueAt(-2 * step);
    numbers[index] = center;
    return (8 * near - far) / (12 * step);
  });
}
