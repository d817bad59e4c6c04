/** What every error of `@tbptt/data` is; its subclasses carry the facts as fields and the remedy in the message. */
export abstract class DataError extends Error {
  abstract override readonly name: string;
}

/** A vocabulary was asked of a text without symbols. */
export class EmptyTextError extends DataError {
  override readonly name = 'EmptyTextError';

  constructor() {
    super(
      'Vocabulary.of: the text is empty, but a vocabulary needs one symbol at least; check how it was read.',
    );
  }
}

/** A vocabulary was asked of an empty list of symbols. */
export class EmptyVocabularyError extends DataError {
  override readonly name = 'EmptyVocabularyError';

  constructor() {
    super('Vocabulary.from: the list of symbols is empty, but a vocabulary needs one symbol at least.');
  }
}

/** A text holds half of a surrogate pair: it was cut inside a symbol or decoded wrongly. */
export class LoneSurrogateError extends DataError {
  override readonly name = 'LoneSurrogateError';

  constructor(
    /** The function that met it. */
    readonly operation: string,
    /** The UTF-16 unit, 0xD800 to 0xDFFF. */
    readonly unit: number,
    /** Where it stands, in UTF-16 units: `text[position]`. */
    readonly position: number,
  ) {
    super(
      `${operation}: the unit ${codePointName(unit)} at position ${position} is half of a surrogate pair and no symbol; ` +
        'cut texts between code points, or call text.toWellFormed() first.',
    );
  }
}

/** A text holds a symbol that its vocabulary lacks. */
export class UnknownSymbolError extends DataError {
  override readonly name = 'UnknownSymbolError';

  constructor(
    readonly symbol: string,
    /** Where it stands, in UTF-16 units: `text.slice(position)` begins with it. */
    readonly position: number,
    /** How many symbols the vocabulary has. */
    readonly size: number,
  ) {
    super(
      `Vocabulary.encode: the symbol ${symbolName(symbol)} at position ${position} is not among the ${size} symbols of the ` +
        "vocabulary; make the vocabulary of a text that has it, or choose a stand-in: encode(text, { replacement: '?' }).",
    );
  }
}

/** The stand-in for unknown symbols is itself unknown. */
export class UnknownReplacementError extends DataError {
  override readonly name = 'UnknownReplacementError';

  constructor(readonly replacement: string) {
    super(
      `Vocabulary.encode: the replacement ${symbolName(replacement)} is not in the vocabulary; ` +
        'choose one of its symbols, or add it when the vocabulary is made.',
    );
  }
}

/** A string that should be one code point is none, or several. */
export class NotASymbolError extends DataError {
  override readonly name = 'NotASymbolError';

  constructor(
    readonly value: unknown,
    /** Its place in the list of symbols. */
    readonly index: number,
  ) {
    super(
      `Vocabulary.from: entry ${index} is ${JSON.stringify(value) ?? typeof value}, but a symbol is a string of exactly one code point; ` +
        'split longer strings first: [...text].',
    );
  }
}

/** A list of symbols names one twice. */
export class DuplicateSymbolError extends DataError {
  override readonly name = 'DuplicateSymbolError';

  constructor(
    readonly symbol: string,
    readonly first: number,
    readonly second: number,
  ) {
    super(
      `Vocabulary.from: the symbol ${symbolName(symbol)} stands at ${first} and again at ${second}; ` +
        'each symbol may appear once. To collect the symbols of a text, call Vocabulary.of(text).',
    );
  }
}

/** A value is not what `Vocabulary.toJSON` writes. */
export class VocabularyFormatError extends DataError {
  override readonly name = 'VocabularyFormatError';

  constructor() {
    super(
      'Vocabulary.fromJSON: the value must be an object { symbols: [...] }, as toJSON gives it; ' +
        'parse the text first: Vocabulary.fromJSON(JSON.parse(text)).',
    );
  }
}

/** An id stands for no symbol. */
export class IdOutOfRangeError extends DataError {
  override readonly name = 'IdOutOfRangeError';

