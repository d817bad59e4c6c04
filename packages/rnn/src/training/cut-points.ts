/**
 * Cuts the steps from `from` to `end` at the points between them. Returns pairs of first and last
 * steps.
 */
export function cutPoints(
  from: number,
  points: readonly number[],
  end: number,
): readonly (readonly [number, number])[] {
  const inner = [...new Set(points)].filter((point) => point > from && point < end).toSorted((a, b) => a - b);
  const bounds = [from, ...inner, end];
  return bounds.slice(1).map((last, index) => [bounds[index] as number, last] as const);
}
