/**
 * Cuts the steps from `from` to `end` at the points between them. Returns pairs of first and last
 * steps.
 */
export function cutPoints(
  from: number,
  points: readonly number[],
  end: number,
): readonly (readonly [number, number])[] {
  const parts: (readonly [number, number])[] = [];
  let first = from;
  for (const point of points.toSorted((a, b) => a - b)) {
    if (point <= first || point >= end) continue;
    parts.push([first, point]);
    first = point;
  }
  parts.push([first, end]);
  return parts;
}
