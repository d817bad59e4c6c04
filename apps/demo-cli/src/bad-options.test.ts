/**
 * Every option with a value, of every command, given values that it cannot have: exit code 2 and one
 * line that names the option, before a file is read or written. The options are read from the help,
 * so a new one needs a row.
 */
import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { runWith, SMALL_TEXT, TestFolder } from './testing/run-with.js';

const folder = new TestFolder();
afterAll(() => folder.remove());
const text = folder.file('text.txt', SMALL_TEXT);
const model = folder.file('model.safetensors', 'no model');

/** What no option takes. */
const EMPTY = [''];
/** What no number is. */
const NO_NUMBER = [
  ...EMPTY,
  ' ',
  'x',
  'NaN',
  'nan',
  'Infinity',
  '-Infinity',
  'inf',
  '1e999',
  '0x10',
  '0b1',
  ' 5',
  '5 ',
  '1_0',
  '1 000',
  '5;5',
  '٣',
  '½',
  'null',
  'undefined',
  'true',
  '--5',
  '5-',
  'a\nb',
  '\u001b[31m5',
];
const NO_WHOLE = [...NO_NUMBER, '1.5', '.5', '5.', '1e3', '1e-3', '-1', '9'.repeat(30), '1,5'];
const NO_INTERVAL = [...NO_WHOLE, '0', '1000000001', 'm', '0m', '-1m', '10081m', '5 m', '5h', '1.m.m', 'min'];
const NO_SHARE = [...NO_NUMBER, '-0.1', '1', '1.1', '9'.repeat(30)];
const NO_NAME = [...EMPTY, 'x', 'LSTM', 'lstm ', 'lstm,gru', '0', 'constructor', '__proto__'];
const NO_LIST = [
  '',
  ',',
  '1,',
  ',1',
  '1,,1',
  '1;1',
  ...NO_NUMBER.filter((value) => value.trim() !== '5').map((value) => `1,${value}`),
];

/** The values that each option refuses. */
const refused: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  charlm: {
    '--threads': [...NO_WHOLE, '0', '257', 'ALL', 'all '],
    '--text': EMPTY,
    '--save': [...EMPTY, '-'],
    '--tensorboard': EMPTY,
    '--log': [...EMPTY, '-'],
    '--algorithm': [...EMPTY, 'x', 'RTRL', 'tbptt ', 'rtrl,snap', 'constructor', '__proto__'],
    '--cell': NO_NAME,
    '--hidden': [...NO_WHOLE, '0', '8193'],
    '--layers': [...NO_WHOLE, '0', '17'],
    '--batch': [...NO_WHOLE, '0', '4097'],
    '--window': [...NO_WHOLE, '0', '4097'],
    '--steps': [...NO_WHOLE, '0', '1000000001'],
    '--minutes': [...NO_NUMBER, '0', '-0', '-1', '10081'],
    '--learning-rate': [...NO_NUMBER, '0', '-0', '-1e-9', '1e39'],
    '--seed': [...NO_WHOLE, '4294967296'],
    '--sample': [...NO_WHOLE, '1000001'],
    '--validation': NO_SHARE,
    '--embedding': [...NO_WHOLE, '8193'],
    '--n-grams': [...NO_WHOLE, '8193'],
    '--schedule': [...EMPTY, 'x', 'Linear', 'toString'],
    '--decay': [...NO_NUMBER, '-0.1', '1.1'],
    '--weight-decay': [...NO_NUMBER, '-1', '1e39'],
    '--clip': [...NO_NUMBER, '0', '-1', '1e39'],
    '--dropout': NO_SHARE,
    '--save-every': NO_INTERVAL,
    '--validate-every': NO_INTERVAL,
    '--patience': [...NO_WHOLE, '0', '1000000001'],
    '--resume': EMPTY,
    '--report': [...EMPTY, '-'],
  },
  sample: {
    '--model': EMPTY,
    '--prime': EMPTY,
    '--length': [...NO_WHOLE, '1000000001'],
    '--temperature': [...NO_NUMBER, '-1', '101'],
    '--top-k': [...NO_WHOLE, '0', '1000001'],
    '--top-p': [...NO_NUMBER, '0', '-0.5', '1.1'],
    '--prime-file': EMPTY,
    '--samples': [...NO_WHOLE, '0', '1000001'],
    '--stop': EMPTY,
    '--seed': [...NO_WHOLE, '4294967296'],
  },
  evaluate: {
    '--model': EMPTY,
    '--text': EMPTY,
    '--batch': [...NO_WHOLE, '0', '4097'],
    '--window': [...NO_WHOLE, '0', '4097'],
    '--threads': [...NO_WHOLE, '0', '257', 'ALL'],
  },
  inspect: {
    '--model': EMPTY,
    '--text': EMPTY,
    '--unit': [...NO_NUMBER, '1.', '.5', '-1', '1e3', '1.2.3', '1,2', '9'.repeat(30)],
    '--units': [...NO_WHOLE, '0', '10001'],
    '--read': [...NO_WHOLE, '1', '1000001'],
    '--skip': [...NO_WHOLE, '1000000000001'],
    '--length': [...NO_WHOLE, '0', '100001'],
  },
  report: { '--model': EMPTY, '--text': EMPTY, '--log': EMPTY, '--to': [...EMPTY, '-'] },
  export: { '--model': EMPTY, '--to': [...EMPTY, '-'], '--format': NO_NAME },
  demo: {
    '--threads': [...NO_WHOLE, '0', '257', 'ALL'],
    '--minutes': [...NO_NUMBER, '0', '-1', '10081'],
    '--seed': [...NO_WHOLE, '4294967296'],
  },
  xor: { '--steps': [...NO_WHOLE, '0'], '--seed': [...NO_WHOLE, '4294967296'] },
  explain: {
    '--layers': [...NO_LIST, '0', '5', '1,0', '1,1025', '1,1.5', '-1,1', Array(18).fill('1').join()],
    '--activation': NO_NAME,
    '--input': [...NO_LIST, '1,2', '1e39', '-1e39'],
    '--target': [...NO_LIST, '1,2', '1e39', '1e30', '-1e30'],
    '--learning-rate': [...NO_NUMBER, '-1', '1e39'],
    '--seed': [...NO_WHOLE, '4294967296'],
  },
};

