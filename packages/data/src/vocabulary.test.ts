import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError, FormatError, UnknownSymbolError } from './errors.js';
import { Vocabulary } from './vocabulary.js';

/** Any string of valid code points, from all planes. */
const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });

describe('a vocabulary', () => {
  test('has the symbols of its text in the order of their code points', () => {
    const vocabulary = Vocabulary.of('to be, or not to be');
    expect(vocabulary.symbols).toEqual([' ', ',', 'b', 'e', 'n', 'o', 'r', 't']);
    expect(vocabulary.size).toBe(8);
  });

  test('sorts by code points where UTF-16 units sort otherwise', () => {
    expect(Vocabulary.of('😀\uffee').symbols).toEqual(['\uffee', '😀']);
  });

  test('decodes what it encoded, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const vocabulary = Vocabulary.of(text);
        expect(vocabulary.decode(vocabulary.encode(text))).toBe(text);
      }),
    );
  });

  test('gives one id for each code point, all below its size', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const vocabulary = Vocabulary.of(text);
        const points = Array.from(text);
        expect(Array.from(vocabulary.encode(text), (id) => vocabulary.symbols[id])).toEqual(points);
        expect(vocabulary.size).toBe(new Set(points).size);
      }),
    );
  });

  test('encodes an empty text as no ids, and decodes no ids as an empty text', () => {
    const vocabulary = Vocabulary.of('a');
    expect(vocabulary.encode('')).toEqual(new Int32Array(0));
    expect(vocabulary.decode([])).toBe('');
  });

  test('made of a list keeps its order', () => {
    const vocabulary = Vocabulary.from(['z', '🎲', 'a']);
    expect(vocabulary.encode('a🎲z')).toEqual(Int32Array.of(2, 1, 0));
  });

  test('encodes and decodes each of the 1,112,064 code points', () => {
    let text = '';
    for (let c = 0; c < 0x110000; c++) if (c < 0xd800 || c > 0xdfff) text += String.fromCodePoint(c);
    const vocabulary = Vocabulary.of(text);
    expect(vocabulary.size).toBe(1_112_064);
    const ids = vocabulary.encode(text);
    expect(ids.length).toBe(1_112_064);
    expect(ids.every((id, i) => id === i)).toBe(true);
    expect(vocabulary.decode(ids) === text).toBe(true);
  });

  test('is made by its functions alone', () => {
    const Made: unknown = Vocabulary;
    for (const symbols of ['abc', ['a', 'b'], undefined, 3]) {
      expect(() => Reflect.construct(Made as () => void, [symbols]) as unknown).toThrow(
        'call Vocabulary.of(text) or Vocabulary.from(symbols)',
      );
    }
  });

  test('comes back from JSON as it was', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const vocabulary = Vocabulary.of(text);
        const again = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
        expect(again.symbols).toEqual(vocabulary.symbols);
        expect(again.encode(text)).toEqual(vocabulary.encode(text));
      }),
    );
  });

  test('encodes a text of a million characters as it encodes its parts', () => {
    const part = 'Call me Ishmael. Some years ago, never mind how long precisely';
    const vocabulary = Vocabulary.of(part);
    const ids = vocabulary.encode(part.repeat(20_000));
    expect(ids.length).toBe(20_000 * part.length);
    expect(ids.slice(-part.length)).toEqual(vocabulary.encode(part));
  });
});

