import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { expect, test } from 'vitest';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

test('the tokenizer of the guide gives the ids that its library recorded in Python', () => {
  const tokenizer = new Tokenizer(read('tokenizer.json') as object, {});
  const recorded = read('recorded.json') as readonly { readonly text: string; readonly ids: number[] }[];
  expect(recorded.length).toBe(4);
  for (const { text, ids } of recorded) expect(tokenizer.encode(text).ids).toEqual(ids);
});
