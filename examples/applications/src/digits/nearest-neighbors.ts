import { evaluate, matmulTransposed, multiply, square, subtract, sum, tensor, topK } from '@tbptt/core';
import { batches, gatherRows } from '@tbptt/data';
import type { Digits } from '@tbptt/learning';

/**
 * The digit that most of the `k` nearest images of the training show, for each image asked about;
 * of digits that are as frequent, the one of the nearest image. The square of the Euclidean
 * distance is `|a|² - 2 a b + |b|²`, whose first term is the same for all.
 */
export function nearestNeighbors(training: Digits, asked: Digits, k: number): readonly number[] {
  const known = tensor(training.images);
  const squares = sum(square(known), -1);
  return [...batches(asked.labels.data.length, { size: 100 })].flatMap((batch) => {
    const images = tensor(gatherRows(asked.images, batch));
    const { indices } = evaluate(() => {
      const products = matmulTransposed(images, known);
      return topK(subtract(squares, multiply(products, 2)), k, { largest: false });
    });
    return Array.from(batch, (_, row) => {
      const near = indices.data.subarray(row * k, (row + 1) * k);
      return mostFrequent(Array.from(near, (index) => training.labels.data[index] as number));
    });
  });
}

function mostFrequent(digits: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const digit of digits) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return digits.find((digit) => counts.get(digit) === most) as number;
}
