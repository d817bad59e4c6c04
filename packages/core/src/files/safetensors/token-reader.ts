import { describe } from '../../arguments.js';
import { FormatError } from '../../errors.js';
import { MOST_KEYS } from './format.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;
const ZERO = 0x30;

/**
 * Reads the JSON of a header from left to right. It reads only what a header can have: objects,
 * texts and lists of whole numbers. So time and memory are linear in the length of any header.
 */
export class TokenReader {
  readonly #header: Uint8Array;
  readonly #decoder = makeDecoder();
  #at = 0;

  constructor(header: Uint8Array) {
    this.#header = header;
  }

  /** Whether an object is next. */
  get isAtObject(): boolean {
    return this.#peek() === OPEN_BRACE;
  }

  /** Whether a text is next. */
  get isAtText(): boolean {
    return this.#peek() === QUOTE;
  }

  /**
   * Reads an object.
   *
   * @param member called with each key; reads the value
   * @throws FormatError if a key occurs twice, or if there are too many.
   */
  object(member: (key: string) => void): void {
    this.#expect(OPEN_BRACE);
    if (this.#take(CLOSE_BRACE)) return;
    const keys = new Set<string>();
    do {
      const key = this.text();
      if (keys.has(key)) {
        throw new FormatError('safetensors', `the header has the key ${describe(key)} twice in one object.`, {
          key,
        });
      }
      if (keys.size === MOST_KEYS) {
        throw new FormatError(
          'safetensors',
          `an object of the header has more than ${MOST_KEYS} keys, the most that are read.`,
        );
      }
      keys.add(key);
      this.#expect(COLON);
      member(key);
    } while (this.#take(COMMA));
    this.#expect(CLOSE_BRACE);
  }

  /** Reads a text. */
  text(): string {
    this.#expect(QUOTE);
    const start = this.#at;
    let isEscaped = false;
    for (let byte = this.#next(); byte !== QUOTE; byte = this.#next()) {
      if (byte < SPACE) this.#refuse('a character of a text');
      if (byte === BACKSLASH) {
        isEscaped = true;
        this.#next();
      }
    }
    const text = decode(this.#decoder, this.#header.slice(start, this.#at - 1), false);
    return isEscaped ? unescaped(text) : text;
  }

  /**
   * Reads a list of whole numbers of at least 0, or its first `most + 1` numbers if there are more.
   * Returns undefined if something else is next: also for numbers with a sign, a fraction or an
   * exponent, and for numbers beyond `Number.MAX_SAFE_INTEGER`.
   */
  wholeNumbers(most: number): readonly number[] | undefined {
    if (!this.#take(OPEN_BRACKET)) return undefined;
    const numbers: number[] = [];
    if (this.#take(CLOSE_BRACKET)) return numbers;
    do {
      const number = this.#wholeNumber();
      if (number === undefined) return undefined;
      numbers.push(number);
      if (numbers.length > most) return numbers;
    } while (this.#take(COMMA));
    return this.#take(CLOSE_BRACKET) ? numbers : undefined;
  }

  /** Checks that only spaces follow. */
  end(): void {
    while (this.#header[this.#at] === SPACE) this.#at++;
    if (this.#at < this.#header.length) this.#refuse('nothing but spaces');
  }

  /** Returns the next few characters, for messages. */
  excerpt(): string {
    this.#peek();
    const few = this.#header.slice(this.#at, this.#at + 20);
    const end = few.findIndex((byte) => byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET);
    return end < 0 ? `${startOf(few)}...` : startOf(few.subarray(0, end));
  }

  #wholeNumber(): number | undefined {
    this.#peek();
    const start = this.#at;
    let number = 0;
    for (let digit = this.#digit(); digit !== undefined; digit = this.#digit()) {
      number = number * 10 + digit;
      this.#at++;
      if (number > Number.MAX_SAFE_INTEGER) return undefined;
    }
    const digits = this.#at - start;
    const hasLeadingZero = digits > 1 && this.#header[start] === ZERO;
    return digits === 0 || hasLeadingZero ? undefined : number;
  }

  #digit(): number | undefined {
    const digit = (this.#header[this.#at] ?? 0) - ZERO;
    return digit >= 0 && digit <= 9 ? digit : undefined;
  }

  /** Returns the next byte after white space without reading it, or undefined at the end. */
  #peek(): number | undefined {
    while (isWhiteSpace(this.#header[this.#at])) this.#at++;
    return this.#header[this.#at];
  }

  /** Reads a byte if it is next. */
  #take(byte: number): boolean {
    if (this.#peek() !== byte) return false;
    this.#at++;
    return true;
  }

  #expect(byte: number): void {
    if (!this.#take(byte)) this.#refuse(`'${String.fromCharCode(byte)}'`);
  }

  /** Reads any byte. */
  #next(): number {
    const byte = this.#header[this.#at];
    if (byte === undefined) this.#refuse("'\"'");
    this.#at++;
    return byte;
  }

  #refuse(expected: string): never {
    const at = this.#at;
    const rest = this.#header.slice(at, at + 20);
    const found =
      rest.length === 0 ? `it ends at byte ${at}` : `at byte ${at} it has ${JSON.stringify(startOf(rest))}`;
    throw new FormatError('safetensors', `the header is not JSON: ${found}, where ${expected} must follow.`, {
      at,
      expected,
    });
  }
}

/** Returns whether a byte is white space of JSON. */
export function isWhiteSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Returns the text of bytes that may end inside a character. */
function startOf(bytes: Uint8Array): string {
  return decode(makeDecoder(), bytes, true);
}

function decode(decoder: TextDecoder, bytes: Uint8Array, isCut: boolean): string {
  try {
    return decoder.decode(bytes, { stream: isCut });
  } catch {
    throw new FormatError('safetensors', 'the header is not UTF-8.');
  }
}

function makeDecoder(): TextDecoder {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
}

function unescaped(literal: string): string {
  let text: string;
  try {
    text = JSON.parse(`"${literal}"`) as string;
  } catch (cause) {
    throw new FormatError(
      'safetensors',
      `the header is not JSON: the text ${describe(literal)} has an escape that does not exist.`,
      { text: literal },
      { cause },
    );
  }
  if (/\p{Surrogate}/u.test(text)) {
    throw new FormatError(
      'safetensors',
      `the header has the text ${describe(literal)} with half of a pair of surrogates, which is no character.`,
      { text: literal },
    );
  }
  return text;
}
