import { readFileSync } from 'node:fs';
import { seeded } from '@tbptt/core';
import { decodeSafetensors, fromTorch, stateDictionary } from '@tbptt/core/files';
import { numbersOf } from '@tbptt/core/operation';
import { CharLM } from '@tbptt/rnn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportsOf, runWith, SMALL_RUN, SMALL_TEXT, TestFolder } from '../testing/run-with.js';

const folder = new TestFolder();
const model = folder.file('model.safetensors');
const to = folder.file('torch.safetensors');
afterAll(() => folder.remove());

beforeAll(async () => {
  const text = folder.file('rain.txt', SMALL_TEXT);
  const options = ['--text', text, ...SMALL_RUN, '--layers', '2', '--save', model];
  const { exitCode, host } = await runWith(['charlm', ...options]);
  if (exitCode !== 0) throw new Error(host.err.text);
});

describe('tbptt export', () => {
  test("writes the weights under PyTorch's names, and all else that the model file says", async () => {
    const ran = await runWith(['export', '--model', model, '--to', to, '--json']);
    expect(ran.exitCode).toBe(0);
    const [exported, saved] = [readFileSync(to), readFileSync(model)];
    expect(reportsOf(ran)).toEqual([{ report: 'saved', file: to, bytes: exported.length }]);
    const [theirs, ours] = [decodeSafetensors(exported), decodeSafetensors(saved)];
    expect(Object.keys(theirs.tensors)).toContain('rnn.weight_hh_l1');
    const { checkpoint: _, ...facts } = ours.metadata;
    expect(theirs.metadata).toEqual({ ...facts, format: 'tbptt-charlm-torch' });
    const symbols = theirs.tensors['head.bias']?.size ?? 0;
    const read = new CharLM(symbols, { hidden: 8, layers: 2, random: seeded(1) });
    fromTorch(read, theirs.tensors);
    const numbers = Object.entries(stateDictionary(read)).map(([name, kept]) => [name, numbersOf(kept)]);
    const weights = Object.entries(ours.tensors).filter(([name]) => !name.startsWith('checkpoint/'));
    expect(numbers).toEqual(weights.map(([name, kept]) => [name, numbersOf(kept)]));
  });

  test('tells people where the file is', async () => {
    const { host } = await runWith(['export', '--model', model, '--to', to]);
    expect(host.out.text).toMatch(/saved +\S+torch\.safetensors \([\d,]+ bytes\)/);
  });

  test('does not write over the model', async () => {
    const { exitCode, host } = await runWith(['export', '--model', model, '--to', model]);
    expect(exitCode).toBe(2);
    expect(host.err.text).toContain("options '--model <file>' and '--to <file>' name the same file");
  });
});
