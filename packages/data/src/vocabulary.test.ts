import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError, FormatError, UnknownSymbolError } from './errors.js';
import { Vocabulary } from './vocabulary.js';

/** Any UTF-16 units, halves of surrogate pairs among them. */
const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));

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
      `[UnknownSymbolError: Vocabulary.encode: the symbol "é" (U+00E9) at position 4 is not among the 4 symbols of the vocabulary; make the vocabulary of a text that has it, give it a symbol for the rest: { unknown: '<unk>' }, or choose a stand-in: encode(text, { replacement: '?' }).]`,
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

describe('a vocabulary of other units', () => {
  const sentence = 'naïve e\u0301clair 👩‍👩‍👧 \r\n鯨が the the';

  test('decodes what it encoded, whatever the text', () => {
    for (const unit of ['byte', 'codePoint', 'grapheme', 'word'] as const) {
      fc.assert(
        fc.property(fc.oneof(anyText, fc.lorem()), (text) => {
          const vocabulary = Vocabulary.of(text, { unit });
          expect(vocabulary.unit).toBe(unit);
          expect(vocabulary.decode(vocabulary.encode(text))).toBe(text);
        }),
        { numRuns: 60 },
      );
    }
  });

  test('has the bytes of UTF-8 as their values', () => {
    const bytes = Vocabulary.from(
      Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)),
      {
        unit: 'byte',
      },
    );
    fc.assert(
      fc.property(anyText, (text) => {
        expect(bytes.encode(text)).toEqual(Int32Array.from(new TextEncoder().encode(text)));
        expect(bytes.decode(bytes.encode(text))).toBe(text);
      }),
    );
    expect(bytes.decode([0xef, 0xbb, 0xbf, 0x61, 0xc3])).toBe('\ufeffa\ufffd');
  });

  test('has graphemes as a reader counts characters', () => {
    const graphemes = Vocabulary.of(sentence, { unit: 'grapheme' });
    for (const symbol of ['ï', 'e\u0301', '👩‍👩‍👧', '\r\n', 'が'])
      expect(graphemes.symbols).toContain(symbol);
    expect(graphemes.encode('e\u0301👩‍👩‍👧').length).toBe(2);
  });

  test('has words, and what is between them', () => {
    const words = Vocabulary.of("The cat, the dog: 3.14 can't!", { unit: 'word' });
    expect(words.symbolsOf(words.encode("can't, the cat"))).toEqual(["can't", ',', ' ', 'the', ' ', 'cat']);
    expect(words.symbols).toEqual([' ', '!', ',', '3.14', ':', 'The', "can't", 'cat', 'dog', 'the']);
  });

  test('has tokens as a list names them, and separates them by spaces', () => {
    const lines = 'to be or not to be'.split(' ');
    const vocabulary = Vocabulary.of(lines, { special: ['<s>', '</s>'], unknown: '<unk>', minimumCount: 2 });
    expect(vocabulary.symbols).toEqual(['<s>', '</s>', '<unk>', 'be', 'to']);
    expect(vocabulary.unit).toBe('token');
    const ids = vocabulary.encode(['<s>', 'to', 'sleep', '</s>']);
    expect(ids).toEqual(Int32Array.of(0, 4, 2, 1));
    expect(vocabulary.decode(ids)).toBe('<s> to <unk> </s>');
    expect(() => vocabulary.encode('to be')).toThrow('pass the list of tokens');
  });

  test('comes back from JSON as it was', () => {
    for (const unit of ['byte', 'codePoint', 'grapheme', 'word'] as const) {
      const vocabulary = Vocabulary.of(sentence, {
        unit,
        special: ['<s>'],
        unknown: '\ufffd',
        minimumCount: 2,
      });
      const again = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
      expect(again).toEqual(vocabulary);
      expect(again.encode(`${sentence}!`)).toEqual(vocabulary.encode(`${sentence}!`));
    }
    const tokens = Vocabulary.of(['a b', 'c']);
    expect(Vocabulary.fromJSON(JSON.parse(JSON.stringify(tokens))).decode([1, 0])).toBe('c a b');
    expect(JSON.stringify(Vocabulary.of('ab'))).toBe('{"symbols":["a","b"]}');
  });

  test('leaves out what occurs less often than the minimum', () => {
    expect(Vocabulary.of('aabbbc', { minimumCount: 2 }).symbols).toEqual(['a', 'b']);
    expect(Vocabulary.of('a the the', { unit: 'word', minimumCount: 2 }).symbols).toEqual([' ', 'the']);
    expect(() => Vocabulary.of('abc', { minimumCount: 2 })).toThrow('a vocabulary needs one symbol');
  });

  test('sorts symbols by their code points, whatever their length', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }), (tokens) => {
        const symbols = Vocabulary.of(tokens).symbols;
        const byPoints = [...new Set(tokens)].toSorted((a, b) => {
          const [p, q] = [Array.from(a, codePoint), Array.from(b, codePoint)];
          const at = p.findIndex((point, i) => point !== q[i]);
          return at < 0 ? p.length - q.length : (p[at] ?? -1) - (q[at] ?? -1);
        });
        expect(symbols).toEqual(byPoints);
      }),
    );
  });

  test('takes a special symbol or an unknown one for what no text has, and no other', () => {
    expect(() => Vocabulary.from(['ab'], { special: ['ab'] })).not.toThrow();
    expect(() => Vocabulary.from(['a'], { special: ['<s>'] })).toThrow('is not among the symbols');
    expect(() => Vocabulary.from(['a'], { unknown: '<unk>' })).toThrow('is not among the symbols');
    expect(() => Vocabulary.from(['é€'], { unit: 'byte' })).toThrow(ArgumentError);
    expect(() => Vocabulary.of('abc', { unit: 'byte', unknown: 'é' })).toThrow('choose another mark');
    expect(() => Vocabulary.of('abc', { special: ['x', 'x'] })).toThrow(ArgumentError);
    for (const value of [{ unit: 'letter' }, { special: 'a' }, { unknown: 1 }, { unknown: 'b' }]) {
      expect(() => Vocabulary.fromJSON({ symbols: ['a'], ...value })).toThrow(FormatError);
    }
  });
});

