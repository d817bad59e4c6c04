import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { loadModel } from '../load-model.js';
import { reportOf, reportsOf, runWith, SMALL_RUN, SMALL_TEXT, TestFolder } from '../testing/run-with.js';
import { testHost } from '../testing/test-host.js';

const folder = new TestFolder();
afterAll(() => folder.remove());
const text = folder.file('rain.txt', SMALL_TEXT);
const small = ['charlm', '--text', text, ...SMALL_RUN];

describe('tbptt charlm', () => {
  test('reports in lines of JSON: data, model, progress, validation, sample, summary', async () => {
    const ran = await runWith([...small, '--json']);
    expect(ran.exitCode).toBe(0);
    expect(ran.host.err.text).toBe('');
    const names = reportsOf(ran).map(({ report }) => report);
    expect(names).toEqual(['data', 'model', 'progress', 'validation', 'sample', 'summary']);
    expect(reportOf(ran, 'data')).toMatchObject({
      characters: 2500,
      trainingCharacters: 2250,
      validationCharacters: 250,
      symbols: new Set(SMALL_TEXT).size,
    });
    expect(reportOf(ran, 'model')).toMatchObject({ cell: 'lstm', hidden: 8, layers: 1, seed: 3 });
    expect(reportOf(ran, 'validation')).toMatchObject({ characters: 249 });
    expect(String(reportOf(ran, 'sample')['text'])).toHaveLength(20);
    expect(reportOf(ran, 'summary')).toMatchObject({
      steps: 5,
      characters: 5 * 4 * 16,
      interrupted: false,
      validationBitsPerCharacter: reportOf(ran, 'validation')['bitsPerCharacter'],
    });
  });

  test('learns: the held-out text is predicted far better than by chance', async () => {
    const ran = await runWith([
      ...small,
      '--json',
      '--steps',
      '200',
      '--hidden',
      '16',
      '--learning-rate',
      '0.02',
    ]);
    // Chance: log2 of 14 symbols, 3.8.
    expect(reportOf(ran, 'validation')['bitsPerCharacter']).toBeLessThan(1);
  });

  test.each(['lstm', 'coupled-lstm', 'gru', 'rnn'])('trains a %s of two layers', async (cell) => {
    const ran = await runWith([...small, '--json', '--cell', cell, '--layers', '2']);
    expect(ran.exitCode).toBe(0);
    expect(reportOf(ran, 'model')).toMatchObject({ cell, layers: 2 });
  });

  test('trains with vectors of symbols, a tied head, dropout, weight decay and a schedule', async () => {
    const plain = await runWith([...small, '--json']);
    const run = async (more: string): Promise<Record<string, unknown>> => {
      const ran = await runWith([...small, '--json', ...more.split(' ')]);
      expect({ code: ran.exitCode, err: ran.host.err.text }).toEqual({ code: 0, err: '' });
      expect(reportOf(ran, 'validation')).not.toEqual(reportOf(plain, 'validation'));
      return reportOf(ran, 'model');
    };
    const { parameters } = reportOf(plain, 'model');
    expect(await run('--embedding 5')).toMatchObject({ embedding: 5, tied: false });
    const tied = await run('--tied --embedding 8');
    expect(tied).toMatchObject({ embedding: 8, tied: true });
    expect(Number(tied['parameters'])).toBeLessThan(Number(parameters));
    expect(await run('--dropout 0.5')).toMatchObject({ dropout: 0.5, parameters });
    expect(await run('--weight-decay 0.5')).toMatchObject({ weightDecay: 0.5 });
    expect(await run('--schedule cosine --decay 0')).toMatchObject({ schedule: 'cosine', decay: 0 });
    expect(await run('--schedule one-cycle')).toMatchObject({ schedule: 'one-cycle' });
    const nGrams = await run('--n-grams 3');
    expect(nGrams).toMatchObject({ nGrams: 3, embedding: null });
    expect(Number(nGrams['parameters'])).toBeGreaterThan(2 * 4096 * 3);
    expect(await run('--clip 0.01')).toMatchObject({ clip: 0.01 });
  });

  test('says what the settings are', async () => {
    const { host } = await runWith([
      ...small,
      ...'--embedding 5 --dropout 0.2 --schedule cosine --weight-decay 0.01'.split(' '),
    ]);
    expect(host.out.text).toMatch(/LSTM, 1 layer of 8 units, embedding of 5: [\d,]+ parameters/);
    expect(host.out.text).toMatch(/Adam at 0.01 \(cosine\), weight decay 0.01, dropout 0.2, seed 3/);
  });

  test.each(['--layers 2', '--tied', '--embedding 5'])('refuses n-grams beside %s', async (option) => {
    const { exitCode, host } = await runWith([...small, '--n-grams', '4', ...option.split(' ')]);
    expect(exitCode).toBe(2);
    expect(host.err.text).toContain(
      `option '--n-grams <size>' cannot be used with option '${option.split(' ')[0]}`,
    );
  });

  test('refuses a page about units beside n-grams', async () => {
    const { exitCode, host } = await runWith([...small, '--n-grams', '4', '--report', 'page.html']);
    expect(exitCode).toBe(2);
    expect(host.err.text).toContain("option '--report <file>' cannot be used with option '--n-grams <size>'");
  });

  test('refuses an embedding that a tied head does not fit', async () => {
    const { exitCode, host } = await runWith([...small, '--tied', '--embedding', '5']);
    expect(exitCode).toBe(2);
    expect(host.err.text).toMatch(
      /With --tied and one layer it must be as large as --hidden, 8; leave it out, or add a layer/,
    );
  });

  test.each([
    ['rtrl --tied', "option '--tied' cannot be used with --algorithm rtrl"],
    ['snap --embedding 4', "option '--embedding <size>' cannot be used with --algorithm snap"],
    ['uoro --n-grams 4', "option '--n-grams <size>' cannot be used with --algorithm uoro"],
    ['eprop --dropout 0.2', "option '--dropout <share>' cannot be used with --algorithm eprop"],
    ['kf-rtrl --cell gru', 'the influence in a gru is no Kronecker product'],
    ['kf-rtrl --layers 2', 'the influence on several layers is no Kronecker product'],
    ['random --window 1', 'the mean length of random windows must be at least 2'],
  ])('refuses --algorithm %s before anything is read', async (options, message) => {
    const ran = await runWith([...small, '--algorithm', ...options.split(' ')]);
    expect(ran.exitCode).toBe(2);
    expect(ran.host.err.text).toContain(message);
  });

  test('trains for a time where no steps are given', async () => {
    const ran = await runWith(['charlm', '--text', text, '--hidden', '4', '--minutes', '0.001', '--json']);
    expect(ran.exitCode).toBe(0);
    expect(reportOf(ran, 'summary')['seconds']).toBeGreaterThan(0.03);
  });

  test('chooses what is not given by the text and, for a time, by the speed of the machine', async () => {
    const args = ['charlm', '--text', text, '--hidden', '4', '--sample', '0', '--json'];
    const timed = await runWith([...args, '--minutes', '0.001', '--dropout', '0.25']);
    expect(reportsOf(timed)[0]).toMatchObject({ report: 'machine' });
    expect(reportOf(timed, 'machine')['multiplicationsPerSecond']).toBeGreaterThan(1e6);
    expect(reportOf(timed, 'model')).toMatchObject({ hidden: 4, embedding: 4, dropout: 0.25 });
    const counted = await runWith([...args, '--steps', '2', '--strict']);
    expect(reportsOf(counted)[0]).toMatchObject({ report: 'data' });
    expect(reportOf(counted, 'model')).toMatchObject({ hidden: 4, schedule: 'cosine', dropout: 0 });
  });

  test('holds nothing out and draws nothing where it is told so', async () => {
    const ran = await runWith([...small, '--json', '--validation', '0', '--sample', '0']);
    expect(reportsOf(ran).map(({ report }) => report)).toEqual(['data', 'model', 'progress', 'summary']);
    expect(reportOf(ran, 'summary')['validationBitsPerCharacter']).toBeNull();
  });

  test('writes for people without a terminal: plain lines, no control characters', async () => {
    const { exitCode, host } = await runWith(small);
    expect(exitCode).toBe(0);
    // oxlint-disable-next-line no-control-regex
    expect(host.out.text).not.toMatch(/[^\n\x20-\x7e]/);
    expect(host.out.text).toMatch(/100 % {2}step {6}5 {2}\d\.\d{3} bits\/char/);
    expect(host.out.text).toMatch(/validation +\d\.\d{3} bits per character over 249 held-out characters/);
    expect(host.out.text).toMatch(/trained +5 steps, 320 characters/);
  });

  test('draws a bar on a terminal, without colors where NO_COLOR is set', async () => {
    const { host } = await runWith(small, testHost({ isTTY: true, env: { NO_COLOR: '1' } }));
    expect(host.out.text).toMatch(/\[=+\] 100 % {2}step {6}5/);
    // oxlint-disable-next-line no-control-regex
    expect(host.out.text).not.toMatch(/\x1b\[\d+m/);
    expect(host.out.text).toContain('\x1b[?25h'); // the cursor is shown again
  });

  test('draws no bar on a terminal of a CI', async () => {
    const { host } = await runWith(small, testHost({ isTTY: true, env: { CI: 'true' } }));
    expect(host.out.text).not.toContain('\x1b[?25');
    expect(host.out.text).toMatch(/^100 % {2}step {6}5/m);
  });
});

describe('a strict run', () => {
  test('gives the same bits again from the same seed, and others from another', async () => {
    const run = async (name: string, seed: string): Promise<Buffer> => {
      const file = folder.file(name);
      const { exitCode } = await runWith([...small, '--strict', '--seed', seed, '--save', file]);
      expect(exitCode).toBe(0);
      return readFileSync(file);
    };
    const first = await run('a.safetensors', '11');
    expect(await run('b.safetensors', '11')).toEqual(first);
    expect(await run('c.safetensors', '12')).not.toEqual(first);
  });
});

describe('an interruption', () => {
  test('stops after the step, saves, samples, does not validate, and exits with 130', async () => {
    const host = testHost();
    host.out.onWrite = (piece) => {
      if (piece.includes('"progress"')) host.interruption.request(130);
    };
    const file = folder.file('interrupted.safetensors');
    const ran = await runWith([...small, '--json', '--steps', '1000000', '--save', file], host);
    expect(ran.exitCode).toBe(130);
    expect(reportsOf(ran).map(({ report }) => report)).toEqual([
      'data',
      'model',
      'progress',
      'saved',
      'sample',
      'summary',
    ]);
    expect(reportOf(ran, 'saved')).toMatchObject({ file });
    expect(reportOf(ran, 'summary')).toMatchObject({ steps: 1, interrupted: true });
    expect((await runWith(['sample', '--model', file, '--length', '5'])).exitCode).toBe(0);
  });
});

test('a text that changes meanwhile ends training, and what was learned is saved', async () => {
  const path = folder.file('changing.txt', SMALL_TEXT.repeat(40));
  const file = folder.file('changing.safetensors');
  const host = testHost();
  host.out.onWrite = (piece) => {
    if (piece.includes('"progress"')) writeFileSync(path, SMALL_TEXT.toUpperCase().repeat(40));
  };
  const args = [
    '--text',
    path,
    '--batch',
    '1',
    '--hidden',
    '4',
    '--validation',
    '0',
    '--save',
    file,
    '--json',
  ];
  const ran = await runWith(['charlm', ...SMALL_RUN, ...args, '--steps', '5000'], host);
  expect(ran.exitCode).toBe(1);
  expect(JSON.parse(host.err.text)).toMatchObject({
    report: 'error',
    message: expect.stringContaining('changing.txt" has changed since it was read') as string,
  });
  expect(reportOf(ran, 'summary')).toMatchObject({ interrupted: true });
  expect((await loadModel(file, testHost())).steps).toBe(reportOf(ran, 'summary')['steps']);
});

describe('bad input is one line and exit code 1, before any training', () => {
  mkdirSync(folder.file('directory'));
  mkdirSync(folder.file('locked'));
  chmodSync(folder.file('locked'), 0o555);
  const asRoot = process.getuid?.() === 0; // root may write into a locked folder

  const bad: readonly (readonly [what: string, args: readonly string[], message: RegExp])[] = [
    [
      'a missing text',
      ['--text', folder.file('none.txt')],
      /cannot read the text ".*none.txt": there is no such file/,
    ],
    ['a folder as text', ['--text', folder.path], /cannot read the text ".*": it is a folder, not a file/],
    ['a file as folder', ['--text', `${text}/x`], /a part of the path is a file/],
    [
      'an empty text',
      ['--text', folder.file('empty.txt', '')],
      /empty.txt" is empty; there is nothing to read/,
    ],
    ['a text of a byte order mark', ['--text', folder.file('bom.txt', '\ufeff')], /is empty/],
    [
      'a text not in UTF-8',
      ['--text', folder.file('latin.txt', Uint8Array.of(0x61, 0xe9, 0x62))],
      /is not UTF-8/,
    ],
    [
      'a text too short for its lanes and windows',
      ['--text', folder.file('short.txt', 'a short text')],
      /has 12 characters, 11 of them to train on, but 4 lanes of one window of 16 need 65; .*--batch or --window/,
    ],
    [
      'a text too short to hold a part out',
      ['--text', text, '--validation', '0.0001'],
      /holds out 0, but validation needs 2; .*--validation/,
    ],
    [
      'a model in a missing folder',
      ['--text', text, '--save', folder.file('none/m')],
      /cannot write ".*none\/m": there is no such/,
    ],
    [
      'a folder as model',
      ['--text', text, '--save', folder.file('directory')],
      /it is there already and not a file/,
    ],
    ...(asRoot
      ? []
      : [
          [
            'a model in a locked folder',
            ['--text', text, '--save', folder.file('locked/m')],
            /permission denied/,
          ] as const,
        ]),
  ];

  test.each(bad)('%s', async (_what, args, message) => {
    const { exitCode, host } = await runWith(['charlm', ...SMALL_RUN, ...args]);
    expect(exitCode).toBe(1);
    expect(host.out.text).toBe('');
    expect(host.err.lines).toHaveLength(1);
    expect(host.err.text).toMatch(/^tbptt: /);
    expect(host.err.text).toMatch(message);
  });

  test('with its stack where DEBUG=tbptt asks for it, and as JSON with --json', async () => {
    const args = ['charlm', ...SMALL_RUN, '--text', folder.file('none.txt')];
    const debugged = await runWith(args, testHost({ env: { DEBUG: 'tbptt' } }));
    expect(debugged.host.err.text).toMatch(/\n {4}at /);
    const json = await runWith([...args, '--json']);
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.host.err.text)).toMatchObject({ report: 'error', exitCode: 1 });
  });

  test('and leaves no file behind', () => {
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(existsSync(folder.file('none'))).toBe(false);
  });
});

