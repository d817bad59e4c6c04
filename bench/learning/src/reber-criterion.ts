import type { Floats } from '@tbptt/data';

/**
 * The criterion of the Reber experiments (Hochreiter & Schmidhuber 1997; Gers et al. 2000): a
 * prediction is right when the outputs of the symbols that the grammar allows next, one or two, are
 * all more active than every other. Which of the two comes is chance.
 *
 * @param outputs `[N, V]`, any numbers that grow with the probability, such as logits
 * @param legal `[N, V]`, 1 for each symbol that is allowed, else 0
 * @returns `[N]`, 1 where the prediction is right; a row without an allowed symbol asks for none and is right
 */
export function predictedRight(
  outputs: ArrayLike<number>,
  { shape: [N = 0, V = 0], data }: Floats,
): Uint8Array {
  const right = new Uint8Array(N);
  for (let n = 0; n < N; n++) {
    let leastLegal = Number.POSITIVE_INFINITY;
    let mostIllegal = Number.NEGATIVE_INFINITY;
    for (let i = n * V; i < (n + 1) * V; i++) {
      const output = outputs[i] ?? Number.NaN;
      if (data[i] === 1) leastLegal = Math.min(leastLegal, output);
      else mostIllegal = Math.max(mostIllegal, output);
    }
    right[n] = leastLegal > mostIllegal ? 1 : 0;
  }
  return right;
}
