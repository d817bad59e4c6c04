import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeStream } from './decode-stream.js';
import { ArgumentError } from './errors.js';
import { Vocabulary } from './vocabulary.js';

const text = 'Füße, 鯨 and 😀 e\u0301!\n\ufeff';
const vocabularies = {
  bytes: Vocabulary.of(text, { unit: 'byte', special: ['<s>'], unknown: '<unk>' }),
  'code points': Vocabulary.of(text),
  graphemes: Vocabulary.of(text, { unit: 'grapheme', unknown: '�' }),
  words: Vocabulary.of(text, { unit: 'word', special: ['<s>'] }),
  tokens: Vocabulary.of(['the', 'sea', '<s>'], { special: ['<s>'] }),
};

test.each(Object.entries(vocabularies))(
  'the texts of any %s together are what they spell as a whole',
  (_, vocabulary) => {
    fc.assert(
      fc.property(fc.array(fc.nat(vocabulary.size - 1)), (ids) => {
        const stream = decodeStream(vocabulary);
        const texts = ids.map((id) => stream.step(id));
        expect(texts.join('') + stream.end()).toBe(vocabulary.decode(ids));
      }),
      { numRuns: 500 },
    );
  },
);

test('the bytes of a character arrive together', () => {
  const vocabulary = Vocabulary.of('ü', { unit: 'byte' });
  const stream = decodeStream(vocabulary);
  const [first = 0, second = 0] = vocabulary.encode('ü');
  expect([stream.step(first), stream.step(second)]).toEqual(['', 'ü']);
  expect([stream.step(first), stream.step(first), stream.end()]).toEqual(['', '�', '�']);
  expect([stream.step(first), stream.step(second)]).toEqual(['', 'ü']); // another text
});

test('what is no vocabulary or no id is refused', () => {
  expect(() => decodeStream(['a'] as never)).toThrow(ArgumentError);
  expect(() => decodeStream(Vocabulary.of('a')).step(1)).toThrow(ArgumentError);
});