describe('a symbol the vocabulary lacks', () => {
  const vocabulary = Vocabulary.of('ab😀?');

  test('is an error that names it, its place and the remedy', () => {
    expect(() => vocabulary.encode('ab😀é')).toThrowErrorMatchingInlineSnapshot(
      `[UnknownSymbolError: Vocabulary.encode: the symbol "é" (U+00E9) at position 4 is not among the 4 symbols of the vocabulary; make the vocabulary of a text that has it, or choose a stand-in: encode(text, { replacement: '?' }).]`,
    );
    expect(() => vocabulary.encode('ab😀é')).toThrow(UnknownSymbolError);
    expect(() => vocabulary.encode('a🎲')).toThrow('U+1F3B2');
    expect(() => vocabulary.encode('ab😀é')).toThrow(
      expect.objectContaining({ facts: { symbol: 'é', position: 4, size: 4 } }) as Error,
    );
  });

  test('gives way to the replacement, one for each code point', () => {
    expect(vocabulary.decode(vocabulary.encode('aé🎲b', { replacement: '?' }))).toBe('a??b');
    expect(vocabulary.decode(vocabulary.encode('xb', { replacement: '😀' }))).toBe('😀b');
  });

  test('cannot be the replacement', () => {
    expect(() => vocabulary.encode('a', { replacement: '_' })).toThrow(ArgumentError);
    expect(() => vocabulary.encode('a', { replacement: '' })).toThrow(ArgumentError);
  });
});

describe('broken input', () => {
  const vocabulary = Vocabulary.of('ab😀');

  test('half of a surrogate pair is an error wherever it stands', () => {
    for (const half of ['\ud83d', '\ude00']) {
      for (const text of [half, `ab${half}`, `${half}b`, `😀${half}`]) {
        expect(() => Vocabulary.of(text)).toThrow(ArgumentError);
        expect(() => vocabulary.encode(text)).toThrow(ArgumentError);
        expect(() => vocabulary.encode(text, { replacement: 'a' })).toThrow(ArgumentError);
      }
      expect(() => Vocabulary.from(['a', half])).toThrow(ArgumentError);
    }
    expect(() => vocabulary.encode('😀a\ud83d')).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: Vocabulary.encode: the unit U+D83D at position 3 is half of a surrogate pair and no symbol; cut texts between code points, or call text.toWellFormed() first.]`,
    );
  });

  test('an empty text has no vocabulary, nor has an empty list', () => {
    expect(() => Vocabulary.of('')).toThrow(ArgumentError);
    expect(() => Vocabulary.from([])).toThrow(ArgumentError);
  });

  test('JSON with symbols that are none is refused in the name of fromJSON, however deep they are', () => {
    const nested: unknown = JSON.parse(`${'['.repeat(9000)}${']'.repeat(9000)}`);
    for (const symbols of [[nested], ['a', 'a'], [], ['\ud800'], ['x'.repeat(1e6)], [null]]) {
      let error: unknown;
      try {
        Vocabulary.fromJSON({ symbols });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(FormatError);
      expect(String(error)).toMatch(/^FormatError: Vocabulary.fromJSON: /);
      expect(String(error).length).toBeLessThan(300);
    }
  });

  test('a list names each symbol once', () => {
    expect(() => Vocabulary.from(['a', 'b', 'a'])).toThrow(ArgumentError);
    expect(() => Vocabulary.from(['a', 'b', 'a'])).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: Vocabulary.from: the symbol "a" (U+0061) stands at 0 and again at 2; each symbol may appear once. To collect the symbols of a text, call Vocabulary.of(text).]`,
    );
  });

  test('a list holds single code points only', () => {
    for (const entry of ['', 'ab', '😀a', 'e\u0301']) {
      expect(() => Vocabulary.from(['x', entry])).toThrow(ArgumentError);
    }
    expect(() => Vocabulary.fromJSON({ symbols: ['a', 7] })).toThrow(FormatError);
  });

  test('JSON of another form is refused', () => {
    for (const value of [null, undefined, 'abc', ['a'], {}, { symbols: 'abc' }]) {
      expect(() => Vocabulary.fromJSON(value)).toThrow(FormatError);
    }
  });

  test('an id without a symbol is not decoded', () => {
    for (const id of [-1, 3, 0.5, Number.NaN]) {
      expect(() => vocabulary.decode([0, id])).toThrow(ArgumentError);
    }
    expect(() => vocabulary.decode([0, 3])).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: Vocabulary.decode: the id 3 at position 1 stands for no symbol; ids are integers from 0 to 2 in this vocabulary; check that the ids were encoded by the same one.]`,
    );
  });
});
