import { closeSync, openSync, writeSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { isBuilt, program, startShell } from './testing/child-program.js';
import { SMALL_RUN, TestFolder } from './testing/run-with.js';

const MEBIBYTES = 80;

/** Says the peak of the resident memory of a process, in KiB, at its end. */
const WATCH = "process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";

describe.skipIf(!isBuilt)('a text of many megabytes', () => {
  const folder = new TestFolder();
  afterAll(() => folder.remove());

  /** A text of a number of mebibytes, and some. */
  const textOf = (mebibytes: number): string => {
    const file = folder.file(`${mebibytes}.txt`);
    const block = Buffer.from('Call me Ishmael, said the 鯨 whale. '.repeat(30_000)).subarray(0, -1);
    const fd = openSync(file, 'w');
    for (let written = 0; written < mebibytes * 2 ** 20; ) written += writeSync(fd, block);
    closeSync(fd);
    return file;
  };

  /** The peak memory of training on a text, in MiB. */
  const peakOf = async (text: string): Promise<number> => {
    const args = ['charlm', '--text', text, ...SMALL_RUN, '--validation', '0.0001', '--json'];
    const line = program.replace(
      ' ',
      ` --import 'data:text/javascript,${encodeURIComponent(WATCH).replaceAll("'", '%27')}' `,
    );
    const { code, err } = await startShell(`${line} ${args.map((arg) => `'${arg}'`).join(' ')}`);
    const [, peak] = /^peak (\d+)$/.exec(err) ?? [];
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringMatching(/^peak \d+$/) as string });
    return Number(peak) / 1024;
  };

  test('is trained on in the memory that a short one takes', { timeout: 60_000 }, async () => {
    const [short, long] = [await peakOf(textOf(1)), await peakOf(textOf(MEBIBYTES))];
    expect(long - short).toBeLessThan(MEBIBYTES / 2);
  });
});
