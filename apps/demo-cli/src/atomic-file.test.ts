import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requireWritable, writeAtomically } from './atomic-file.js';
import { CliError } from './errors.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tbptt-atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file is written, and written over', async () => {
  const file = join(folder, 'model');
  await writeAtomically(file, Uint8Array.of(1, 2, 3));
  await writeAtomically(file, Uint8Array.of(4));
  expect([...readFileSync(file)]).toEqual([4]);
  expect(readdirSync(folder)).toEqual(['model']);
});

test('asking whether a file can be written changes nothing', async () => {
  const file = join(folder, 'model');
  await requireWritable(file);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(file, 'old');
  await requireWritable(file);
  expect(readFileSync(file, 'utf8')).toBe('old');
});

test('what cannot be written is an error, and leaves nothing behind', async () => {
  const missing = join(folder, 'none', 'model');
  await expect(requireWritable(missing)).rejects.toThrow(CliError);
  await expect(writeAtomically(missing, Uint8Array.of(1))).rejects.toThrow(
    /cannot write ".*": there is no such/,
  );
  await expect(requireWritable(folder)).rejects.toThrow(/not a file/);
  await expect(writeAtomically(folder, Uint8Array.of(1))).rejects.toThrow(CliError);
  expect(readdirSync(folder)).toEqual([]);
});
