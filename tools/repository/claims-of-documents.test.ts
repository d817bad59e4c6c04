/**
 * What READMEs and guides say is refused, thrown or impossible, each with the test that tries it.
 *
 * A sentence makes such a claim if it has one of the words below or the name of a kind of error. It
 * needs a row in the table of its document: a part of the sentence, and the test, as a file of the
 * repository and a part of its title. Where there was none, the test is in this file.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tensor } from '@tbptt/core';
import { equation, mul } from '@tbptt/core/equation';
import { applyEquation, engine } from '@tbptt/core/operation';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const CLAIM =
  /\b(throws?|refuses?|refused|rejects?|rejected|never|cannot|impossible)\b|\b(is|are) an? error\b|`(Argument|Shape|Lifetime|NonFinite|Format|Host|UnknownSymbol)Error`/i;

/** A part of a sentence, and where it is tried; or, in brackets, why there is nothing to try. */
type Rows = Readonly<Record<string, string>>;

const CORE = 'packages/core/src';
const RNN = 'packages/rnn/src';
const CLI = 'apps/demo-cli/src';
const HERE = 'tools/repository/claims-of-documents.test.ts';
const NO_CLAIM = '(no claim about the program)';
const escaped =
  'tools/repository/claims-of-core.test.ts: a tensor that leaves a step through a variable has ended';
const causal = `${RNN}/causal.test.ts: is not trained or validated in windows whose state is carried`;
const copies = `${CORE}/engine/copies.test.ts: what meets what the other copy made is refused`;

const claims: Readonly<Record<string, Rows>> = {
  'README.md': {
    'the commonest mistakes of truncated training cannot be written': `${CORE}/autodiff/differentiate.test.ts: what leaves a step is detached`,
  },
  'packages/core/README.md': {
    'in any other way cannot be used': escaped,
    'stores in a variable': escaped,
    'A loss that is NaN or infinite':
      'tools/repository/claims-of-core.test.ts: a loss that is not finite changes nothing',
    'whole numbers up to 2^53 are exact': `${CORE}/files/safetensors/element-types.test.ts: a whole number of 64 bits is read if double precision holds it, and refused if not`,
    'refuses whatever the format does not allow': `${CORE}/files/safetensors/read-header.test.ts: a header that the reference implementation refuses is refused:`,
    'why the system refused one': `${CORE}/node/write-atomically.test.ts: what cannot be written is an error, and leaves nothing behind`,
    "no place in PyTorch's module": `${CORE}/files/torch/to-torch.test.ts: a tensor for which PyTorch has no place is an error instead of being left out`,
    'lists all entries that are missing': `${CORE}/files/torch/from-torch.test.ts: is refused with a list of everything that is wrong, and nothing is written`,
    'a value without meaning is refused': `${CORE}/wrong-arguments.test.ts: refuses %s, or gives a result`,
    'of one of six kinds': `${CORE}/errors.test.ts: every kind of error is a TbpttError that is known by its name and carries the facts`,
    'of another copy is refused': copies,
    'cannot affect the other': `${CORE}/engine/copies.test.ts: a second copy is warned of once`,
  },
  'packages/optim/README.md': {
    'that names the step':
      'packages/optim/src/optimizer.test.ts: a loss that is not finite ends the step, which is named',
    'that names the parameters':
      'packages/optim/src/optimizer.test.ts: a gradient that is not finite ends the step, %s',
    'A state that does not fit':
      'packages/optim/src/optimizer.test.ts: with %s is refused, and nothing is restored',
    'Inside `withAverages` everything':
      'packages/optim/src/transforms/average-weights.test.ts: cannot be trained, saved or replaced',
  },
  'packages/rnn/README.md': {
    'so training, validation and sampling refuse it': causal,
    'Streams that end, or never end': NO_CLAIM,
    'of a generator that never ends': `${RNN}/streams/iterable-stream.test.ts: that never ends is trained on until the loop ends`,
    'A source that ends before its length': `${RNN}/streams/iterable-stream.test.ts: a source that ends before its length, in the window that needs what is missing`,
    'can be read once only, is refused': `${RNN}/streams/iterable-stream.test.ts: refuses to go back in a generator, with the reason`,
    'Cells that PyTorch does not have': `${RNN}/torch-names.test.ts: what one module of PyTorch cannot be is refused:`,
  },
  'packages/data/README.md': {
    '| its kinds.': 'packages/data/src/index.test.ts: every error of the package is a DataError',
    'no longer what it was when the file was opened':
      'packages/data/src/node/file-lanes.test.ts: is an error when a changed block is read, though its size and time are the same',
    'Pipes cannot be read from any place':
      'packages/data/src/node/file-lanes.test.ts: is refused where it is a pipe, without waiting for a writer',
    'A lone surrogate is an error':
      'packages/data/src/vocabulary.test.ts: half of a surrogate pair is an error wherever it stands',
    'A symbol that the vocabulary lacks':
      'packages/data/src/vocabulary.test.ts: is an error that names it, its place and the remedy',
    'never wrap around':
      'packages/data/src/lanes.test.ts: use each pair exactly once for every text, number of lanes and window below 40',
    'are refused with their position':
      'packages/data/src/wrong-arguments.test.ts: %s gives the right result or an error that names it, whatever it is',
  },
  'packages/keras/README.md': {
    'are an error that names them':
      'packages/keras/src/from-keras.test.ts: what does not fit is refused, and nothing is written:',
  },
  'packages/onnx/README.md': {
    'A layer of another kind is refused with the reason':
      'packages/onnx/src/to-onnx.test.ts: what cannot be converted is refused, with the reason:',
  },
  'packages/blas/README.md': {
    'refuses one that computes wrongly':
      'packages/core/src/engine/kernels-with-product.test.ts: refuses one that computes wrongly, and keeps its kernels',
  },
  'packages/tensorboard/README.md': {
    'and its kind': 'packages/tensorboard/src/event.test.ts: what cannot be written is refused',
  },
  'apps/demo-cli/README.md': {
    'never replaces a text that is read': `${CLI}/save-file.test.ts: a file that is read is never written, whatever leads to it`,
    'If it cannot be written at the end': `${CLI}/save-file.test.ts: is saved in the temporary folder, which the error names, and all else is done`,
    '`inspect`, `export` and `--report` refuse such a model': `${CLI}/commands/charlm.test.ts: refuses a page about units beside n-grams`,
    'Other settings are refused': `${CLI}/commands/resume.test.ts: refuses %s, with the reason`,
    'A log or a folder that cannot be written any more': `${CLI}/records/records.test.ts: that is full later is a notice, once, and the run goes on`,
    'It never replaces the text or the model': `${CLI}/report/report.test.ts: training has the same bits with and without a page`,
    '| 1 | an error': `${CLI}/program.test.ts: are the same in the README`,
    'a truncated, foreign or inconsistent file': `${CLI}/commands/sample.test.ts: a model file that cannot be used is one line and exit code 1`,
  },
  'docs/guides/getting-started.md': {
    'through a variable say': escaped,
  },
  'docs/guides/performance.md': {
    'never shrinks': `${HERE}: memory that was returned stays with the engine`,
    'names what was wanted and what is there': `${CORE}/memory/linear-memory.test.ts: names what is needed and what is there when it cannot grow`,
  },
  'docs/guides/save-resume-fork.md': {
    'A checkpoint of diverged weights': `${RNN}/checkpoint/checkpoint.test.ts: of a model with %d`,
  },
  'docs/guides/truncation.md': {
    'On a stream without end that is impossible': `${RNN}/training/stream-ends.test.ts: has no whole window`,
    'cannot carry a state past the end of a window': causal,
    'refuses a model with such a layer': causal,
    'never turns': `${RNN}/diagnostics/influence-balancing.test.ts: online TBPTT(200, 200) finds the optimum, TBPTT(100, 100) drifts away from it`,
  },
  'docs/guides/your-own-cell.md': {
    'the compiler refuses a class': `${RNN}/cells/cell-types.test.ts: that claims more states than its cell has does not compile`,
    'cannot branch on values': `${HERE}: an equation is called once, with symbols that have no value`,
    'What an equation cannot say': NO_CLAIM,
  },
  'docs/guides/your-own-optimizer.md': {
    'before anything is changed':
      'packages/optim/src/optimizer.test.ts: a gradient that is not finite ends the step, %s',
  },
};