test('reads several texts as one, and never replaces one of them', async () => {
  const parts = [SMALL_TEXT.slice(0, 1000), SMALL_TEXT.slice(1000, 1500), SMALL_TEXT.slice(1500)];
  const files = parts.map((part, index) => folder.file(`part-${index}.txt`, part));
  const args = ['charlm', ...files.flatMap((file) => ['--text', file]), ...SMALL_RUN, '--strict', '--json'];
  const whole = await runWith([...small, '--strict', '--json']);
  const ran = await runWith([...args, '--save', folder.file('parts.safetensors')]);
  expect(reportOf(ran, 'data')).toMatchObject({ text: files.join(', '), characters: 2500 });
  expect(reportOf(ran, 'validation')).toEqual(reportOf(whole, 'validation'));
  const more = await runWith([
    'charlm',
    '--resume',
    folder.file('parts.safetensors'),
    '--steps',
    '6',
    '--json',
  ]);
  expect(reportOf(more, 'data')).toMatchObject({ text: files.join(', ') });
  for (const [index, file] of files.entries()) {
    const { exitCode, host } = await runWith([...args, '--save', file]);
    expect(exitCode).toBe(2);
    expect(host.err.text).toContain('name the same file');
    expect(readFileSync(file, 'utf8')).toBe(parts[index]);
  }
  expect((await runWith([...args, '--text', '-', '--text', '-'])).exitCode).toBe(2);
});

