import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TRIALS } from './charlm-trials.js';
import { renderTrials } from './render-trials.js';
import { readTrials, runTrials } from './run-trials.js';
import { keyOf, optionsOf, type Trial } from './trial.js';

const scratch = mkdtempSync(join(tmpdir(), 'trials-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const folder = new URL('../..', import.meta.url).pathname;

const quiet = { out: () => undefined, error: () => undefined, status: () => undefined };

test('every trial has a result, and the document is that of the results', () => {
  const results = readTrials(join(folder, 'charlm.json'));
  const known = new Set(results.map(keyOf));
  expect(TRIALS.map(keyOf).filter((key) => !known.has(key))).toEqual([]);
  expect(new Set(TRIALS.map(keyOf)).size).toBe(TRIALS.length);
  expect(readFileSync(join(folder, 'CHARLM.md'), 'utf8')).toBe(renderTrials(results));
});

test('only trials without a result are run, and each result is written as it comes', async () => {
  // A program that says what it was asked for, and fails at the third trial.
  const program = join(scratch, 'program.mjs');
  writeFileSync(
    program,
    `const options = process.argv.slice(2);
    const steps = Number(options[options.indexOf('--steps') + 1]);
    if (steps === 3) { console.error('no'); process.exit(1); }
    console.log(JSON.stringify({ report: 'progress', share: 0.5 }));
    const summary = { characters: 10 * steps, bitsPerCharacter: steps, validationBitsPerCharacter: steps + 1 };
    console.log(JSON.stringify({ report: 'summary', ...summary }));`,
  );
  const first = TRIALS[0] as Trial;
  const trials = [1, 2, 3].map((steps) => ({ ...first, characters: 20, steps }));
  const run = () => runTrials(trials, scratch, { program, text: 'Call me Ishmael. Some years ago' }, quiet);
  await expect(run()).rejects.toThrow(/--steps 3 .*ended with exit code 1: no/);
  const results = readTrials(join(scratch, 'charlm.json'));
  expect(results.map(({ heldOutBits }) => heldOutBits)).toEqual([2, 3]);
  expect(readFileSync(join(scratch, 'CHARLM.md'), 'utf8')).toBe(renderTrials(results));
  await expect(run()).rejects.toThrow('--steps 3');
  expect(readTrials(join(scratch, 'charlm.json'))).toEqual(results);
});

test('options are those of the command', () => {
  const { hidden, steps } = TRIALS[0] as Trial;
  expect(optionsOf(TRIALS[0] as Trial).join(' ')).toMatch(
    new RegExp(`^--hidden ${hidden} --embedding .*--steps ${steps} .*--weight-decay 0.01 .*--json$`),
  );
});