const documents = [
  'README.md',
  ...['packages', 'apps'].flatMap((folder) =>
    readdirSync(new URL(folder, root)).map((name) => `${folder}/${name}/README.md`),
  ),
  ...readdirSync(new URL('docs/guides', root)).map((name) => `docs/guides/${name}`),
].filter((path) => existsSync(new URL(path, root)));

/** The sentences of a document outside of its code, tables row by row. */
function sentencesOf(document: string): readonly string[] {
  return read(document)
    .replaceAll(/^```[\s\S]*?^```/gm, '\n\n')
    .split(/\n\s*\n|\n(?=[-|#*] ?)|\n(?=\d\. )/)
    .flatMap((paragraph) =>
      paragraph
        .replaceAll(/\s+/g, ' ')
        .trim()
        .split(/(?<=[.!?](?:\*\*)?) (?=[A-Z`*"])/),
    );
}

describe.each(documents)('%s', (document) => {
  const sentences = sentencesOf(document).filter((sentence) => CLAIM.test(sentence));
  const rows = Object.entries(claims[document] ?? {});

  test('claims nothing that is not tried', () => {
    const untried = sentences.filter((sentence) => !rows.some(([part]) => sentence.includes(part)));
    expect(untried).toEqual([]);
  });

  test('has the claims that are tried, by tests that exist', () => {
    const gone = rows.filter(([part]) => !sentences.some((sentence) => sentence.includes(part)));
    expect(gone).toEqual([]);
    const missing = rows.filter(([, where]) => where !== NO_CLAIM && !isTest(where));
    expect(missing).toEqual([]);
  });
});

/** Whether a file has a test of that title. */
function isTest(where: string): boolean {
  const [file = '', ...title] = where.split(': ');
  if (!existsSync(new URL(file, root))) return false;
  const code = read(file);
  return [`'`, '"', '`'].some((quote) => code.includes(quote + title.join(': ')));
}

test('memory that was returned stays with the engine', () => {
  const { memory } = engine();
  const block = memory.blocks.allocate(64 * 2 ** 20);
  const { byteLength } = memory.floats.buffer;
  memory.blocks.free(block);
  expect(memory.floats.buffer.byteLength).toBe(byteLength);
});

test('an equation is called once, with symbols that have no value', () => {
  let calls = 0;
  const given: unknown[] = [];
  const halved = equation('halved', { arrays: ['x'] }, ({ x }) => {
    calls++;
    given.push(x, typeof x, Number(x));
    return { y: mul(x, 0.5) };
  });
  for (const x of [1, 2, 3]) applyEquation(halved, { x: tensor([1], [x]) }, {});
  expect([calls, ...given.slice(1)]).toEqual([1, 'object', Number.NaN]);
});
