import { setImmediate as turn } from 'node:timers/promises';
import { evaluate, type Random } from '@tbptt/core';
import type { Vocabulary } from '@tbptt/data';
import { type CharLM, type StackState, sample } from '@tbptt/rnn';
import type { Reporter } from '../ui/reports.js';

/** The settings of a sample. */
export interface Drawing {
  readonly random: Random;
  /**
   * The text that the model reads first, which is shown. Default: an empty line, which is not
   * shown.
   */
  readonly prime?: string;
  /** Whether the text that is read first is not shown. Default: false. */
  readonly isSilent?: boolean;
  readonly length: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  /** The sample ends after this text. Default: it has its whole length. */
  readonly stop?: string;
}

/** Between so many characters of a text that is read first, a request to stop is noticed. */
const PIECE = 256;

/**
 * Samples characters from a model and reports them one by one, then as a whole. Ends early when
 * `stopped` returns true.
 */
export async function draw(
  model: CharLM,
  vocabulary: Vocabulary,
  { prime, isSilent = prime === undefined, stop, ...options }: Drawing,
  reporter: Reporter,
  stopped: () => boolean,
): Promise<void> {
  const read = vocabulary.encode(prime ?? beginning(vocabulary));
  if (!isSilent && prime !== undefined) reporter.sampled(prime);
  const ahead = await readAhead(model, read, stopped);
  if (ahead === undefined) return;
  let text = '';
  for (const { symbol } of sample(model, { ...options, ...ahead })) {
    const character = vocabulary.decode([symbol]);
    text += character;
    reporter.sampled(character);
    await turn();
    if (stopped() || (stop !== undefined && text.endsWith(stop))) break;
  }
  reporter.report({ report: 'sample', prime: isSilent ? '' : (prime ?? ''), text });
}

/**
 * Reads the beginning of a long text in windows, which is faster than symbol by symbol. Returns the
 * state, and the symbols that are still to be read. Undefined if a stop was requested.
 */
async function readAhead(
  model: CharLM,
  symbols: Int32Array,
  stopped: () => boolean,
): Promise<{ readonly prime: Int32Array; readonly state?: StackState } | undefined> {
  let state: StackState | undefined;
  let start = 0;
  for (; symbols.length - start > PIECE; start += PIECE) {
    await turn();
    if (stopped()) return undefined;
    const inputs = { shape: [PIECE, 1], data: symbols.slice(start, start + PIECE) };
    state = evaluate(() => model.unroll(inputs, state ?? model.initialState(1)).state);
  }
  return { prime: symbols.subarray(start), ...(state && { state }) };
}

/**
 * Returns an empty line, after which a paragraph begins, or the nearest to it if the vocabulary has
 * no line ends.
 */
export function beginning({ symbols }: Vocabulary): string {
  return symbols.includes('\n') ? '\n\n' : symbols.includes(' ') ? ' ' : (symbols[0] ?? '');
}
