import type { Schedule } from '../schedules/schedule.js';

const SMALLEST_NORMAL = 2 ** -1022;

/**
 * `step => factor(0) factor(1) ... factor(step)`, a function of the step alone: where steps come one after the other each costs one product,
 * since the last one is remembered; after a jump all are multiplied again, in the same order, and give the same bits. Factors are from 0 to 1, and a product below 2⁻¹⁰²² counts as 0.
 */
export function runningProduct(factor: Schedule): Schedule {
  let last = -1;
  let product = 1;
  return (step) => {
    if (step < last) {
      last = -1;
      product = 1;
    }
    while (last < step) {
      product *= factor(++last);
      if (product < SMALLEST_NORMAL) {
        product = 0; // below it, rounding would keep a product at the least number above 0 for ever
        last = step;
      }
    }
    return product;
  };
}
