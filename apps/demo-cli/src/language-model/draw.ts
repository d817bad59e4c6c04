import { setImmediate as turn } from 'node:timers/promises';
import { evaluate, type Random } from '@tbptt/core';
import { decodeStream, UnknownSymbolError, type Vocabulary } from '@tbptt/data';
import { type CharLM, type StackState, sample } from '@tbptt/rnn';
import type { Reporter } from '../ui/reports.js';

/** The settings of a sample. */
export interface Drawing {
  /** A generator for each sample; as many are drawn side by side. */
  readonly random: readonly Random[];
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
  /**
   * A sample ends with this text, which may begin in the text that is read first. Default: it has its
   * whole length.
   */
  readonly stop?: string;
}

/** The number of characters of a text that is read first between two checks for a request to stop. */
const PIECE = 256;

/**
 * Samples characters from a model. Those of the first sample are reported one by one, and each sample
 * as a whole. Ends early when `stopped` returns true.
 */
export async function draw(
  model: CharLM,
  vocabulary: Vocabulary,
  { prime, isSilent = prime === undefined, stop, ...options }: Drawing,
  reporter: Reporter,
  stopped: () => boolean,
): Promise<void> {
  const read = vocabulary.encode(prime ?? beginning(vocabulary));
  const shown = isSilent ? '' : (prime ?? '');
  if (shown !== '') reporter.sampled(shown);
  const ahead = await readAhead(model, read, stopped);
  if (ahead === undefined) return;
  const texts = options.random.map(() => '');
  const spellings = options.random.map(() => decodeStream(vocabulary));
  const write = (lane: number, text: string): void => {
    texts[lane] += text;
    if (lane === 0 && text !== '') reporter.sampled(text);
  };
  const lanes = { lanes: texts.length, stop: stopsOf(stop, vocabulary) };
  for (const { lane, symbol } of sample(model, { ...options, ...ahead, ...lanes })) {
    write(lane, spellings[lane]?.step(symbol) ?? '');
    await turn();
    if (stopped()) break;
  }
  for (const [lane, spelling] of spellings.entries()) write(lane, spelling.end());
  for (const [lane, text] of texts.entries()) {
    if (lane > 0) reporter.sampled(shown + text);
    reporter.report({ report: 'sample', prime: shown, text });
  }
}

/** Returns the stops of a sample. A text with a symbol that the model does not know never ends one. */
function stopsOf(stop: string | undefined, vocabulary: Vocabulary): readonly Int32Array[] {
  if (stop === undefined) return [];
  try {
    return [vocabulary.encode(stop)];
  } catch (error) {
    if (error instanceof UnknownSymbolError) return [];
    throw error;
  }
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
 * Returns an empty line, after which a paragraph begins; a space or the first symbol if the
 * vocabulary has no line ends.
 */
export function beginning({ symbols }: Vocabulary): string {
  return symbols.includes('\n') ? '\n\n' : symbols.includes(' ') ? ' ' : (symbols[0] ?? '');
}
