import { setImmediate as turn } from 'node:timers/promises';
import type { Random } from '@tbptt/core';
import type { Vocabulary } from '@tbptt/data';
import { type CharLM, sample } from '@tbptt/rnn';
import type { Reporter } from '../ui/reports.js';

/** How characters are drawn. */
export interface Drawing {
  readonly random: Random;
  /** What the model reads first; a line end where it knows one if not given, and then not shown. */
  readonly prime?: string;
  readonly length: number;
  readonly temperature?: number;
  readonly topK?: number;
}

/** Draws characters from a model and reports them one by one, then as a whole. Ends early where `stopped` says so. */
export async function draw(
  model: CharLM,
  vocabulary: Vocabulary,
  { prime, ...options }: Drawing,
  reporter: Reporter,
  stopped: () => boolean,
): Promise<void> {
  const read = vocabulary.encode(prime ?? firstSymbol(vocabulary));
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

function firstSymbol({ symbols }: Vocabulary): string {
  return ['\n', ' '].find((symbol) => symbols.includes(symbol)) ?? symbols[0] ?? '';
}
