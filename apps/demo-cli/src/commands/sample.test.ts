import { readFileSync } from 'node:fs';
import { tensor } from '@tbptt/core';
import { decodeSafetensors, encodeSafetensors } from '@tbptt/core/files';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportOf, reportsOf, runWith, SMALL_RUN, SMALL_TEXT, TestFolder } from '../testing/run-with.js';
import { testHost } from '../testing/test-host.js';

const folder = new TestFolder();
const model = folder.file('model.safetensors');
afterAll(() => folder.remove());

beforeAll(async () => {
  const text = folder.file('rain.txt', SMALL_TEXT);
  const { exitCode, host } = await runWith([
    'charlm',
    '--text',
    text,
    ...SMALL_RUN,
    '--steps',
    '50',
    '--save',
    model,
  ]);
  if (exitCode !== 0) throw new Error(host.err.text);
});

describe('tbptt sample', () => {
  test('writes what the model reads first and what it draws, nothing else', async () => {
    const { exitCode, host } = await runWith([
      'sample',
      '--model',
      model,
      '--prime',
      'the ',
      '--length',
      '30',
    ]);
    expect(exitCode).toBe(0);
    expect(host.err.text).toBe('');
    expect(host.out.text).toMatch(/^the [a-z. ]{30}\n$/);
  });

  test('shows characters as they are drawn', async () => {
    const host = testHost();
    const pieces: string[] = [];
    host.out.onWrite = (piece) => void pieces.push(piece);
    await runWith(['sample', '--model', model, '--length', '10'], host);
    expect(pieces.slice(0, 10).every((piece) => piece.length === 1)).toBe(true);
  });

  test('draws the same from the same seed and something else from another', async () => {
    const drawn = async (...args: string[]): Promise<string> =>
      (await runWith(['sample', '--model', model, '--length', '60', '--strict', ...args])).host.out.text;
    expect(await drawn('--seed', '1')).toBe(await drawn('--seed', '1'));
    expect(await drawn('--seed', '1')).not.toBe(await drawn('--seed', '2'));
    expect(await drawn('--seed', '1', '--temperature', '0')).toBe(await drawn('--seed', '2', '--top-k', '1'));
  });

  test('draws several samples, each up to a stop', async () => {
    const ran = await runWith(['sample', '--model', model, '--samples', '5', '--stop', 'a', '--json']);
    const texts = reportsOf(ran).map(({ text }) => String(text));
    expect(texts).toHaveLength(5);
    for (const text of texts) expect(text.indexOf('a')).toBe(text.length - 1);
    expect(new Set(texts).size).toBeGreaterThan(1);
    const { host } = await runWith(['sample', '--model', model, '--samples', '2', '--length', '10']);
    expect(host.out.text).toMatch(/^[^]{10}\n\n[^]{10}\n$/);
  });

  test('draws each of several samples as it is alone, with the next seed', async () => {
    const options = ['sample', '--model', model, '--prime', 'the ', '--length', '30', '--strict', '--json'];
    const texts = async (...args: string[]) => reportsOf(await runWith([...options, ...args]));
    const together = await texts('--seed', '7', '--samples', '18', '--stop', 'ea');
    for (const i of [0, 1, 15, 16, 17]) {
      expect(await texts('--seed', String(7 + i), '--stop', 'ea')).toEqual([together[i]]);
    }
    expect(await texts('--stop', 'unknown ☃')).toEqual(await texts());
  });

  test('draws among the likeliest by their probability', async () => {
    const text = async (...args: string[]): Promise<unknown> =>
      reportOf(
        await runWith(['sample', '--model', model, '--length', '40', '--strict', '--json', ...args]),
        'sample',
      );
    expect(await text('--top-p', '0.000001')).toEqual(await text('--top-k', '1'));
    expect(await text('--top-p', '1')).toEqual(await text());
  });

  test('reads a file first, however long, and does not show it', async () => {
    const text = async (prime: string, ...args: string[]): Promise<unknown> => {
      const file = folder.file('prime.txt', prime);
      const all = [
        'sample',
        '--model',
        model,
        '--prime-file',
        file,
        '--length',
        '20',
        '--strict',
        '--json',
        ...args,
      ];
      return reportOf(await runWith(all), 'sample');
    };
    const short = reportOf(
      await runWith(['sample', '--model', model, '--prime', 'the ', '--length', '20', '--strict', '--json']),
      'sample',
    );
    expect(await text('the ')).toEqual({ ...short, prime: '' });
    const long = 'the rain in spain stays mainly in the plain. '.repeat(30);
    expect(await text(long, '--temperature', '0')).toMatchObject({
      text: expect.stringMatching(/^[a-z. ]{20}$/) as string,
    });
    expect(await text(long)).not.toEqual(await text(long.slice(0, 400)));
  });

  test.each([
    [
      'unknown.txt',
      'the rain; in',
      /has ";" at position 8, which the model does not know; it knows the \d+ symbols/,
    ],
    ['latin.txt', Uint8Array.of(0x61, 0xe9), /is not UTF-8/],
    ['empty.txt', '', /is empty; there is nothing to read first/],
  ])('refuses to read %s first', async (name, content, message) => {
    const { exitCode, host } = await runWith([
      'sample',
      '--model',
      model,
      '--prime-file',
      folder.file(name, content),
    ]);
    expect({ exitCode, out: host.out.text }).toEqual({ exitCode: 1, out: '' });
    expect(host.err.text).toMatch(message);
  });

  test('refuses two texts to read first, and two files from standard input', async () => {
    for (const args of [
      ['--model', model, '--prime', 'a', '--prime-file', 'b'],
      ['--model', '-', '--prime-file', '-'],
    ]) {
      const { exitCode, host } = await runWith(['sample', ...args]);
      expect(exitCode).toBe(2);
      expect(host.err.lines).toHaveLength(1);
    }
  });

  test('continues the same whether the model comes from memory or from its file', async () => {
    const file = folder.file('again.safetensors');
    const args = [
      'charlm',
      '--text',
      folder.file('rain.txt'),
      ...SMALL_RUN,
      '--strict',
      '--json',
      '--save',
      file,
    ];
    const trained = reportOf(await runWith(args), 'sample');
    const loaded = await runWith([
      'sample',
      '--model',
      file,
      '--length',
      '20',
      '--seed',
      '3',
      '--strict',
      '--json',
    ]);
    expect(reportOf(loaded, 'sample')).toEqual(trained);
  });

  test('reports one line of JSON', async () => {
    const ran = await runWith(['sample', '--model', model, '--prime', 'in', '--length', '7', '--json']);
    expect(reportsOf(ran)).toEqual([
      { report: 'sample', prime: 'in', text: expect.stringMatching(/^.{7}$/) as string },
    ]);
  });

  test('stops where it is interrupted', async () => {
    const host = testHost();
    host.out.onWrite = () => host.interruption.request(130);
    const { exitCode } = await runWith(['sample', '--model', model, '--length', '1000000'], host);
    expect(exitCode).toBe(130);
    expect(host.out.text).toMatch(/^.\n$/);
  });

  test('names the symbols that may be read where one is unknown', async () => {
    const { exitCode, host } = await runWith(['sample', '--model', model, '--prime', 'the Ж']);
    expect(exitCode).toBe(2);
    expect(host.err.lines).toHaveLength(1);
    expect(host.err.text).toMatch(/does not know "Ж"; it knows the 14 symbols " \.aehilmnprsty"/);
  });
});

