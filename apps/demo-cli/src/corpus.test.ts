import { expect, test } from 'vitest';
import { mobyDick } from './corpus.js';

test('Moby-Dick is there from its contents to its epilogue, 1.2 million characters', async () => {
  const { text } = await mobyDick();
  expect(text.length).toBeGreaterThan(1_200_000);
  expect(text).toMatch(/^CONTENTS\n/);
  expect(text).toContain('\n\nCHAPTER 1. Loomings.\n\nCall me Ishmael. Some years ago');
  const chapters = text.slice(text.indexOf('EXTRACTS. (Supplied')).match(/\n\nCHAPTER \d+\. .+\n\n/g);
  expect(chapters).toHaveLength(135);
  expect(text).toMatch(/only found another orphan\.\n$/);
});
