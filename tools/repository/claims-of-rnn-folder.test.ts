/** What the docstrings of `@tbptt/rnn/folder` say is refused, each with cases that try it. */
import { seeded } from '@tbptt/core';
import { CharLM } from '@tbptt/rnn';
import * as folder from '@tbptt/rnn/folder';
import { type Attempt, type Claims, testClaims } from './claims.js';

const { encodeModelFolder, decodeModelFolder, fetchModelFolder } = folder;
const model = new CharLM(2, { hidden: 2, random: seeded(1) });
const vocabulary = ['a', 'b'];
const files = encodeModelFolder(model, { vocabulary });
/** The configuration with changes. */
const saying = (changes: object): Uint8Array => {
  const config: unknown = JSON.parse(new TextDecoder().decode(files['config.json']));
  return new TextEncoder().encode(JSON.stringify({ ...(config as object), ...changes }));
};
const url = 'http://localhost/model';

const encoded = (...all: readonly unknown[]): readonly Attempt[] =>
  all.map((options) => () => encodeModelFolder(model, options as never));
const fetched = (...all: readonly unknown[]): readonly Attempt[] =>
  all.map((options) => () => fetchModelFolder(url, options as never));
const answering = (answer: () => Response) => ({ fetch: () => Promise.resolve(answer()) });

const claims: Claims = {
  encodeModelFolder: {
    ArgumentError: [
      ...[undefined, null, {}, model.rnn].map(
        (other) => () => encodeModelFolder(other as never, { vocabulary }),
      ),
      ...encoded(undefined, {}, { vocabulary: 'ab' }, { vocabulary: ['a'] }, { vocabulary: ['a', 'a'] }),
      ...encoded(
        { vocabulary: { symbols: vocabulary, unit: 'x' } },
        { vocabulary: { symbols: vocabulary, unknown: 'c' } },
      ),
      ...encoded({ vocabulary: ['a', 2] }, { vocabulary, name: 'x' }, { vocabulary, training: 5 }),
      ...encoded({ vocabulary, training: { a: Number.NaN } }, { vocabulary, card: { title: 'x' } }),
      ...encoded({ vocabulary, card: { name: 5 } }),
    ],
  },
  decodeModelFolder: {
    FormatError: [
      () => decodeModelFolder({}),
      () => decodeModelFolder({ ...files, 'config.json': new Uint8Array(3) }),
      () => decodeModelFolder({ ...files, 'config.json': saying({ symbol_unit: 5 }) }),
      () => decodeModelFolder({ ...files, 'config.json': saying({ unknown_symbol: 'c' }) }),
    ],
    ArgumentError: [
      ...[undefined, null, 5].map((other) => () => decodeModelFolder(other as never)),
      () => decodeModelFolder({ 'config.json': '{}' as never }),
      () => decodeModelFolder(files, { cell: 5 } as never),
    ],
  },
  fetchModelFolder: {
    HostError: fetched(
      answering(() => new Response('', { status: 500 })),
      { fetch: () => Promise.reject(new Error('no network')) },
    ),
    FormatError: fetched(
      answering(() => new Response('{}')),
      answering(() => new Response('{}', { headers: { 'content-length': '3' } })),
    ),
    ArgumentError: [
      ...[undefined, null, 5, 'model', ''].map((other) => () => fetchModelFolder(other as never)),
      ...fetched({ fetch: 5 }, { onProgress: 5 }, { signal: 5 }, { signals: 5 }),
    ],
  },
};

testClaims({ package: 'rnn', exported: folder, claims, atLeast: 3 });
