import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import { type Corpus, mobyDick, readCorpus } from './corpus.js';
import { CliError } from './errors.js';
import { Interrupted } from './interruption.js';
import { TestFolder } from './testing/run-with.js';
import { testHost } from './testing/test-host.js';

/** A text as its windows spell it. */
function textOfCorpus({ vocabulary, characters, lanes }: Corpus): string {
  const { inputs, targets } = lanes(1, 0, characters).window(0, characters);
  return vocabulary.decode([...inputs.data, targets.data.at(-1) ?? 0]);
}

test('Moby-Dick is there from its contents to its epilogue, 1.2 million characters', async () => {
  const { text } = await mobyDick();
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
    textOfCorpus(await readCorpus('-', testHost({ input })));

  test('is the text, wherever its blocks end', async () => {
    const text = 'aé鯨🐳b';
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await textOf([bytes.subarray(0, cut), bytes.subarray(cut)])).toBe(text);
    }
  });

  test('from a file is the same as from standard input', async () => {
    const text = 'aé鯨🐳b'.repeat(20_000);
    const file = await readCorpus(folder.file('whale.txt', text), testHost());
    expect(file.characters).toBe(100_000);
    expect(textOfCorpus(file)).toBe(text);
    expect(await textOf([text])).toBe(text);
  });

  test.runIf(existsSync('/proc/version'))(
    'may be a file of the system, whose size is said to be 0',
    async () => {
      const corpus = await readCorpus('/proc/version', testHost());
      expect(textOfCorpus(corpus)).toBe(readFileSync('/proc/version', 'utf8'));
    },
  );

  test('leaves nothing in the temporary folder', async () => {
    const before = readdirSync(tmpdir());
    await textOf(['abc']);
    await expect(textOf([''])).rejects.toThrow('is empty');
    expect(
      readdirSync(tmpdir()).filter((name) => name.startsWith('tbptt-text-') && !before.includes(name)),
    ).toEqual([]);
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

  test('is refused when it changes while it is trained on', async () => {
    const path = folder.file('changing.txt', 'ab'.repeat(100_000));
    const lanes = (await readCorpus(path, testHost())).lanes(1, 0, 200_000);
    expect(lanes.window(0, 5).count).toBe(5);
    writeFileSync(path, 'ba'.repeat(100_000));
    expect(() => lanes.window(100_000, 5)).toThrow(CliError);
    expect(() => lanes.window(100_000, 5)).toThrow(
      `the text ${JSON.stringify(path)} has changed since it was read; leave it as it is while it is trained on, or train on a copy.`,
    );
  });

  test('is not waited for once a stop is requested', async () => {
    const host = testHost({ input: ['a', 'b'] });
    host.interruption.request(130);
    await expect(readCorpus('-', host)).rejects.toThrow(Interrupted);
  });
});
