import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { mobyDick, readCorpus } from './corpus.js';
import { CliError } from './errors.js';
import { Interrupted } from './interruption.js';
import { TestFolder } from './testing/run-with.js';
import { testHost } from './testing/test-host.js';

test('Moby-Dick is there from its contents to its epilogue, 1.2 million characters', async () => {
  const text = [...(await mobyDick()).pieces].join('');
  expect(text.length).toBeGreaterThan(1_200_000);
  expect(text).toMatch(/^CONTENTS\n/);
  expect(text).toContain('\n\nCHAPTER 1. Loomings.\n\nCall me Ishmael. Some years ago');
  const chapters = text.slice(text.indexOf('EXTRACTS. (Supplied')).match(/\n\nCHAPTER \d+\. .+\n\n/g);
  expect(chapters).toHaveLength(135);
  expect(text).toMatch(/only found another orphan\.\n$/);
});

describe('a text that is read', () => {
  const folder = new TestFolder();
  afterAll(() => folder.remove());
  const textOf = async (input: readonly (string | Uint8Array)[]): Promise<string> =>
    [...(await readCorpus('-', testHost({ input }))).pieces].join('');

  test('comes in pieces that end between code points, wherever its blocks end', async () => {
    const text = 'aé鯨🐳b';
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { pieces } = await readCorpus(
        '-',
        testHost({ input: [bytes.subarray(0, cut), bytes.subarray(cut)] }),
      );
      expect([...pieces].join('')).toBe(text);
      expect([...pieces].join('')).toBe(text); // and can be gone through again
      for (const piece of pieces) expect(piece).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
    }
  });

  test('begins after a byte order mark', async () => {
    expect(await textOf(['\ufeff', 'ab'])).toBe('ab');
  });

  test.each([
    ['in the middle', [Uint8Array.of(0x61, 0xe9, 0x62)]],
    ['in the second block', ['good', Uint8Array.of(0xff)]],
    ['at its end', [Buffer.from('🐳').subarray(0, 3)]],
  ])('is refused where it is not UTF-8 %s', async (_where, input) => {
    await expect(textOf(input)).rejects.toThrow(
      'the text from standard input is not UTF-8; convert it first.',
    );
  });

  test('is refused as empty if there is nothing in it', async () => {
    for (const input of [[], [''], ['\ufeff']]) await expect(textOf(input)).rejects.toThrow('is empty');
  });

  test('is refused with the limit if it is too long, and not as another encoding', async () => {
    const file = folder.file('long.txt');
    writeFileSync(file, 'x'.repeat(3_000_001));
    await expect(readCorpus(file, testHost(), 3_000_000)).rejects.toThrow(
      new CliError(
        `the text ${JSON.stringify(file)} is longer than 3,000,000 characters, the most that this program holds.`,
      ),
    );
    expect((await readCorpus(file, testHost(), 3_000_001)).name).toBe(file);
  });

  test('is not waited for once a stop is requested', async () => {
    const host = testHost({ input: ['a', 'b'] });
    host.interruption.request(130);
    await expect(readCorpus('-', host)).rejects.toThrow(Interrupted);
  });
});
