import { ArgumentError, Dropout, FormatError, indices, LayerNorm, seeded } from '@tbptt/core';
import { stateDictionary } from '@tbptt/core/files';
import { numbersOf } from '@tbptt/core/operation';
import { Vocabulary } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { GRUResetBefore } from '../cells/gru-reset-before.js';
import { LSTM } from '../cells/lstm.js';
import { CharLM, type CharLMOptions } from '../models/char-lm.js';
import { decodeModelFolder } from './decode-model-folder.js';
import { encodeModelFolder } from './encode-model-folder.js';
import { CELLS } from './format.js';

const random = seeded(3);
const vocabulary = ['a', 'b', '\n', '😀', '1', '0', '__proto__'];
const charLM = (options: Partial<CharLMOptions> = {}): CharLM =>
  new CharLM(7, { hidden: 5, random, ...options });
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('a model that is written as a folder and read back is the same:', () => {
  test.each<[string, Partial<CharLMOptions>]>([
    ...Object.entries(CELLS).map(([name, cell]): [string, Partial<CharLMOptions>] => [name, { cell }]),
    ['several layers', { layers: 3, residual: true }],
    ['an embedding', { embedding: 3, cell: GRU }],
    ['a tied head', { tied: true, embedding: 4, layers: 2 }],
    ['a tied head over one layer', { tied: true }],
    ['dropout, which it has no more', { layers: 2, between: new Dropout(0.5, { random }) }],
  ])('%s', (_, options) => {
    const model = charLM(options);
    const read = decodeModelFolder(
      encodeModelFolder(model, { vocabulary, training: { steps: 5, text: 'x' } }),
    );
    const numbers = (of: CharLM) =>
      Object.entries(stateDictionary(of)).map(([path, tensor]) => [path, numbersOf(tensor)]);
    expect(numbers(read.model)).toEqual(numbers(model));
    expect(read.vocabulary).toEqual({ symbols: vocabulary });
    expect(read.training).toEqual({ steps: 5, text: 'x' });
    const text = indices([3, 2], [0, 1, 2, 3, 4, 6]);
    expect(read.model.unroll(text).outputs.toFloats()).toEqual(model.unroll(text).outputs.toFloats());
  });
});

test('the files are those of a model hub', () => {
  const files = encodeModelFolder(charLM({ layers: 2, cell: GRUResetBefore }), {
    vocabulary,
    training: { updates: 100 },
    card: { name: 'Whale', description: 'Trained on *Moby-Dick*.', license: 'mit', language: 'en' },
  });
  expect(Object.keys(files)).toEqual(['config.json', 'vocab.json', 'model.safetensors', 'README.md']);
  expect(JSON.parse(textOf(files['config.json']))).toEqual({
    architectures: ['CharLM'],
    model_type: 'tbptt-charlm',
    version: 1,
    cell: 'GRUResetBefore',
    vocab_size: 7,
    hidden_size: 5,
    num_hidden_layers: 2,
    embedding_size: null,
    tie_word_embeddings: false,
    residual: false,
    torch_dtype: 'float32',
    symbol_unit: null,
    special_symbols: [],
    unknown_symbol: null,
    training: { updates: 100 },
  });
  expect(Object.entries(JSON.parse(textOf(files['vocab.json'])) as object)).toContainEqual(['😀', 3]);
  const card = textOf(files['README.md']);
  expect(card).toMatch(
    /^---\nlibrary_name: "tbptt"\n[^]*\nlicense: "mit"\nlanguage: "en"\n---\n\n# Whale\n\nTrained on \*Moby-Dick\*\.\n/,
  );
  expect(card).toContain('| updates | 100 |');
});

describe('a vocabulary is kept whole, of', () => {
  const text = 'Füße, füße! The sea, the sea. 鯨 e\u0301\n';
  const random = seeded(4);
  const kept = (of: Vocabulary) =>
    decodeModelFolder(encodeModelFolder(new CharLM(of.size, { hidden: 2, random }), { vocabulary: of }))
      .vocabulary;

  test.each<[string, Vocabulary]>([
    ['bytes', Vocabulary.of(text, { unit: 'byte' })],
    ['code points', Vocabulary.of(text)],
    ['graphemes', Vocabulary.of(text, { unit: 'grapheme', unknown: '�' })],
    [
      'words with special symbols',
      Vocabulary.of(text, { unit: 'word', minimumCount: 2, unknown: '<unk>', special: ['<s>', '</s>'] }),
    ],
    ['tokens', Vocabulary.of(['the', 'sea', 'the'], { special: ['the'] })],
  ])('%s', (_, vocabulary) => {
    const read = Vocabulary.fromJSON(kept(vocabulary));
    expect(read).toEqual(vocabulary);
    const written = vocabulary.unit === 'token' ? ['sea', 'the'] : text.slice(0, 5);
    expect(read.encode(written, read.unknown === undefined ? {} : { replacement: read.unknown })).toEqual(
      vocabulary.encode(written),
    );
  });

  test('a folder of an earlier version, which does not say what its symbols are', () => {
    const files = encodeModelFolder(charLM(), { vocabulary });
    const config = JSON.parse(textOf(files['config.json'])) as Record<string, unknown>;
    for (const name of ['symbol_unit', 'special_symbols', 'unknown_symbol']) delete config[name];
    const read = decodeModelFolder({ ...files, 'config.json': bytesOf(config) });
    expect(read.vocabulary).toEqual({ symbols: vocabulary });
  });

  test('what the card says', () => {
    const words = Vocabulary.of('the sea', { unit: 'word' });
    const files = encodeModelFolder(new CharLM(words.size, { hidden: 2, random }), { vocabulary: words });
    expect(textOf(files['README.md'])).toContain('# Word-level language model\n');
    expect(textOf(files['README.md'])).toContain('tags: ["word-level","recurrent","LSTM"]');
  });

  test('nothing that does not fit the model', () => {
    const symbols = vocabulary;
    const encode = (given: unknown) => () => encodeModelFolder(charLM(), { vocabulary: given as never });
    expect(encode({ symbols: ['a'] })).toThrow(
      'symbols of the vocabulary is an array of 1; it must be an array of 7',
    );
    expect(encode({ symbols, unit: 'letter' })).toThrow(
      "unit of the vocabulary is 'letter'; it must be one of byte,",
    );
    expect(encode({ symbols, special: ['<s>'] })).toThrow('special of the vocabulary is an array of 1');
    expect(encode({ symbols, unknown: '<unk>' })).toThrow("unknown of the vocabulary is '<unk>'");
    expect(encode('abc')).toThrow("the vocabulary is 'abc'; it must be an array of 7 different texts");
  });
});