/** Valid options of each command, which the one that is tried overrides. */
const valid: Readonly<Record<string, readonly string[]>> = {
  inspect: ['--model', 'x'],
  report: ['--model', 'x', '--to', 'y'],
  charlm: ['--text', text, '--save', folder.file('saved.safetensors')],
  sample: ['--model', model],
  evaluate: ['--model', model, '--text', text],
  export: ['--model', model, '--to', folder.file('exported.safetensors')],
  demo: [],
  xor: [],
  explain: [],
};

test('every option of every command that has a value is tried', async () => {
  const { host } = await runWith(['--help']);
  const commands = [...host.out.text.matchAll(/^ {2}([a-z]+) (?:\[options\])/gm)].map(
    ([, name = '']) => name,
  );
  expect(commands.toSorted()).toEqual(Object.keys(refused).toSorted());
  for (const command of commands) {
    const help = await runWith([command, '--help']);
    const options = [...help.host.out.text.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+) </gm)].map(
      ([, name = '']) => name,
    );
    expect([command, ...options.toSorted()]).toEqual([
      command,
      ...Object.keys(refused[command] ?? {}).toSorted(),
    ]);
  }
});

const before = readdirSync(folder.path).toSorted();

describe.each(Object.entries(refused))('tbptt %s', (command, options) => {
  const cases = Object.entries(options).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );

  test.each(cases)('refuses %s=%j in one line that names it', async (name, value) => {
    const { exitCode, host } = await runWith([command, ...(valid[command] ?? []), `${name}=${value}`]);
    expect({ exitCode, out: host.out.text }).toEqual({ exitCode: 2, out: '' });
    expect(host.err.lines).toHaveLength(1);
    expect(host.err.text).toMatch(/^tbptt: [^\n]+\n$/);
    expect(host.err.text).toContain(name);
    expect(host.err.text).not.toContain('\u001b');
  });
});

test('and none of them wrote a file', () => {
  expect(readdirSync(folder.path).toSorted()).toEqual(before);
});
