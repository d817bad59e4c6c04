import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportOf, runWith, SMALL_TEXT, TestFolder } from '../testing/run-with.js';

const folder = new TestFolder();
afterAll(() => folder.remove());
const text = folder.file('rain.txt', SMALL_TEXT);
const model = folder.file('model.safetensors');
const log = folder.file('run.ndjson');
const straight = folder.file('straight.html');
const options = '--hidden 8 --batch 4 --window 16 --sample 30 --seed 3 --validate-every 20'.split(' ');

beforeAll(async () => {
  const more = ['--steps', '60', '--save', model, '--log', log, '--report', straight];
  await runWith(['charlm', '--text', text, ...options, ...more]);
});

function pageOf(file: string) {
  const { document } = parseHTML(readFileSync(file, 'utf8'));
  const texts = (selector: string) =>
    [...document.querySelectorAll(selector)].map(({ textContent }) => textContent ?? '');
  return { document, texts };
}

describe('tbptt report', () => {
  test('makes the page of a run from its checkpoint and its log', async () => {
    const to = folder.file('again.html');
    const ran = await runWith(['report', '--model', model, '--log', log, '--to', to, '--json']);
    expect(ran.host.err.text).toBe('');
    expect(reportOf(ran, 'page')).toMatchObject({ file: to });
    const [again, first] = [pageOf(to), pageOf(straight)];
    for (const selector of ['h1', 'h2', '.units b', '.units span', '#heat', 'dd', '.facts th']) {
      expect([selector, ...again.texts(selector)]).toEqual([selector, ...first.texts(selector)]);
    }
    const budget = (page: typeof first) => page.texts('.facts td').slice(0, 18);
    expect(budget(again)).toEqual(budget(first));
  });

  test('has no curves without a log, but the loss and a sample', async () => {
    const to = folder.file('bare.html');
    expect((await runWith(['report', '--model', model, '--to', to])).exitCode).toBe(0);
    const { document, texts } = pageOf(to);
    expect(texts('h1')[0]).toMatch(/^LSTM 1 x 8 on rain\.txt: \d\.\d\d bits per character held out$/);
    expect(document.querySelectorAll('svg.chart')).toHaveLength(2 * (1 + 3)); // lags, gates
    expect(texts('blockquote')[0]?.length).toBeGreaterThan(20);
  });

  test('takes the last run of a log, resumed parts included, and leaves out a torn last line', async () => {
    const file = folder.file('long.ndjson');
    const saved = folder.file('long.safetensors');
    const common = ['--log', file, '--save', saved];
    await runWith(['charlm', '--text', text, ...options, '--steps', '10', ...common]);
    await runWith(['charlm', '--text', text, ...options, '--steps', '40', ...common]);
    await runWith(['charlm', '--resume', saved, '--steps', '80', '--log', file]);
    appendFileSync(file, '{"report":"update","step":9');
    const to = folder.file('long.html');
    const ran = await runWith(['report', '--model', saved, '--log', file, '--to', to]);
    expect(ran.host.err.text).toBe('');
    const { texts } = pageOf(to);
    const when = texts('dt');
    expect(when[0]).toMatch(/^after 80 updates/);
    expect(when.filter((entry) => entry.startsWith('after 1 update'))).toHaveLength(1);
    const description = pageOf(to).document.querySelector('svg.chart')?.getAttribute('aria-label');
    expect(description).toContain('over 80 updates');
  });

  test('refuses what is no log, and names the line', async () => {
    const file = folder.file('bad.ndjson', '{"report":"data","text":"x"}\nnonsense\n{"report":"update"}\n');
    const to = folder.file('bad.html');
    const ran = async (name: string) =>
      (await runWith(['report', '--model', model, '--log', name, '--to', to])).host.err.text;
    expect(await ran(file)).toContain('line 2 is no line of JSON with a report');
    expect(await ran(folder.file('empty.ndjson', ''))).toContain('the log is empty');
    expect(await ran(folder.file('late.ndjson', '{"report":"update"}\n'))).toContain(
      'line 1 is not the data',
    );
  });

  test('never replaces the model, the log or the text', async () => {
    for (const [file, option] of [
      [model, '--model'],
      [log, '--log'],
      [text, '--text'],
    ] as const) {
      const before = readFileSync(file);
      const { exitCode, host } = await runWith(['report', '--model', model, '--log', log, '--to', file]);
      expect(exitCode).toBe(2);
      expect(host.err.text).toContain(`options '${option} <file>' and '--to <file>' name the same file`);
      expect(readFileSync(file)).toEqual(before);
    }
  });

  test('refuses another text than that of the run', async () => {
    const other = folder.file('other.txt');
    writeFileSync(other, SMALL_TEXT.toUpperCase().toLowerCase().replace('rain', 'iran'));
    const to = folder.file('other.html');
    const { exitCode, host } = await runWith(['report', '--model', model, '--text', other, '--to', to]);
    expect(exitCode).toBe(1);
    expect(host.err.text).toContain('is not that of the run');
  });
});
