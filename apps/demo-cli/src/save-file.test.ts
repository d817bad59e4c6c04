import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadModel } from './load-model.js';
import { SaveFile } from './save-file.js';
import { runWith, SMALL_RUN, SMALL_TEXT, TestFolder } from './testing/run-with.js';
import { testHost } from './testing/test-host.js';

let folder: TestFolder;
beforeEach(() => {
  folder = new TestFolder();
});
afterEach(() => folder.remove());

describe('a file that is read is never written, whatever leads to it', () => {
  const ignoresCase = (): boolean => {
    folder.file('case');
    writeFileSync(folder.file('case'), '');
    return readdirSync(folder.path).length > 0 && existsAs('CASE');
  };
  const existsAs = (name: string): boolean => {
    try {
      readFileSync(folder.file(name));
      return true;
    } catch {
      return false;
    }
  };
  const ways: readonly (readonly [what: string, path: (text: string) => string | undefined])[] = [
    ['itself', (text) => text],
    ['a path with a dot', () => `${folder.path}/./rain.txt`],
    ['a path up and down', () => `${folder.path}/../${folder.path.split('/').at(-1)}/rain.txt`],
    [
      'a hard link',
      (text) => {
        linkSync(text, folder.file('hard'));
        return folder.file('hard');
      },
    ],
    [
      'a symbolic link',
      (text) => {
        symlinkSync(text, folder.file('soft'));
        return folder.file('soft');
      },
    ],
    [
      'a chain of symbolic links',
      () => {
        symlinkSync('rain.txt', folder.file('one'));
        symlinkSync('one', folder.file('two'));
        return folder.file('two');
      },
    ],
    [
      'a link to its folder',
      () => {
        symlinkSync(folder.path, folder.file('again'));
        return folder.file('again/rain.txt');
      },
    ],
    [
      'letters of another case, where the file system ignores it',
      () => (ignoresCase() ? folder.file('RAIN.txt') : undefined),
    ],
  ];

  test.each(ways)('%s', async (what, path) => {
    const text = folder.file('rain.txt', SMALL_TEXT);
    const other = path(text);
    if (other === undefined) return console.log(`skipped, ${what}: this one does not`);
    const pairs = [
      ['charlm', '--text', text, '--save', other, ...SMALL_RUN],
      ['charlm', '--text', other, '--save', text, ...SMALL_RUN],
      ['export', '--model', text, '--to', other],
      ['export', '--model', other, '--to', text],
    ];
    for (const args of pairs) {
      const { exitCode, host } = await runWith(args);
      expect(exitCode).toBe(2);
      expect(host.out.text).toBe('');
      expect(host.err.lines).toHaveLength(1);
      expect(host.err.text).toMatch(
        /options '--(text|model) <file>' and '--(save|to) <file>' name the same file/,
      );
      expect(readFileSync(text, 'utf8')).toBe(SMALL_TEXT);
    }
  });

  test('even if it took the place of the model file in the meantime', async () => {
    const text = folder.file('text', 'the text');
    const file = folder.file('model', 'old');
    const target = await SaveFile.open(
      { option: '--save', file },
      [{ option: '--text', file: text }],
      'harm',
    );
    rmSync(file);
    linkSync(text, file);
    await expect(target.write(Uint8Array.of(1))).rejects.toThrow('it has become the file that was read');
    expect(readFileSync(text, 'utf8')).toBe('the text');
  });
});

test('a model is not written to standard output', async () => {
  const text = folder.file('rain.txt', SMALL_TEXT);
  for (const args of [
    ['charlm', '--text', text, '--save', '-'],
    ['export', '--model', text, '--to', '-'],
  ]) {
    const { exitCode, host } = await runWith(args);
    expect(exitCode).toBe(2);
    expect(host.err.text).toMatch(/argument '-' is invalid. A file is not written to standard output/);
  }
});

describe('a model that can no longer be saved where it was asked for', () => {
  /** The host moves the folder away once training has begun. */
  const vanishing = (place: string) => {
    const host = testHost();
    host.out.onWrite = (piece) => {
      if (piece.includes('"progress"')) renameSync(place, `${place}-moved`);
    };
    return host;
  };

  test('is saved in the temporary folder, which the error names, and all else is done', async () => {
    const text = folder.file('rain.txt', SMALL_TEXT);
    const place = folder.file('place');
    mkdirSync(place);
    const file = join(place, 'my model.safetensors');
    const args = ['charlm', '--text', text, ...SMALL_RUN, '--json', '--save', file];
    const { exitCode, host } = await runWith(args, vanishing(place));
    expect(exitCode).toBe(1);
    const { message } = JSON.parse(host.err.text) as { message: string };
    const [, rescued = ''] =
      /^cannot write ".*": there is no such.* The model is in "(.+)" instead\.$/.exec(message) ?? [];
    expect(rescued.startsWith(join(tmpdir(), 'tbptt-my model-'))).toBe(true);
    expect((await loadModel(rescued, testHost())).steps).toBe(5);
    expect(host.out.text).toContain(`"report":"saved","file":${JSON.stringify(rescued)}`);
    expect(host.out.text).toContain('"report":"summary"');
    rmSync(rescued);
  });

  test('is an error that names both places if the temporary folder cannot hold it either', async () => {
    const text = folder.file('rain.txt', SMALL_TEXT);
    const place = folder.file('place');
    mkdirSync(place);
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder.file('nowhere');
    try {
      const args = ['charlm', '--text', text, ...SMALL_RUN, '--json', '--save', join(place, 'm')];
      const { exitCode, host } = await runWith(args, vanishing(place));
      expect(exitCode).toBe(1);
      expect(host.err.text).toMatch(/The model is lost.*nowhere.*there is no such file or folder/);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });
});
