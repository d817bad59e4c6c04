import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { UnknownSymbolError } from '../errors.js';
import { Lanes } from '../lanes.js';
import { split } from '../split.js';
import { Vocabulary } from '../vocabulary.js';
import { FileError } from './file-error.js';
import { FileLanes } from './file-lanes.js';
import { SymbolFile } from './symbol-file.js';
import { TextFile } from './text-file.js';

const BLOCK = 1 << 14;
const folder = mkdtempSync(join(tmpdir(), 'tbptt-file-lanes-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(content: string | Uint8Array): string {
  const path = join(folder, `${files++}`);
  writeFileSync(path, content);
  return path;
}

/** Every window of two streams, compared. */
function expectSame(found: FileLanes, expected: Lanes, window: number): void {
  expect(found.length).toBe(expected.length);
  for (let start = 0; start < expected.length; start += window) {
    expect(found.window(start, window)).toEqual(expected.window(start, window));
  }
}

/**
 * Texts of some blocks whose symbols take one to four bytes, so that symbols lie across the ends of
 * blocks.
 */
const anyText = fc
  .array(
    fc.constantFrom('a', 'b ', 'é', '鯨', '🐳', 'x'.repeat(BLOCK - 3), '鯨'.repeat(BLOCK / 3), '\ufeff'),
    {
      minLength: 2,
      maxLength: 60,
    },
  )
  .map((parts) => parts.join(''));

describe('lanes of a text file', () => {
  test('are the lanes of the text, wherever its blocks end', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 5000 }),
        async (text, lanes, window) => {
          const path = fileOf(`.${text}`);
          const file = await TextFile.open(path);
          const vocabulary = Vocabulary.of(`.${text}`);
          expect(file.vocabulary.symbols).toEqual(vocabulary.symbols);
          const ids = vocabulary.encode(`.${text}`);
          expect(file.length).toBe(ids.length);
          fc.pre(ids.length > lanes);
          expectSame(new FileLanes(file, { lanes }), new Lanes(ids, { lanes }), window);
          file.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each([1, 2, 3])(
    'have symbols across the end of a block, %d bytes of them before it',
    async (before) => {
      const text = `${'a'.repeat(BLOCK - before)}🐳${'b'.repeat(BLOCK)}🐳`;
      const file = await TextFile.open(fileOf(text));
      expectSame(
        new FileLanes(file, { lanes: 1 }),
        new Lanes(file.vocabulary.encode(text), { lanes: 1 }),
        9000,
      );
      file.close();
    },
  );

  test('can be read from any step, again and back', async () => {
    const text = Array.from({ length: 90_000 }, (_, i) => String.fromCharCode(97 + ((i * i) % 26))).join('');
    const file = await TextFile.open(fileOf(text));
    const [found, expected] = [
      new FileLanes(file, { lanes: 3 }),
      new Lanes(file.vocabulary.encode(text), { lanes: 3 }),
    ];
    for (const start of [29_000, 0, 16_380, 16_370, 29_999, 5]) {
      expect(found.window(start, 40)).toEqual(expected.window(start, 40));
    }
    file.close();
  });

  test('of the two parts of a split are those of the parts', async () => {
    const text = 'ab鯨c'.repeat(9000);
    const file = await TextFile.open(fileOf(text));
    const parts = split(file.vocabulary.encode(text), { validation: 0.3 });
    const { training, validation } = file.split({ validation: 0.3 });
    expectSame(new FileLanes(file, { lanes: 4, ...training }), new Lanes(parts.training, { lanes: 4 }), 1000);
    expectSame(
      new FileLanes(file, { lanes: 2, ...validation }),
      new Lanes(parts.validation, { lanes: 2 }),
      1000,
    );
    file.close();
  });

  test('begin after a byte order mark, and keep one that is elsewhere', async () => {
    const file = await TextFile.open(fileOf('\ufeffab\ufeffa'));
    expect(file.vocabulary.symbols).toEqual(['a', 'b', '\ufeff']);
    expect(new FileLanes(file, { lanes: 1 }).window(0, 9).inputs.data).toEqual(Int32Array.of(0, 1, 2));
    file.close();
  });

  test('hold two blocks of each lane and no more', async () => {
    const file = await TextFile.open(fileOf('ab'.repeat(20 * BLOCK)));
    const lanes = new FileLanes(file, { lanes: 2 });
    const read: number[] = [];
    const source = {
      path: '',
      length: file.length,
      blockAt: (at: number) => (read.push(at), file.blockAt(at)),
    };
    const counted = new FileLanes(source, { lanes: 2 });
    // Each step is read twice.
    for (let start = 0; start + 100 < lanes.length; start += 50) counted.window(start, 100);
    expect(read.length).toBe(40); // and each block once
    file.close();
  });
});

describe('a text file', () => {
  test('has the ids of a vocabulary that is given', async () => {
    const vocabulary = Vocabulary.from(['鯨', 'b', 'a', '?']);
    const file = await TextFile.open(fileOf('abc鯨é'), { vocabulary, replacement: '?' });
    expect(file.blockAt(0).ids).toEqual(Uint8Array.of(2, 1, 3, 0, 3));
    file.close();
  });

  test('has the unknown symbol of its vocabulary, and knows special ones from their first letters', async () => {
    const vocabulary = Vocabulary.from(['a', 'cd', '<unk>'], { special: ['cd'], unknown: '<unk>' });
    for (const text of ['acd<', 'acd鯨']) {
      const file = await TextFile.open(fileOf(text), { vocabulary });
      expect(file.blockAt(0).ids).toEqual(Uint8Array.of(0, 2, 2, 2));
      file.close();
    }
    const words = Vocabulary.of('a b', { unit: 'word' });
    await expect(TextFile.open(fileOf('a b'), { vocabulary: words })).rejects.toThrow('are words');
  });

  test('names the first symbol that a given vocabulary lacks, and where it is', async () => {
    const vocabulary = Vocabulary.of('ab鯨');
    const text = `${'ab鯨'.repeat(9000)}é`;
    const opened = TextFile.open(fileOf(text), { vocabulary });
    await expect(opened).rejects.toThrow(UnknownSymbolError);
    await expect(opened).rejects.toMatchObject({ facts: { symbol: 'é', position: 27_000, size: 3 } });
    await expect(TextFile.open(fileOf('abz'), { vocabulary })).rejects.toMatchObject({
      facts: { symbol: 'z', position: 2 },
    });
  });

  test('has ids of two bytes where there are more than 256 symbols', async () => {
    const text = String.fromCodePoint(...Array.from({ length: 300 }, (_, i) => 0x4e00 + i));
    const file = await TextFile.open(fileOf(text));
    expect(file.blockAt(0).ids).toEqual(Uint16Array.from({ length: 300 }, (_, i) => i));
    file.close();
  });

  test('has a digest of its contents, whatever its name', async () => {
    const digests = await Promise.all(
      ['abc', 'abc', 'abd'].map(async (text) => (await TextFile.open(fileOf(text))).digest),
    );
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digests[1]).toBe(digests[0]);
    expect(digests[2]).not.toBe(digests[0]);
  });

  test('tells how far it has been looked through, and stops where that throws', async () => {
    const path = fileOf('x'.repeat(2_500_000));
    const seen: [number, number][] = [];
    const file = await TextFile.open(path, { onProgress: (...given) => seen.push(given) });
    expect(seen).toEqual([1 << 20, 2 << 20, 2_500_000].map((bytes) => [bytes, 2_500_000]));
    file.close();
    const stop = new RangeError('stop');
    const stopped = TextFile.open(path, {
      onProgress: () => {
        throw stop;
      },
    });
    await expect(stopped).rejects.toBe(stop);
  });

  test.each([
    ['in the middle', Uint8Array.of(0x61, 0xe9, 0x62)],
    ['at its end', Buffer.from('🐳').subarray(0, 3)],
    ['at its beginning', Uint8Array.of(0x80, 0x61)],
    [
      'at the end of a block',
      Buffer.concat([Buffer.alloc(BLOCK - 1, 97), Uint8Array.of(0xf0), Buffer.alloc(9, 97)]),
    ],
    ['at the beginning of a block', Buffer.concat([Buffer.alloc(BLOCK, 97), Uint8Array.of(0x80, 0x61)])],
    ['with a half of a surrogate pair', Uint8Array.of(0xed, 0xa0, 0xbd)],
    ['with a longer form than needed', Uint8Array.of(0xc0, 0xaf)],
    ['with five bytes', Buffer.concat([Buffer.from('🐳'), Uint8Array.of(0x80)])],
  ])('is refused where it is not UTF-8 %s', async (_, bytes) => {
    await expect(TextFile.open(fileOf(bytes))).rejects.toThrow(
      /^TextFile.open: ".*" is not UTF-8, as its block \d shows/,
    );
  });

  test('is refused where there is nothing, or nothing that can be read from any place', async () => {
    for (const content of ['', '\ufeff'])
      await expect(TextFile.open(fileOf(content))).rejects.toThrow('is empty');
    await expect(TextFile.open(join(folder, 'none'))).rejects.toMatchObject({
      name: 'FileError',
      cause: { code: 'ENOENT' },
    });
    await expect(TextFile.open(folder)).rejects.toThrow(
      'is a folder; it must be a file that can be read from any place.',
    );
  });

  test.runIf(process.platform === 'linux')(
    'is refused where it is a pipe, without waiting for a writer',
    async () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      await expect(TextFile.open(pipe)).rejects.toThrow('is a pipe; it must be a file');
    },
  );
});

