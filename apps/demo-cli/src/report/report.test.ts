import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { parseHTML } from 'linkedom';
import { afterAll, describe, expect, test } from 'vitest';
import { reportOf, runWith, SMALL_TEXT, TestFolder } from '../testing/run-with.js';
import { testHost } from '../testing/test-host.js';

const folder = new TestFolder();
afterAll(() => folder.remove());
const text = folder.file('rain <&.txt', SMALL_TEXT.replaceAll('spain', '"Spain"'));
const options = '--hidden 8 --batch 4 --window 16 --steps 60 --sample 30 --seed 3 --validate-every 20'.split(
  ' ',
);
const small = ['charlm', '--text', text, ...options];

function pageOf(file: string) {
  const html = readFileSync(file, 'utf8');
  return { html, document: parseHTML(html).document };
}

describe('the page of a run', () => {
  const file = folder.file('run.html');

  test('is written at the end, and reported', async () => {
    const ran = await runWith([...small, '--report', file, '--json']);
    expect(ran.host.err.text).toBe('');
    expect(ran.exitCode).toBe(0);
    expect(reportOf(ran, 'page')).toEqual({ report: 'page', file, bytes: readFileSync(file).length });
  });

  test('says first what was trained and how well', () => {
    const { document } = pageOf(file);
    const title = document.querySelector('h1')?.textContent ?? '';
    expect(title).toMatch(
      /^LSTM 1 x 8 on rain <&\.txt: \d\.\d\d bits per character held out after \d seconds?/,
    );
    expect(document.title).toBe(title);
  });

  test('has its parts in order, the settings last', () => {
    const { document } = pageOf(file);
    expect([...document.querySelectorAll('h2')].map(({ textContent }) => textContent)).toEqual([
      'What it writes',
      'Gradient, rate and speed',
      'What truncation keeps of the gradient',
      'What single units do',
      'How far gates open',
      'What it wrote on the way',
      'Settings',
      'Environment',
    ]);
  });

  test('describes every chart, each in two widths', () => {
    const { document } = pageOf(file);
    const charts = [...document.querySelectorAll('svg.chart')];
    // Loss; norm, rate, speed; lags; input, forget, output gate.
    expect(charts).toHaveLength(2 * (1 + 3 + 1 + 3));
    for (const chart of charts) {
      expect(chart.getAttribute('role')).toBe('img');
      expect(chart.getAttribute('aria-label')?.length).toBeGreaterThan(40);
      expect(chart.innerHTML).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test('loads nothing from anywhere', () => {
    const { html, document } = pageOf(file);
    for (const element of document.querySelectorAll('[src], [href]')) {
      expect(element.getAttribute('href')).toBe('data:,');
    }
    expect(html).not.toMatch(/https?:|@import|fetch\(/);
  });

  test('is small', () => {
    expect(readFileSync(file).length).toBeLessThan(400_000);
  });

  test('has an activation of every unit that can be chosen for every character', () => {
    const { document } = pageOf(file);
    const levels = JSON.parse(document.getElementById('levels')?.textContent ?? '') as string[];
    const cells = document.querySelectorAll('#heat i').length;
    expect(cells).toBeGreaterThan(50);
    expect(levels).toHaveLength(document.querySelectorAll('#units input').length);
    expect(levels.map((line) => line.length)).toEqual(levels.map(() => cells));
    expect(levels.join('')).toMatch(/^[a-u]+$/);
    expect(levels.join('')).toMatch(/[l-u]/);
    expect(levels.join('')).toMatch(/[a-j]/);
    // The last one is the loss of each character: none for the first, and no negative ones.
    expect(levels.at(-1)).toMatch(/^k[k-u]+$/);
    expect(levels.at(-1)).toMatch(/[l-u]/);
  });

  test('shows what the model wrote at the beginning, on the way and at the end', () => {
    const { document } = pageOf(file);
    const when = [...document.querySelectorAll('dt')].map(({ textContent }) => textContent);
    expect(when.length).toBeGreaterThan(4);
    expect(when[0]).toMatch(/^after 60 updates/);
    expect(when.at(-1)).toMatch(/^after 1 update/);
  });
});

test('training has the same bits with and without a page', async () => {
  const summary = async (more: readonly string[]) =>
    reportOf(await runWith([...small, '--json', ...more]), 'summary')['bitsPerCharacter'];
  expect(await summary(['--report', folder.file('same.html')])).toBe(await summary([]));
});

test('two layers, other cells and no held-out text have a page, too', async () => {
  for (const [cell, gates] of [
    ['gru', 2],
    ['rnn', 0],
  ] as const) {
    const file = folder.file(`${cell}.html`);
    const more = ['--cell', cell, '--layers', '2', '--validation', '0', '--report', file];
    const { exitCode, host } = await runWith(['charlm', '--text', text, ...options.slice(0, -2), ...more]);
    expect(host.err.text).toBe('');
    expect(exitCode).toBe(0);
    const { document } = pageOf(file);
    expect(document.querySelector('h1')?.textContent).toContain(`${cell.toUpperCase()} 2 x 8`);
    expect(document.querySelector('h1')?.textContent).toContain('bits per character in training');
    expect(document.querySelectorAll('svg.chart')).toHaveLength(2 * (1 + 3 + 1 + gates));
  }
});

test('a run that diverges has a page that says so', async () => {
  const file = folder.file('diverged.html');
  const { exitCode } = await runWith([...small, '--learning-rate', '1e6', '--report', file]);
  expect(exitCode).toBe(1);
  const { document, html } = pageOf(file);
  expect(document.querySelector('h1')?.textContent).toContain('training diverged');
  expect(/.{0,80}(?:NaN|undefined).{0,80}/.exec(html)?.[0]).toBeUndefined();
});

describe('a page never replaces', () => {
  test('the text that is read', async () => {
    const before = readFileSync(text, 'utf8');
    const link = folder.file('link.html');
    symlinkSync(text, link);
    for (const file of [text, link]) {
      const { exitCode, host } = await runWith([...small, '--report', file]);
      expect(exitCode).toBe(2);
      expect(host.err.text).toContain("options '--text <file>' and '--report <file>' name the same file");
    }
    expect(readFileSync(text, 'utf8')).toBe(before);
  });

  test('the model that is saved', async () => {
    const file = folder.file('both');
    const { exitCode, host } = await runWith([...small, '--save', file, '--report', file]);
    expect(exitCode).toBe(2);
    expect(host.err.text).toContain("options '--save <file>' and '--report <file>' name the same file");
    expect(existsSync(file)).toBe(false);
  });
});

test('a page that cannot be written is refused before training', async () => {
  const { exitCode, host } = await runWith([...small, '--report', '/nowhere/run.html'], testHost());
  expect(exitCode).toBe(1);
  expect(host.err.text).toMatch(/cannot write "\/nowhere\/run.html"/);
  expect(host.out.text).not.toContain('step');
});
