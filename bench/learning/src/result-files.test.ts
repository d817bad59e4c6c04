import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { experiments } from './experiments.js';
import { renderLiterature } from './render-literature.js';
import { renderResults } from './render-results.js';
import { FOLDER, LITERATURE, readResults } from './result-files.js';

test('RESULTS.md is what the committed results give', () => {
  expect(readFileSync(`${FOLDER}/RESULTS.md`, 'utf8')).toBe(renderResults(experiments, readResults()));
});

test('the page of the site has the table beside the literature', () => {
  const page = readFileSync(`${FOLDER}/../../docs/applications/sequence-classics.md`, 'utf8');
  expect(LITERATURE.exec(page)?.[0]).toBe(renderLiterature(experiments, readResults()));
});
