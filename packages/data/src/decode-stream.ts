import { describe } from './arguments.js';
import { ArgumentError } from './errors.js';
import { Vocabulary } from './vocabulary.js';

/** Decodes the symbols of a text one at a time, see {@link decodeStream}. */
export interface DecodeStream {
  /**
   * Returns the text that a symbol completes, which may be empty: the first bytes of a character are
   * no text yet.
   *
   * @throws ArgumentError if it is not an id of the vocabulary.
   */
  step(id: number): string;
  /** Returns what is left at the end of the text: `�` if the bytes of a character are not complete. */
  end(): string;
}

/**
 * Returns a decoder of symbols that come one at a time, such as those that a model draws. Its texts
 * joined are what `vocabulary.decode` returns for all ids, whatever a symbol is: the bytes of a
 * character come out together, and tokens are separated by spaces.
 *
 * ```ts
 * const spelling = decodeStream(vocabulary);
 * for (const { symbol } of sample(model, options)) process.stdout.write(spelling.step(symbol));
 * process.stdout.write(spelling.end());
 * ```
 *
 * @throws ArgumentError if the vocabulary is not a `Vocabulary`.
 */
export function decodeStream(vocabulary: Vocabulary): DecodeStream {
  const given: unknown = vocabulary;
  if (!(given instanceof Vocabulary)) {
    throw new ArgumentError(
      'decodeStream',
      `the vocabulary is ${describe(given)}; it must be one of Vocabulary.of, Vocabulary.from or Vocabulary.fromJSON.`,
      { vocabulary },
    );
  }
  const { unit, special, unknown } = given;
  const marks = new Set<string | undefined>([...special, unknown]);
  const bytes = new TextDecoder('utf-8', { ignoreBOM: true });
  let isFirst = true;
  return {
    step(id) {
      const [symbol = ''] = given.symbolsOf([id]);
      if (unit === 'byte') {
        if (marks.has(symbol)) return bytes.decode() + symbol;
        return bytes.decode(Uint8Array.of(symbol.charCodeAt(0)), { stream: true });
      }
      const separator = unit === 'token' && !isFirst ? ' ' : '';
      isFirst = false;
      return separator + symbol;
    },
    end: () => bytes.decode(),
  };
}
