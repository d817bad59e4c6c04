import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { experiments } from './experiments.js';
import { renderResults } from './render-results.js';
import { readResults } from './result-files.js';

const folder = fileURLToPath(new URL('..', import.meta.url));

test('RESULTS.md is what the committed results give', () => {
  expect(readFileSync(`${folder}/RESULTS.md`, 'utf8')).toBe(renderResults(experiments, readResults(folder)));
});
