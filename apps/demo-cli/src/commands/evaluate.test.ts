import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ran, reportOf, runWith, SMALL_RUN, SMALL_TEXT, TestFolder } from '../testing/run-with.js';
import { testHost } from '../testing/test-host.js';

const folder = new TestFolder();
const model = folder.file('model.safetensors');
const text = folder.file('rain.txt', SMALL_TEXT);
afterAll(() => folder.remove());

let trained: Ran;
beforeAll(async () => {
  trained = await runWith([
    'charlm',
    '--text',
    text,
    ...SMALL_RUN,
    '--steps',
    '50',
    '--json',
    '--save',
    model,
  ]);
});

const evaluated = async (args: readonly string[], host = testHost()): Promise<Record<string, unknown>> => {
  const ran = await runWith(['evaluate', '--model', model, '--json', ...args], host);
  expect({ code: ran.exitCode, err: ran.host.err.text }).toEqual({ code: 0, err: '' });
  return reportOf(ran, 'evaluation');
};

describe('tbptt evaluate', () => {
  test('measures what the validation of the training has measured', async () => {
    const heldOut = folder.file('held-out.txt', SMALL_TEXT.slice(2250));
    const { bitsPerCharacter, characters } = reportOf(trained, 'validation');
    const found = await evaluated(['--text', heldOut]);
    expect(found).toMatchObject({ text: heldOut, characters });
    expect(found['bitsPerCharacter']).toBeCloseTo(Number(bitsPerCharacter), 5);
  });

  test('gives the same whatever the window, and nearly the same in several lanes', async () => {
    const whole = await evaluated(['--text', text, '--window', '4096']);
    for (const window of ['1', '7', '64']) {
      const found = await evaluated(['--text', text, '--window', window]);
      expect(found['bitsPerCharacter']).toBeCloseTo(Number(whole['bitsPerCharacter']), 5);
    }
    const lanes = await evaluated(['--text', text, '--batch', '10']);
    expect(lanes['characters']).toBe(whole['characters']);
    expect(Math.abs(Number(lanes['bitsPerCharacter']) - Number(whole['bitsPerCharacter']))).toBeLessThan(0.2);
  });

  test('reads standard input, and several texts as one', async () => {
    const whole = await evaluated(['--text', text]);
    const input = await evaluated(['--text', '-'], testHost({ input: [SMALL_TEXT] }));
    expect({ ...input, text }).toEqual(whole);
    const [one, two] = [
      folder.file('1.txt', SMALL_TEXT.slice(0, 999)),
      folder.file('2.txt', `\ufeff${SMALL_TEXT.slice(999)}`),
    ];
    const both = await evaluated(['--text', one, '--text', two]);
    expect(both['text']).toBe(`${one}, ${two}`);
    expect({ ...both, text }).toEqual(whole);
  });

  test('is a line for people', async () => {
    const { host } = await runWith(['evaluate', '--model', model, '--text', text]);
    expect(host.out.text).toMatch(
      /^evaluation +\d\.\d{3} bits per character over 2,499 characters of .*rain.txt\n$/,
    );
  });

  test('stops where it is interrupted', async () => {
    const host = testHost();
    host.now = () => (host.interruption.request(130), performance.now());
    const { exitCode } = await runWith(['evaluate', '--model', model, '--text', text, '--json'], host);
    expect({ exitCode, out: host.out.text }).toEqual({ exitCode: 130, out: '' });
  });

  test.each([
    [
      ['--text', folder.file('other.txt', 'the rain; in spain')],
      1,
      /the text ".*other.txt" has ";" at position 8, which the model does not know/,
    ],
    [[], 1, /the text Moby-Dick has "." at position \d+, which the model does not know/],
    [
      ['--text', folder.file('short.txt', 'rain'), '--batch', '4'],
      1,
      /has 4 characters, but 4 lanes need 5; give a longer text, or a smaller --batch/,
    ],
    [['--text', '-', '--text', '-'], 2, /standard input can be read once/],
    [
      ['--text', folder.file('nowhere.txt')],
      1,
      /cannot read the text ".*nowhere.txt": there is no such file/,
    ],
  ] as const)('refuses %j', async (args, code, message) => {
    const { exitCode, host } = await runWith(['evaluate', '--model', model, ...args]);
    expect({ exitCode, out: host.out.text }).toEqual({ exitCode: code, out: '' });
    expect(host.err.lines).toHaveLength(1);
    expect(host.err.text).toMatch(message);
  });
});