describe('a model file that cannot be used is one line and exit code 1', () => {
  /** The model's file with other metadata or tensors. */
  const changed = (
    metadata: Readonly<Record<string, string | undefined>>,
    without: readonly string[] = [],
    more: Parameters<typeof encodeSafetensors>[0] = {},
  ): Uint8Array => {
    const file = decodeSafetensors(readFileSync(model));
    const tensors = Object.fromEntries(
      Object.entries(file.tensors).filter(([name]) => !without.includes(name)),
    );
    const merged = Object.entries({ ...file.metadata, ...metadata }).filter(
      ([, value]) => value !== undefined,
    );
    return encodeSafetensors({ ...tensors, ...more }, Object.fromEntries(merged) as Record<string, string>);
  };
  const numbers = (...shape: [number, number]) => tensor(shape, new Float32Array(shape[0] * shape[1]));
  const header = (length: number): Uint8Array => {
    const bytes = new Uint8Array(64);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
    return bytes;
  };

  const bad: readonly (readonly [what: string, bytes: () => Uint8Array, message: RegExp])[] = [
    ['empty', () => new Uint8Array(), /has 0 bytes/],
    ['a text', () => Buffer.from('Call me Ishmael. Some years ago.'), /header is said to have/],
    ['cut off in the header', () => readFileSync(model).subarray(0, 100), /cut off/],
    ['cut off in the numbers', () => readFileSync(model).subarray(0, -4), /must be as many/],
    ['longer than it says', () => Buffer.concat([readFileSync(model), Buffer.alloc(4)]), /must be as many/],
    ['with a header beyond all bounds', () => header(2 ** 52), /at most 100000000/],
    [
      'safetensors of another program',
      () => encodeSafetensors({ w: numbers(2, 2) }),
      /not written by "tbptt charlm --save"/,
    ],
    [
      'of a later version',
      () => changed({ version: '2' }),
      /format version "2"; this program reads version 1/,
    ],
    [
      'of an unknown cell',
      () => changed({ cell: 'constructor' }),
      /its cell is "constructor"; it must be one of lstm, coupled-lstm, gru, rnn/,
    ],
    [
      'of another cell',
      () => changed({ cell: 'gru' }),
      /of another shape: rnn.layers.0.weightIh is \[14, 32\] for \[14, 24\]/,
    ],
    [
      'of no units',
      () => changed({ hidden: '0' }),
      /its hidden is "0"; it must be a whole number from 1 to 8192/,
    ],
    [
      'of more units than it has numbers',
      () => changed({ hidden: '8192' }),
      /take 67108864 numbers in 'rnn.layers.0.weightHh'; it has 256/,
    ],
    ['of more layers than it has', () => changed({ layers: '16' }), /in 'rnn.layers.1.weightHh'; it has 0/],
    [
      'of layers beyond all bounds',
      () => changed({ layers: '1e9' }),
      /its layers is "1e9"; it must be a whole number from 1 to 16/,
    ],
    ['without steps', () => changed({ steps: undefined }), /its steps is missing/],
    ['without a vocabulary', () => changed({ vocabulary: undefined }), /vocabulary is not a JSON array/],
    [
      'with a vocabulary that is no list',
      () => changed({ vocabulary: '{"length":13}' }),
      /Vocabulary.fromJSON/,
    ],
    ['with a symbol twice', () => changed({ vocabulary: '["a","a"]' }), /stands at 0 and again at 1/],
    [
      'with too few symbols',
      () => changed({ vocabulary: '["a","b"]' }),
      /rnn.layers.0.weightIh is \[14, 32\] for \[2, 32\]/,
    ],
    ['without a tensor', () => changed({}, ['head.bias']), /missing: head.bias/],
    ['with a tensor too many', () => changed({}, [], { extra: numbers(1, 1) }), /unexpected: extra/],
    [
      'with a number that is none',
      () => changed({}, ['head.bias'], { 'head.bias': tensor([14], new Float32Array(14).fill(Number.NaN)) }),
      /'head.bias' has numbers that are NaN/,
    ],
    [
      'with a vocabulary without bottom',
      () => changed({ vocabulary: `${'['.repeat(9999)}${']'.repeat(9999)}` }),
      /entry 0 of symbols is an array/,
    ],
    [
      'with a dtype without bottom',
      () => {
        const json = `{"w":{"dtype":${'['.repeat(9999)}${']'.repeat(9999)},"shape":[1],"data_offsets":[0,4]}}`;
        return Buffer.concat([header(json.length).subarray(0, 8), Buffer.from(json), Buffer.alloc(4)]);
      },
      /safetensors": \S/,
    ],
    [
      'with a name of a million letters',
      () => changed({}, [], { ['x'.repeat(1e6)]: numbers(1, 1) }),
      /unexpected|longer/,
    ],
    [
      'with orders for the terminal',
      () => changed({ cell: '\x1b]0;x\x07' }),
      /its cell is "\\u001b\]0;x\\u0007"/,
    ],
  ];

  test.each(bad)('%s', async (what, bytes, message) => {
    const file = folder.file(`${what.replaceAll(' ', '-')}.safetensors`, bytes());
    const { exitCode, host } = await runWith(['sample', '--model', file]);
    expect(host.err.text).toMatch(message);
    expect(host.err.text).toMatch(/^tbptt: cannot use the model ".*safetensors": /);
    expect(host.err.lines).toHaveLength(1);
    expect(host.err.text.length).toBeLessThan(1200);
    expect(host.out.text).toBe('');
    expect(exitCode).toBe(1);
  });

  test('not there, or a folder without a model', async () => {
    for (const [file, message] of [
      [folder.file('none'), /^tbptt: cannot read the model ".*": there is no such/],
      [folder.path, /^tbptt: cannot use the model ".*": .*there is no config\.json/],
    ] as const) {
      const { exitCode, host } = await runWith(['sample', '--model', file]);
      expect(exitCode).toBe(1);
      expect(host.err.text).toMatch(message);
    }
  });
});