test('a class of layers of your own has a name in the folder', () => {
  class Mine extends LSTM {}
  const model = charLM({ cell: Mine });
  expect(() => encodeModelFolder(model, { vocabulary })).toThrow(
    'the layers of the model are Mine; they must be of one class, one of RNN, LSTM,',
  );
  const files = encodeModelFolder(model, { vocabulary, cells: { Mine } });
  expect(() => decodeModelFolder(files)).toThrow(
    "cell of config.json is 'Mine'; it must be one of RNN, LSTM,",
  );
  expect(decodeModelFolder(files, { cells: { Mine } }).model.rnn.layers[0]).toBeInstanceOf(Mine);
});

test('weights between the layers, which the configuration does not know, are refused', () => {
  const model = charLM({ layers: 2, between: new LayerNorm(5) });
  expect(() => encodeModelFolder(model, { vocabulary })).toThrow(ArgumentError);
  expect(() => encodeModelFolder(model, { vocabulary })).toThrow('parts that config.json cannot describe');
});

describe('a folder that does not fit is refused, with the file:', () => {
  const files = encodeModelFolder(charLM({ layers: 2 }), { vocabulary });
  const config = JSON.parse(textOf(files['config.json'])) as Record<string, unknown>;
  const changed = (changes: object) => ({ ...files, 'config.json': bytesOf({ ...config, ...changes }) });
  const others = encodeModelFolder(charLM(), { vocabulary });

  test.each<[string, Record<string, Uint8Array>, string]>([
    ['no configuration', { 'vocab.json': files['vocab.json'] }, 'there is no config.json'],
    ['no weights', { ...files, 'model.safetensors': undefined as never }, 'there is no model.safetensors'],
    ['no JSON', { ...files, 'config.json': new Uint8Array([0xff]) }, 'config.json is no JSON text'],
    [
      'a list',
      { ...files, 'vocab.json': bytesOf(['a']) },
      'vocab.json is an array; it must be a JSON object',
    ],
    ['another model', changed({ model_type: 'gpt2' }), "model_type of config.json is 'gpt2'"],
    ['another version', changed({ version: 2 }), 'version of config.json is 2; it must be 1'],
    ['an unknown cell', changed({ cell: 'toString' }), "cell of config.json is 'toString'"],
    ['a size that is none', changed({ hidden_size: 2.5 }), 'hidden_size of config.json is 2.5'],
    ['a flag that is none', changed({ residual: 'yes' }), "residual of config.json is 'yes'"],
    ['an embedding that is none', changed({ embedding_size: 0 }), 'embedding_size of config.json is 0'],
    ['a unit that is none', changed({ symbol_unit: 'letter' }), "symbol_unit of config.json is 'letter'"],
    [
      'special symbols that are none',
      changed({ special_symbols: 'a' }),
      "special_symbols of config.json is 'a'",
    ],
    ['a special symbol twice', changed({ special_symbols: ['a', 'a'] }), 'special_symbols of config.json is'],
    ['an unknown symbol that is none', changed({ unknown_symbol: 5 }), 'unknown_symbol of config.json is 5'],
    [
      'a special symbol that is not there',
      changed({ special_symbols: ['<s>'] }),
      "config.json names the special symbol '<s>', which vocab.json does not have",
    ],
    [
      'an unknown symbol that is not there',
      changed({ unknown_symbol: 'toString' }),
      "config.json names the unknown symbol 'toString', which",
    ],
    ['facts that are none', changed({ training: [] }), 'training of config.json is an array'],
    [
      'a size beyond the file',
      changed({ hidden_size: 2 ** 40 }),
      'layers of 1099511627776 units and 7 symbols',
    ],
    ['layers beyond the file', changed({ num_hidden_layers: 1e9 }), '1000000000 layers'],
    ['layers that are not there', changed({ num_hidden_layers: 3 }), 'rnn.layers.2.weightIh'],
    [
      'fewer symbols',
      { ...files, 'vocab.json': bytesOf({ a: 0 }) },
      'vocab.json has 1 symbols; it must number 7',
    ],
    [
      'a number twice',
      { ...files, 'vocab.json': bytesOf({ a: 0, b: 1, c: 2, d: 3, e: 4, f: 5, g: 5 }) },
      'vocab.json has 7 symbols',
    ],
    [
      'weights of another model',
      { ...files, 'model.safetensors': others['model.safetensors'] },
      'model.safetensors cannot be used: ',
    ],
    [
      'half of the weights',
      { ...files, 'model.safetensors': files['model.safetensors'].subarray(0, 900) },
      'model.safetensors cannot be used: the tensors take',
    ],
  ])('%s', (_, given, message) => {
    expect(() => decodeModelFolder(given)).toThrow(FormatError);
    expect(() => decodeModelFolder(given)).toThrow(message);
  });
});
