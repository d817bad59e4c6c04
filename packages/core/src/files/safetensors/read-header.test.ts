import { describe, expect, test } from 'vitest';
import { FormatError } from '../../errors.js';
import { file } from '../../testing/safetensors-file.js';
import { decodeSafetensors } from './decode.js';

const empty = '"dtype":"F32","shape":[0],"data_offsets":[0,0]';
const decode = (header: string, data: ArrayLike<number> = []) => decodeSafetensors(file(header, data));

/** The error of a call, if it throws one. */
function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a key that occurs twice in one object is refused', () => {
  test.each([
    [`{"a":{${empty}},"b":{${empty}},"a":{${empty}}}`, 'a'],
    [`{"a":{${empty}},"\\u0061":{${empty}}}`, 'a'],
    [`{"":{${empty}},"":{${empty}}}`, ''],
    [`{"a":{${empty},"dtype":"F32"}}`, 'dtype'],
    ['{"__metadata__":{"y":"1","y":"1"}}', 'y'],
    ['{"__metadata__":{},"__metadata__":{}}', '__metadata__'],
    ['{"__metadata__":{"a":"{","b":"}","a":"1"}}', 'a'],
  ])('%s', (header, key) => {
    expect(() => decode(header)).toThrow(FormatError);
    expect(() => decode(header)).toThrow(`the header has the key '${key}' twice in one object.`);
  });

  test('but not the same key in different objects, as a value or inside a text', () => {
    const header = `{"__metadata__":{"a":"a","b":"\\"a\\": {}","c":"\\\\","d":":\\\\\\"a"},"a":{${empty}},"b":{${empty}}}`;
    const { tensors, metadata } = decode(header);
    expect(Object.keys(tensors)).toEqual(['a', 'b']);
    expect(metadata).toEqual({ a: 'a', b: '"a": {}', c: '\\', d: ':\\"a' });
  });
});

test('white space is allowed between the parts of the header, and spaces after it', () => {
  const spaced = `{ "a" :\t{"dtype": "F32",\n"shape" : [ 0 , 2 ],\r "data_offsets":[ 0,0 ] } }    `;
  expect(decode(spaced).tensors['a']?.shape).toEqual([0, 2]);
});

describe('a header that the reference implementation refuses is refused:', () => {
  const shape = (lengths: string) => `{"x":{"dtype":"F32","shape":${lengths},"data_offsets":[0,4]}}`;
  const notWhole = "the shape of 'x' is not a list of whole numbers of at least 0.";
  test.each<[what: string, header: string, problem: string]>([
    ['nothing', '', "the header is not JSON: it ends at byte 0, where '{' must follow."],
    [
      'white space before it',
      ` {"a":{${empty}}}`,
      "the header begins with white space; it must begin with '{'.",
    ],
    [
      'a line break before it',
      `\n{"a":{${empty}}}`,
      "the header begins with white space; it must begin with '{'.",
    ],
    ['a tab after it', `{"a":{${empty}}}\t`, 'where nothing but spaces must follow.'],
    ['a line break after it', `{"a":{${empty}}} \n`, 'where nothing but spaces must follow.'],
    ['a zero byte after it', `{"a":{${empty}}}\0`, 'where nothing but spaces must follow.'],
    [
      'a comma too many',
      `{"a":{${empty}},}`,
      'the header is not JSON: at byte 54 it has "}", where \'"\' must follow.',
    ],
    ['a length with a fraction', shape('[1.0]'), notWhole],
    ['a length with an exponent', shape('[1e0]'), notWhole],
    ['a length that is a tiny number', shape('[1,1e-400]'), notWhole],
    ['a length of minus zero', shape('[-0]'), notWhole],
    ['a length with a sign', shape('[+1]'), notWhole],
    ['a length with a leading zero', shape('[01]'), notWhole],
    ['a length in hexadecimal', shape('[0x1]'), notWhole],
    ['a comma too many in a list', shape('[1,]'), notWhole],
    ['a length beyond 2^53', shape('[99999999999999999999]'), notWhole],
    [
      'an offset with a fraction',
      '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4.0]}}',
      "data_offsets of 'x' are not two whole numbers of at least 0.",
    ],
    [
      'a shape whose product overflows before its zero',
      '{"x":{"dtype":"F32","shape":[9007199254740991,9007199254740991,0],"data_offsets":[0,0]}}',
      "the shape [9007199254740991, 9007199254740991, 0] of 'x' has lengths whose product is beyond 64 bits, before the 0 among them.",
    ],
    [
      'half of a pair of surrogates in a name',
      `{"\\ud800":{${empty}}}`,
      "the header has the text '\\ud800' with half of a pair of surrogates, which is no character.",
    ],
    [
      'an escape that does not exist',
      `{"\\q":{${empty}}}`,
      "the text '\\q' has an escape that does not exist.",
    ],
    ['a line break in a text', `{"a\nb":{${empty}}}`, 'where a character of a text must follow.'],
    ['a text in single quotation marks', `{'a':{${empty}}}`, "where '\"' must follow."],
    ['a comment', `{/**/"a":{${empty}}}`, "where '\"' must follow."],
    ['metadata that is null', '{"__metadata__":null}', '__metadata__ is not an object.'],
    [
      'more axes than any program has',
      shape(`[${'1,'.repeat(64)}1]`),
      "the shape of 'x' has more than 64 lengths",
    ],
  ])('%s', (_what, header, problem) => {
    expect(() => decode(header, [0, 0, 0, 0])).toThrow(FormatError);
    expect(() => decode(header, [0, 0, 0, 0])).toThrow(problem);
  });

  test('but a shape whose product is zero before it could overflow is read', () => {
    const header = '{"x":{"dtype":"F32","shape":[0,9007199254740991,9007199254740991],"data_offsets":[0,0]}}';
    expect(decode(header).tensors['x']?.size).toBe(0);
  });
});

