import { DataError } from '../errors.js';

/** Names of a language were asked for that there are none of, or of a language twice. */
export class LanguageError extends DataError {
  override readonly name = 'LanguageError';

  constructor(
    /** What was asked for. */
    readonly languages: readonly string[],
    /** What there is. */
    readonly available: readonly string[],
  ) {
    super(
      `givenNames: the languages are [${languages.join(', ')}]; they must be one or more of ${available.join(', ')}, each once.`,
    );
  }
}
