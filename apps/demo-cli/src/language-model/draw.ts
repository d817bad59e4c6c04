import { setImmediate as turn } from 'node:timers/promises';
import type { Random } from '@tbptt/core';
import type { Vocabulary } from '@tbptt/data';
import { type CharLM, sample } from '@tbptt/rnn';
import type { Reporter } from '../ui/reports.js';

/** The settings of a sample. */
export interface Drawing {
  readonly random: Random;
  /**
   * The text that the model reads first, which is shown. Default: an empty line, which is not
   * shown.
   */
  readonly prime?: string;
  readonly length: number;
  readonly temperature?: number;
  readonly topK?: number;
}

/**
 * Samples characters from a model and reports them one by one, then as a whole. Ends early when
 * `stopped` returns true.
 */
export async function draw(
  model: CharLM,
  vocabulary: Vocabulary,
  { prime, ...options }: Drawing,
  reporter: Reporter,
  stopped: () => boolean,
): Promise<void> {
  const read = vocabulary.encode(prime ?? beginning(vocabulary));
  if (prime !== undefined) reporter.sampled(prime);
  let text = '';
  for (const { symbol } of sample(model, { ...options, prime: read })) {
    const character = vocabulary.decode([symbol]);
    text += character;
    reporter.sampled(character);
    await turn();
    if (stopped()) break;
  }
  reporter.report({ report: 'sample', prime: prime ?? '', text });
}

/**
 * Returns an empty line, after which a paragraph begins, or the nearest to it if the vocabulary has
 * no line ends.
 */
function beginning({ symbols }: Vocabulary): string {
  return symbols.includes('\n') ? '\n\n' : symbols.includes(' ') ? ' ' : (symbols[0] ?? '');
}