describe('a text that changes while it is read', () => {
  const text = 'ab'.repeat(3 * BLOCK);
  const opened = async () => {
    const path = fileOf(text);
    const file = await TextFile.open(path);
    return { path, file, lanes: new FileLanes(file, { lanes: 1 }) };
  };

  test('is an error when a changed block is read, though its size and time are the same', async () => {
    const { path, file, lanes } = await opened();
    const { atime, mtime } = statSync(path);
    const fd = openSync(path, 'r+');
    writeSync(fd, 'b', 4 * BLOCK + 10);
    closeSync(fd);
    utimesSync(path, atime, mtime);
    expect(lanes.window(0, BLOCK).count).toBe(BLOCK);
    expect(() => lanes.window(4 * BLOCK, 5)).toThrow(FileError);
    expect(() => lanes.window(4 * BLOCK, 5)).toThrow(
      'has changed since it was opened; leave it as it is while it is read',
    );
    file.close();
  });

  test('is an error where it is shorter, and none where it only has grown', async () => {
    const { path, file, lanes } = await opened();
    appendFileSync(path, 'more');
    expect(lanes.window(6 * BLOCK - 6, 5).count).toBe(5);
    truncateSync(path, 10);
    expect(() => lanes.window(0, 5)).toThrow('has changed');
    file.close();
  });

  test('is read on where another file takes its name', async () => {
    const { path, file, lanes } = await opened();
    renameSync(fileOf('other'), path);
    expect(lanes.window(2 * BLOCK, 3).inputs.data).toEqual(Int32Array.of(0, 1, 0));
    file.close();
    expect(() => lanes.window(0, 3)).toThrow('has been closed');
  });
});