  constructor(
    /** The function that met it. */
    readonly operation: string,
    readonly id: number,
    /** Its place among the ids. */
    readonly position: number,
    /** How many symbols there are, where that is known. */
    readonly size?: number,
  ) {
    super(
      `${operation}: the id ${id} at position ${position} stands for no symbol; ids are integers ` +
        (size === undefined
          ? 'from 0 up, as Vocabulary.encode gives them.'
          : `from 0 to ${size - 1} in this vocabulary; check that the ids were encoded by the same one.`),
    );
  }
}

/** The number of lanes is not a positive integer. */
export class LaneCountError extends DataError {
  override readonly name = 'LaneCountError';

  constructor(readonly lanes: number) {
    super(`Lanes: the number of lanes is ${lanes}, but it must be an integer from 1 up.`);
  }
}

/** A text has too few symbols to give each lane one step. */
export class TextTooShortError extends DataError {
  override readonly name = 'TextTooShortError';

  constructor(
    /** How many symbols the text has. */
    readonly symbols: number,
    readonly lanes: number,
  ) {
    super(
      `Lanes: a text of ${symbols} symbols has ${Math.max(0, symbols - 1)} pairs of a symbol and the next, too few for ` +
        `${lanes} lanes; give at least ${lanes + 1} symbols` +
        (symbols >= 2 ? `, or ask for at most ${symbols - 1} lanes.` : '.'),
    );
  }
}

/** A window lies outside of its lanes. */
export class WindowRangeError extends DataError {
  override readonly name = 'WindowRangeError';

  constructor(
    readonly start: number,
    readonly length: number,
    /** How many steps the longest lane has. */
    readonly available: number,
  ) {
    super(
      `Lanes.window: a window of ${length} steps from step ${start} was asked of lanes of ${available} steps; ` +
        `start must be an integer from 0 to ${available - 1}, length an integer from 1 up.`,
    );
  }
}

/** A share to be cut off leaves one of the two parts empty. */
export class SplitShareError extends DataError {
  override readonly name = 'SplitShareError';

  constructor(
    readonly share: number,
    /** How many symbols there are to divide. */
    readonly symbols: number,
  ) {
    super(
      `split: a validation share of ${share} of ${symbols} symbols leaves a part without symbols; ` +
        'give a share between 0 and 1, such as 0.1, and a text long enough for both parts.',
    );
  }
}

/** The samples or the size of the batches are not countable. */
export class BatchCountError extends DataError {
  override readonly name = 'BatchCountError';

  constructor(
    readonly samples: number,
    readonly size: number,
  ) {
    super(
      `batches: ${samples} samples in batches of ${size} were asked for; the samples must be an integer from 0 up, ` +
        'the size an integer from 1 up.',
    );
  }
}

/** A row was asked for that an array does not have, or the array does not fill its shape. */
export class RowError extends DataError {
  override readonly name = 'RowError';

  constructor(
    readonly shape: readonly number[],
    /** How many elements the array has. */
    readonly elements: number,
    /** The row that was asked for, where the shape is sound. */
    readonly row?: number,
  ) {
    const what = `gatherRows: an array of ${elements} elements with shape [${shape.join(', ')}]`;
    super(
      row === undefined
        ? `${what} was given; the shape must have an axis at least, and its product must be the number of elements.`
        : `${what} has no row ${row}; rows are integers from 0 to ${(shape[0] ?? 0) - 1}.`,
    );
  }
}

/** A sequence was asked for that there is not, or a batch of none. */
export class SequenceError extends DataError {
  override readonly name = 'SequenceError';

  constructor(
    /** The function that was asked. */
    readonly operation: string,
    /** How many sequences there are. */
    readonly available: number,
    /** The one that was asked for; undefined where the batch is empty. */
    readonly row?: number,
  ) {
    super(
      row === undefined
        ? `${operation}: no sequence of ${available} was asked for; a batch must have one at least.`
        : `${operation}: sequence ${row} was asked for; there are ${available}, with numbers from 0 up.`,
    );
  }
}

function symbolName(symbol: string): string {
  return `${JSON.stringify(symbol)} (${Array.from(symbol, (s) => codePointName(s.codePointAt(0) ?? 0)).join(' ')})`;
}

function codePointName(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}
