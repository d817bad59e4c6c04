import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '@tbptt/core';
import { decodeSafetensors, fromTorch, stateDictionary } from '@tbptt/core/files';
import { numbersOf } from '@tbptt/core/operation';
import { Vocabulary } from '@tbptt/data';
import { toOnnx } from '@tbptt/onnx';
import { CharLM, PeepholeLSTM, sample as sampleOf } from '@tbptt/rnn';
import { encodeModelFolder } from '@tbptt/rnn/folder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { metadataForOnnx, metadataOf } from '../checkpoint.js';
import { loadModel } from '../load-model.js';
import { reportsOf, runWith, SMALL_RUN, SMALL_TEXT, TestFolder } from '../testing/run-with.js';
import { testHost } from '../testing/test-host.js';

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

describe('tbptt export for ONNX', () => {
  test('writes the model with all that the model file says, for a name in .onnx', async () => {
    const onnx = folder.file('model.onnx');
    const ran = await runWith(['export', '--model', model, '--to', onnx, '--json']);
    expect(ran.exitCode).toBe(0);
    const saved = await loadModel(model, testHost());
    const expected = Buffer.from(toOnnx(saved.model, { metadata: metadataForOnnx(saved) }));
    expect(readFileSync(onnx).equals(expected)).toBe(true);
    expect(metadataForOnnx(saved)).toMatchObject({ format: 'tbptt-charlm-onnx', layers: '2' });
    expect(reportsOf(ran)).toEqual([{ report: 'saved', file: onnx, bytes: expected.length }]);
  });

  test('refuses a model with a part for which the form has no place, and writes nothing', async () => {
    const text = folder.file('parts.txt', SMALL_TEXT);
    const [grams, coupled, out] = [folder.file('grams'), folder.file('coupled'), folder.file('none')];
    const train = (...more: string[]) => runWith(['charlm', '--text', text, ...SMALL_RUN, ...more]);
    await train('--n-grams', '4', '--save', grams);
    await train('--cell', 'coupled-lstm', '--save', coupled);
    for (const [saved, format, reason] of [
      [grams, 'torch', 'this form has no place for n-grams; train a model without --n-grams.'],
      [grams, 'onnx', 'this form has no place for n-grams; train a model without --n-grams.'],
      [grams, 'folder', 'this form has no place for n-grams; train a model without --n-grams.'],
      [coupled, 'torch', 'PyTorch has no module of the cell coupled-lstm; choose --format onnx or folder.'],
    ] as const) {
      const ran = await runWith(['export', '--model', saved, '--to', out, '--format', format]);
      expect(ran.exitCode).toBe(1);
      expect(ran.host.err.text).toBe(
        `tbptt: cannot write the model ${JSON.stringify(saved)} in the form ${format}: ${reason}\n`,
      );
      expect(existsSync(out)).toBe(false);
    }
    for (const [command, ...options] of [
      ['inspect', '--text', text],
      ['report', '--to', out],
    ]) {
      const ran = await runWith([command ?? '', '--model', grams, ...options]);
      expect(ran.exitCode).toBe(1);
      expect(ran.host.err.text).toContain(JSON.stringify(grams));
      expect(ran.host.err.text).toMatch(/reads n-grams beside/);
      expect(existsSync(out)).toBe(false);
    }
  });

  test('writes it to a file of any name if --format says so', async () => {
    const [onnx, other] = [folder.file('named.onnx'), folder.file('model.bin')];
    await runWith(['export', '--model', model, '--to', onnx]);
    await runWith(['export', '--model', model, '--to', other, '--format', 'onnx']);
    expect(readFileSync(other).equals(readFileSync(onnx))).toBe(true);
  });
});