describe('an unknown symbol', () => {
  test('makes every text one that can be encoded, and shows its mark', () => {
    for (const unit of ['byte', 'codePoint', 'grapheme', 'word'] as const) {
      const vocabulary = Vocabulary.of('the whale', { unit, unknown: '<unk>' });
      expect(vocabulary.symbols[0]).toBe('<unk>');
      fc.assert(
        fc.property(fc.oneof(fc.string({ unit: 'binary' }), units), (text) => {
          const ids = vocabulary.encode(text);
          expect(ids.every((id) => id >= 0 && id < vocabulary.size)).toBe(true);
          vocabulary.decode(ids);
        }),
        { numRuns: 60 },
      );
    }
    const letters = Vocabulary.of('the', { unknown: '\ufffd' });
    expect(letters.decode(letters.encode('tha😀\ud83de'))).toBe('th\ufffd\ufffd\ufffde');
    const words = Vocabulary.of('the whale', { unit: 'word', unknown: '<unk>' });
    expect(words.decode(words.encode('the white whale'))).toBe('the <unk> whale');
    const bytes = Vocabulary.of('ab', { unit: 'byte', unknown: '?' });
    expect(bytes.decode(bytes.encode('aéb'))).toBe('a??b');
  });

  test('gives way to the replacement of a call', () => {
    const vocabulary = Vocabulary.of('the', { unknown: '<unk>' });
    expect(vocabulary.decode(vocabulary.encode('tax', { replacement: 'e' }))).toBe('tee');
  });

  test('is none of the text, which may have its mark', () => {
    const vocabulary = Vocabulary.of('a<unk>', { unknown: '<unk>' });
    expect(vocabulary.encode('<unk>').length).toBe(5);
    expect(vocabulary.encode(['<unk>'])).toEqual(Int32Array.of(0));
    expect(vocabulary.decode(vocabulary.encode('a<unk>'))).toBe('a<unk>');
  });
});

test('a character of which a byte is unknown is named with its place', () => {
  const vocabulary = Vocabulary.of('aé', { unit: 'byte' });
  expect(() => vocabulary.encode('aé😀')).toThrow(
    expect.objectContaining({ facts: { symbol: '😀', position: 2, size: 3 } }) as Error,
  );
  expect(() => vocabulary.encode('a\ud83d')).toThrow(ArgumentError);
});

const codePoint = (point: string): number => point.codePointAt(0) ?? 0;