test('reads the text from standard input for -', async () => {
  const ran = await runWith(
    ['charlm', '--text', '-', ...SMALL_RUN, '--json'],
    testHost({ input: [SMALL_TEXT.slice(0, 1000), SMALL_TEXT.slice(1000)] }),
  );
  expect(ran.exitCode).toBe(0);
  expect(reportOf(ran, 'data')).toMatchObject({ text: 'standard input', characters: 2500 });
});

test('a text in many blocks has the vocabulary and the ids of the text as a whole', async () => {
  const run = async (input: readonly string[]): Promise<unknown> => {
    const args = ['charlm', '--text', '-', ...SMALL_RUN, '--strict', '--json'];
    const ran = await runWith(args, testHost({ input }));
    return [reportOf(ran, 'data'), reportOf(ran, 'validation'), reportOf(ran, 'sample')];
  };
  const pieces = SMALL_TEXT.match(/[^]{1,7}/g) ?? [];
  expect(await run(pieces)).toEqual(await run([SMALL_TEXT]));
});

describe('a run that diverges', () => {
  const diverging = [...small, '--steps', '60', '--learning-rate', '1e30'];

  test('is remarked on as it does, once, and again at its end, with exit code 1', async () => {
    const { exitCode, host } = await runWith(diverging);
    expect(exitCode).toBe(1);
    expect(host.err.lines).toHaveLength(2);
    expect(host.err.lines[0]).toMatch(
      /^tbptt: training diverges at step \d+: the loss is \d\.\d\de\+\d+ bits per character, that of guessing is 3\.807; give a --learning-rate smaller than 1e\+30\.$/,
    );
    expect(host.err.lines[1]).toMatch(/^tbptt: training diverged: the loss is \d\.\d\de\+\d+ bits/);
    expect(host.out.text).not.toMatch(/\d{7}/);
    expect(host.out.text).toMatch(/trained +60 steps/);
  });

  test('is a line of JSON each with --json', async () => {
    const { host } = await runWith([...diverging, '--json']);
    expect(host.err.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { report: 'notice', message: expect.stringContaining('training diverges at step') as string },
      { report: 'error', message: expect.stringContaining('training diverged') as string, exitCode: 1 },
    ]);
  });

  test.each(['1e30', '1e37', '1e38'])(
    'in its only update, at a rate of %s, is found by the held-out text',
    async (rate) => {
      const { exitCode, host } = await runWith([...small, '--steps', '1', '--learning-rate', rate]);
      expect(exitCode).toBe(1);
      expect(host.err.lines).toHaveLength(1);
      expect(host.err.text).toMatch(
        /^tbptt: training diverged.*; give a --learning-rate smaller than 1e\+3\d\./,
      );
    },
  );

  test('is not one that learns', async () => {
    const { exitCode, host } = await runWith([...small, '--steps', '60', '--learning-rate', '0.05']);
    expect({ exitCode, err: host.err.text }).toEqual({ exitCode: 0, err: '' });
  });

  test('to a loss that is no number saves the last numbers, which can be read', async () => {
    const file = folder.file('diverged.safetensors');
    const { exitCode, host } = await runWith([...small, '--learning-rate', '1e38', '--save', file]);
    expect(exitCode).toBe(1);
    expect(host.err.lines).toHaveLength(1);
    const [, step] = /after step (\d+) is in ".*diverged.safetensors"\.$/.exec(host.err.text.trim()) ?? [];
    expect(Number(step)).toBeGreaterThan(0);
    expect((await loadModel(file, testHost())).steps).toBe(Number(step));
  });
});

test('a loss that is no number is one line that names the learning rate', async () => {
  const { exitCode, host } = await runWith([...small, '--learning-rate', '1e38']);
  expect(exitCode).toBe(1);
  expect(host.err.lines).toHaveLength(1);
  expect(host.err.text).toMatch(
    /^tbptt: training diverged at step \d; give a --learning-rate smaller than 1e\+38/,
  );
});