describe('bytes that are no safetensors file are said to be what they are:', () => {
  test.each<[what: string, content: string, said: string]>([
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:1', 'git lfs pull'],
    ['a file of torch.save', 'PK\x03\x04\x14\0\x08\x08\x08', 'safetensors.torch.save_file'],
    ['a page', '<!DOCTYPE html><html>', 'HTML'],
    ['JSON', '{"weight": [1, 2, 3]}', 'JSON'],
    ['any text', 'hello, world', 'These bytes are not a safetensors file.'],
  ])('%s', (_what, content, said) => {
    const read = () => decodeSafetensors(Uint8Array.from(content, (character) => character.charCodeAt(0)));
    expect(read).toThrow(FormatError);
    expect(read).toThrow('These bytes are not a safetensors file.');
    expect(read).toThrow(said);
  });
});

describe('a header made to exhaust memory or time is refused at once:', () => {
  const cases: readonly (readonly [what: string, header: () => string])[] = [
    ['nested objects', () => `${'{"":'.repeat(2e6)}1${'}'.repeat(2e6)}`],
    ['a list of objects', () => `{"a":[${'{},'.repeat(3e6)}0]}`],
    ['nested lists as a type', () => `{"a":{"dtype":${'['.repeat(9e6)}`],
    ['a shape of millions of lengths', () => `{"a":{"shape":[${'1,'.repeat(4e6)}1]}}`],
    ['offsets of millions of numbers', () => `{"a":{"data_offsets":[${'1,'.repeat(4e6)}1]}}`],
    ['a number of millions of digits', () => `{"a":{"shape":[1${'0'.repeat(9e6)}]}}`],
    ['a name of millions of characters', () => `{"${'a'.repeat(9e6)}":1}`],
    ['a field of millions of characters', () => `{"a":{"${'b'.repeat(9e6)}":1}}`],
    ['a type of millions of characters', () => `{"a":{"dtype":"${'c'.repeat(9e6)}"}}`],
    ['metadata of millions of objects', () => `{"__metadata__":{"a":${'{"b":'.repeat(2e6)}`],
  ];

  test.each(cases)('%s', (_what, header) => {
    const bytes = file(header());
    const before = process.memoryUsage();
    const start = performance.now();
    const error = errorOf(() => decodeSafetensors(bytes));
    const milliseconds = performance.now() - start;
    const { heapUsed, external } = process.memoryUsage();
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message.length).toBeLessThan(500);
    expect(milliseconds).toBeLessThan(3000); // JSON.parse and a search for keys took minutes under load
    expect(heapUsed + external - before.heapUsed - before.external).toBeLessThan(5 * bytes.length);
  });

  test('more tensors or metadata than a file may have', () => {
    const many = 'an object of the header has more than 262144 keys, the most that are read.';
    const entries = Array.from({ length: 2 ** 18 + 1 }, (_, i) => `"${i}":{${empty}}`);
    expect(() => decode(`{${entries.join()}}`)).toThrow(many);
    const metadata = Array.from({ length: 2 ** 18 + 1 }, (_, i) => `"${i}":""`);
    expect(() => decode(`{"__metadata__":{${metadata.join()}}}`)).toThrow(many);
  });
});

test('a name of any length is cut in messages', () => {
  const long = 'n'.repeat(1e6);
  const wrong = [
    `{"${long}":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`,
    `{"${long}":{"dtype":"X","shape":[1],"data_offsets":[0,4]}}`,
    `{"${long}":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}`,
    `{"${long}":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`,
    `{"${long}":{"dtype":"F32","shape":[1],"data_offsets":[0]}}`,
    `{"${long}":{${empty}},"${long}":{}}`,
    `{"${long}":{"${long}":1}}`,
    `{"__metadata__":{"${long}":1}}`,
    `{"${long}\\q":1}`,
  ];
  for (const header of wrong) {
    expect(() => decode(header, [0, 0, 0, 0])).toThrow(/^.{20,600}$/s);
  }
});