describe('a file of ids', () => {
  test('is refused for a path or a type that is not a string, whatever it is', async () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const path of [1n, circle, undefined, '']) {
      const opening = SymbolFile.open(path as never, { type: 'uint8' });
      await expect(opening).rejects.toThrow('it must be the path of a file');
    }
    for (const type of [['uint8'], Object.create(null), undefined, 'int8']) {
      const opening = SymbolFile.open(fileOf('abc'), { type: type as never });
      await expect(opening).rejects.toThrow('it must be one of uint8, uint16, int32');
    }
  });

  test.each(['uint8', 'uint16', 'int32'] as const)('of %s has the lanes of its ids', async (type) => {
    const width = { uint8: 1, uint16: 2, int32: 4 }[type];
    const ids = Int32Array.from({ length: 50_000 }, (_, i) => (i * 7) % (type === 'uint8' ? 250 : 5003));
    const bytes = Buffer.alloc(ids.length * width);
    for (const [i, id] of ids.entries()) bytes.writeUIntLE(id, i * width, width);
    const file = await SymbolFile.open(fileOf(bytes), { type });
    expect([file.length, file.size]).toEqual([50_000, Math.max(...ids) + 1]);
    expectSame(new FileLanes(file, { lanes: 3 }), new Lanes(ids, { lanes: 3 }), 4000);
    const { validation } = file.split({ validation: 0.5 });
    expect(new FileLanes(file, { lanes: 1, ...validation }).window(0, 1).inputs.data[0]).toBe(ids[25_000]);
    file.close();
  });
});
