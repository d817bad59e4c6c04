import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportOf, runWith, SMALL_TEXT, TestFolder } from '../testing/run-with.js';
import { testHost } from '../testing/test-host.js';

const folder = new TestFolder();
afterAll(() => folder.remove());
const text = folder.file('rain.txt', SMALL_TEXT);
const model = folder.file('model.safetensors');
const inspect = ['inspect', '--model', model, '--text', text];

beforeAll(async () => {
  const options = '--hidden 8 --layers 2 --batch 4 --window 16 --steps 30 --sample 0 --seed 3'.split(' ');
  await runWith(['charlm', '--text', text, ...options, '--save', model]);
});

describe('tbptt inspect', () => {
  test('lists units, the strongest correlation first, and gates', async () => {
    const ran = await runWith([...inspect, '--json', '--units', '5', '--read', '1000', '--length', '60']);
    expect(ran.exitCode).toBe(0);
    const { characters, activation, units, gates } = reportOf(ran, 'inspection');
    expect([characters, activation]).toEqual([1000, 'tanh(c)']);
    expect(units).toHaveLength(5);
    const strengths = (units as { correlation: number }[]).map(({ correlation }) => Math.abs(correlation));
    expect(strengths).toEqual(strengths.toSorted((a, b) => b - a));
    expect(strengths[0]).toBeGreaterThan(0.3);
    expect((gates as { layer: number; gate: string }[]).map(({ layer, gate }) => `${layer} ${gate}`)).toEqual(
      ['1 input', '1 forget', '1 output', '2 input', '2 forget', '2 output'],
    );
  });

  test('shows one unit over the text, the first of the list or another', async () => {
    const shown = async (...more: string[]) =>
      reportOf(await runWith([...inspect, '--json', '--length', '45', ...more]), 'inspection');
    const { shown: first, units } = await shown();
    expect(first).toMatchObject((units as object[])[0] ?? {});
    const { shown: other } = await shown('--unit', '2.7', '--skip', '4');
    expect(other).toMatchObject({ layer: 2, unit: 7, text: SMALL_TEXT.slice(4, 49) });
    expect((other as { activations: number[] }).activations).toHaveLength(45);
    expect((await shown('--unit', '3'))['shown']).toMatchObject({ layer: 1, unit: 3 });
  });

  test('has a line of marks below each line where there are no colors', async () => {
    const { host } = await runWith([...inspect, '--length', '45']);
    // oxlint-disable-next-line no-control-regex
    expect(host.out.text).not.toMatch(/[^\n\x20-\x7e]/);
    const lines = host.out.text.trimEnd().split('\n');
    expect(lines.at(-2)).toBe(SMALL_TEXT.slice(0, 45).trimEnd());
    expect(lines.at(-1)).toMatch(/^[=\-+# ]+$/);
  });

  test('has 256 colors on a terminal, and none with NO_COLOR', async () => {
    const colored = await runWith([...inspect, '--length', '45'], testHost({ isTTY: true }));
    // oxlint-disable-next-line no-control-regex
    expect(colored.host.out.text).toMatch(/\x1b\[38;5;16;48;5;\d+mt?/);
    const plain = await runWith(
      [...inspect, '--length', '45'],
      testHost({ isTTY: true, env: { NO_COLOR: '1' } }),
    );
    expect(plain.host.out.text).not.toContain('\x1b');
    // oxlint-disable-next-line no-control-regex
    expect(colored.host.out.text.replaceAll(/\x1b\[[\d;]*m/g, '')).toContain(
      SMALL_TEXT.slice(0, 45).trimEnd(),
    );
  });

  test.each([
    [
      ['--unit', '9'],
      "argument '9' is invalid. The model has 2 layers of at most 8 units; both are counted from 1.",
    ],
    [['--unit', '3.1'], "argument '3.1' is invalid"],
    [['--unit', '0'], "argument '0' is invalid"],
    [['--unit', 'x'], 'It must be the number of a unit'],
    [['--skip', '2498'], 'at least 3 must follow those that --skip 2498 passes over'],
    [['--text', '-', '--model', '-'], 'standard input can be read once'],
  ])('refuses %j', async (more, message) => {
    const { exitCode, host } = await runWith([...inspect, ...more]);
    expect(exitCode).toBeGreaterThan(0);
    expect(host.err.text).toContain(message);
  });

  test('refuses a text with symbols that the model does not know', async () => {
    const other = folder.file('other.txt', 'WHALES, and more of them');
    const { exitCode, host } = await runWith(['inspect', '--model', model, '--text', other]);
    expect(exitCode).toBe(1);
    expect(host.err.text).toContain('"W"');
  });
});
