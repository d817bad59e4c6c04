import { expect, test } from 'vitest';
import { markdownTable, tableUnder } from './markdown-table.js';

test('columns but the first are to the right, unless rules say something else', () => {
  expect(markdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | ---: |\n| 1 | 2 |');
  expect(markdownTable(['a'], [['1']], [':-:'])).toBe('| a |\n| :-: |\n| 1 |');
});

test('the table under a heading is found, and no other', () => {
  const page =
    '# Page\n\n| x |\n| --- |\n\n## Figures\n\nBelow.\n\n| y |\n| --- |\n| 1 |\n\nText.\n\n| z |\n| --- |\n\n';
  expect(tableUnder('## Figures').exec(page)?.[0]).toBe('| y |\n| --- |\n| 1 |');
  expect(tableUnder('## Others').exec(page)).toBeNull();
});
