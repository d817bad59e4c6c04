import { UsageError } from '../errors.js';
import { type AlgorithmName, goesForward } from '../language-model/algorithms.js';

/** The options that may conflict with an algorithm. */
interface AlgorithmFlags {
  readonly algorithm: AlgorithmName;
  readonly cell: string;
  readonly layers: number;
  readonly window?: number;
  readonly tied?: boolean;
  readonly nGrams?: number;
  readonly embedding?: number;
  readonly dropout?: number;
}

/** @throws UsageError if the algorithm does not apply to the model. */
export function requireAlgorithm({ algorithm, cell, layers, window, ...flags }: AlgorithmFlags): void {
  const refuse = (option: string, rule: string): UsageError =>
    new UsageError(`option '${option}' cannot be used with --algorithm ${algorithm}: ${rule}.`);
  if (algorithm === 'random' && window === 1) {
    throw refuse('--window <steps>', 'the mean length of random windows must be at least 2');
  }
  if (!goesForward(algorithm)) return;
  const { tied = false, nGrams, embedding = 0, dropout = 0 } = flags;
  const carried = 'it carries the gradient forward through recurrent layers alone';
  if (tied) throw refuse('--tied', carried);
  if (nGrams !== undefined) throw refuse('--n-grams <size>', carried);
  if (embedding > 0) throw refuse('--embedding <size>', carried);
  if (dropout > 0) throw refuse('--dropout <share>', carried);
  if (algorithm !== 'kf-rtrl') return;
  if (cell === 'gru') throw refuse('--cell <name>', 'the influence in a gru is no Kronecker product');
  if (layers > 1) {
    throw refuse('--layers <number>', 'the influence on several layers is no Kronecker product');
  }
}

/** @throws UsageError if several processes train by an algorithm whose trace they cannot share. */
export function requireOneProcess(algorithm: AlgorithmName, processes: number): void {
  if (processes === 1 || algorithm === 'tbptt' || algorithm === 'random') return;
  throw new UsageError(
    `option '--algorithm <name>' argument '${algorithm}' is invalid. ${processes} processes train together; use tbptt or random.`,
  );
}