describe('tbptt export to a folder', () => {
  const whale = folder.file('whale');
  const sample = (of: string) => runWith(['sample', '--model', of, '--length', '40', '--seed', '5']);

  test('writes what every command reads as a model', async () => {
    const ran = await runWith(['export', '--model', model, '--to', whale, '--format', 'folder', '--json']);
    expect(ran.exitCode).toBe(0);
    const names = readdirSync(whale).toSorted();
    expect(names).toEqual(['README.md', 'config.json', 'model.safetensors', 'vocab.json']);
    const bytes = names.reduce((sum, name) => sum + readFileSync(join(whale, name)).length, 0);
    expect(reportsOf(ran)).toEqual([{ report: 'saved', file: whale, bytes }]);
    expect(readFileSync(join(whale, 'README.md'), 'utf8')).toContain('# whale\n');
    const [ofFolder, ofFile] = [await sample(whale), await sample(model)];
    expect(ofFolder.exitCode).toBe(0);
    expect(ofFolder.host.out.text).toBe(ofFile.host.out.text);
    const { model: _, ...facts } = await loadModel(whale, testHost());
    const { model: __, ...expected } = await loadModel(model, testHost());
    expect(facts).toEqual(expected);
  });

  test('exports it again, never over what it reads', async () => {
    const [direct, again] = [folder.file('direct.onnx'), folder.file('again.onnx')];
    await runWith(['export', '--model', model, '--to', direct]);
    expect((await runWith(['export', '--model', whale, '--to', again])).exitCode).toBe(0);
    expect(readFileSync(again).equals(readFileSync(direct))).toBe(true);
    const over = await runWith(['export', '--model', whale, '--to', join(whale, 'model.safetensors')]);
    expect(over.exitCode).toBe(2);
    expect(over.host.err.text).toContain('name the same file');
  });

  test('keeps a vocabulary of words, from folder to folder', async () => {
    const words = Vocabulary.of('the sea the sea', { unit: 'word', unknown: '<unk>' });
    const files = encodeModelFolder(new CharLM(words.size, { hidden: 2, random: seeded(1) }), {
      vocabulary: words,
    });
    const [given, again] = [folder.file('words'), folder.file('words-again')];
    mkdirSync(given);
    for (const [file, bytes] of Object.entries(files)) writeFileSync(join(given, file), bytes);
    const ran = await runWith(['export', '--model', given, '--to', again, '--format', 'folder']);
    expect(ran.exitCode).toBe(0);
    expect((await loadModel(again, testHost())).vocabulary).toEqual(words);
    const saved = metadataOf(await loadModel(again, testHost()));
    expect(Vocabulary.fromJSON(JSON.parse(saved['vocabulary'] ?? ''))).toEqual(words);
    const { exitCode } = await runWith(['sample', '--model', given, '--length', '5', '--prime', 'the whale']);
    expect(exitCode).toBe(0);
  });

  test('spells bytes, and refuses tokens, which no text is cut into', async () => {
    const place = (name: string, vocabulary: Vocabulary): string => {
      const made = folder.file(name);
      const untrained = new CharLM(vocabulary.size, { hidden: 2, random: seeded(1) });
      mkdirSync(made);
      for (const [file, bytes] of Object.entries(encodeModelFolder(untrained, { vocabulary })))
        writeFileSync(join(made, file), bytes);
      return made;
    };
    const bytes = Vocabulary.of('鯨', { unit: 'byte' });
    const given = place('bytes', bytes);
    const options = ['--length', '30', '--seed', '5', '--prime', '鯨'];
    const ran = await runWith(['sample', '--model', given, ...options, '--json']);
    const draws = sampleOf((await loadModel(given, testHost())).model, {
      random: seeded(5),
      prime: bytes.encode('鯨'),
      length: 30,
    });
    const expected = bytes.decode(Array.from(draws, ({ symbol }) => symbol));
    expect(reportsOf(ran)).toEqual([expect.objectContaining({ report: 'sample', text: expected })]);
    const tokens = await sample(place('tokens', Vocabulary.of(['the', 'sea'])));
    expect(tokens.exitCode).toBe(1);
    expect(tokens.host.err.text).toContain('its symbols are tokens');
  });

  test('makes a new folder only', async () => {
    const { exitCode, host } = await runWith([
      'export',
      '--model',
      model,
      '--to',
      whale,
      '--format',
      'folder',
    ]);
    expect(exitCode).toBe(1);
    expect(host.err.text).toContain('whale": it already exists; name a new folder.');
    const dash = await runWith(['export', '--model', model, '--to', '-', '--format', 'folder']);
    expect(dash.exitCode).toBe(2);
    expect(existsSync('-')).toBe(false);
  });

  test('is refused as a model with one line that names it, if a file is missing, broken or of another cell', async () => {
    const random = seeded(1);
    const vocabulary = ['a', 'b', 'c'];
    const files = encodeModelFolder(new CharLM(3, { hidden: 2, random }), { vocabulary });
    const others = encodeModelFolder(new CharLM(3, { hidden: 2, cell: PeepholeLSTM, random }), {
      vocabulary,
    });
    for (const [name, content, message] of [
      ['missing', { ...files, 'vocab.json': undefined }, 'there is no vocab.json'],
      ['broken', { ...files, 'config.json': Buffer.from('{') }, 'config.json is no JSON text'],
      [
        'history',
        { ...files, 'config.json': withTraining(files['config.json'], { seed: 'x' }) },
        'the seed of its training is not a whole number of at least 0.',
      ],
      ['other', others, 'its cell is PeepholeLSTM; this program has lstm, coupled-lstm, gru, rnn.'],
    ] as const) {
      const place = folder.file(name);
      mkdirSync(place);
      for (const [file, bytes] of Object.entries(content)) if (bytes) writeFileSync(join(place, file), bytes);
      const { exitCode, host } = await sample(place);
      expect(exitCode).toBe(1);
      expect(host.err.text).toContain(`cannot use the model ${JSON.stringify(place)}: `);
      expect(host.err.text).toContain(message);
    }
  });
});

/** Returns the configuration of a model folder with another history. */
function withTraining(config: Uint8Array | undefined, training: object): Uint8Array {
  const fields = JSON.parse(Buffer.from(config ?? []).toString()) as object;
  return Buffer.from(JSON.stringify({ ...fields, training }));
}
