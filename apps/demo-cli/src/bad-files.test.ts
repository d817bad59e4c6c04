/**
 * Every option that names a file, given files of every kind that it cannot use: exit code 1 and one
 * line that names the file, with nothing written and nothing changed. Files that wait are in
 * `main.test.ts`, the same file read and written in `save-file.test.ts`.
 */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runWith, SMALL_RUN, SMALL_TEXT, TestFolder } from './testing/run-with.js';

const folder = new TestFolder();
const text = folder.file('text.txt', SMALL_TEXT);
const model = folder.file('model.safetensors');
const saved = ['charlm', '--text', text, ...SMALL_RUN, '--steps', '1', '--sample', '0'];
const server = createServer();

beforeAll(async () => {
  await runWith([...saved, '--save', model]);
  await new Promise<void>((resolve) => server.listen(folder.file('socket'), resolve));
});
afterAll(() => {
  server.close();
  folder.remove();
});

const isWindows = process.platform === 'win32';
const asRoot = process.getuid?.() === 0; // root may read and write everything
const link = (name: string, to: string): string => {
  symlinkSync(to, folder.file(name));
  return folder.file(name);
};
mkdirSync(folder.file('folder'));
mkdirSync(folder.file('shut'));
folder.file('shut/file', SMALL_TEXT);
link('circle', folder.file('circle-2'));
link('circle-2', folder.file('circle'));
link('dangling', folder.file('nowhere/nothing'));
link('to-folder', folder.file('folder'));
folder.file('locked', SMALL_TEXT);
chmodSync(folder.file('locked'), 0o000);

/** Paths that lead to nothing that can be read. */
const unreadable: readonly (readonly [what: string, path: string])[] = [
  ['a file that is not there', folder.file('none')],
  ['a file in a folder that is not there', folder.file('none/file')],
  ['a file below a file', folder.file('text.txt/file')],
  ['a file with a slash', `${text}/`],
  ['a folder', folder.file('folder')],
  ['a folder with a slash', `${folder.file('folder')}/`],
  ['a link to a folder', folder.file('to-folder')],
  ['a link to nothing', folder.file('dangling')],
  ['links in a circle', folder.file('circle')],
  ['a name that is too long', folder.file('n'.repeat(300))],
  ['a path that is too long', folder.file('d/'.repeat(5000))],
  ['a name with a line break', folder.file('a\nb')],
  ['a name with an order to the terminal', folder.file('\u001b[31mred')],
  ['a blank', ' '],
  ...(isWindows ? [] : ([['a socket', folder.file('socket')]] as const)),
  ...(asRoot ? [] : ([['a file without permission', folder.file('locked')]] as const)),
];

/** Files that can be read but are no text. */
const texts: readonly (readonly [what: string, content: string | Uint8Array])[] = [
  ['nothing', ''],
  ['a byte order mark', '\ufeff'],
  ['a single character', 'a'],
  ['UTF-16', Buffer.from(`\ufeff${SMALL_TEXT}`, 'utf16le')],
  ['Latin-1', Buffer.from('é'.repeat(500), 'latin1')],
  ['half a character at the end', Buffer.from(SMALL_TEXT + '😀').subarray(0, -1)],
  [
    'half of a surrogate pair in UTF-8',
    Buffer.concat([Buffer.from(SMALL_TEXT), Buffer.of(0xed, 0xa0, 0x80)]),
  ],
  ['bytes of a compressed file', Buffer.concat([Buffer.of(0x1f, 0x8b, 8, 0), Buffer.alloc(500, 0xfe)])],
];

/** Files that can be read but are no model. */
const models: readonly (readonly [what: string, content: string | Uint8Array])[] = [
  ['nothing', ''],
  ['a byte', 'a'],
  ['a text', SMALL_TEXT],
  ['zeros', new Uint8Array(1000)],
  ['ones', new Uint8Array(1000).fill(0xff)],
  ['JSON', '{"format":"tbptt-charlm"}'],
  ['a zip archive', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(500)])],
  ['a pickle of PyTorch', Buffer.concat([Buffer.of(0x80, 2, 0x8a, 10), Buffer.alloc(500)])],
  ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'],
  ['a header that is a list', header('[]')],
  ['a header without tensors', header('{}')],
  ['a header that does not end', header('{"a":')],
];

function header(json: string): Uint8Array {
  const bytes = Buffer.from(json);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes]);
}

/** Paths where no file can be written. */
const unwritable: readonly (readonly [what: string, path: string])[] = [
  ['in a folder that is not there', folder.file('none/file')],
  ['below a file', folder.file('text.txt/file')],
  ['a file with a slash', `${folder.file('plain', '')}/`],
  ['a folder', folder.file('folder')],
  ['a folder with a slash', `${folder.file('folder')}/`],
  ['a link to a folder', folder.file('to-folder')],
  ['a link into a folder that is not there', folder.file('dangling')],
  ['links in a circle', folder.file('circle')],
  ['a name that is too long', folder.file('n'.repeat(300))],
  ['a path that is too long', folder.file('d/'.repeat(5000))],
  ...(isWindows
    ? []
    : ([
        ['a device', '/dev/null'],
        ['a device that is full', '/dev/full'],
        ['a socket', folder.file('socket')],
      ] as const)),
  ...(asRoot ? [] : ([['a file without permission', folder.file('locked')]] as const)),
];

/** What is in the folder: names, contents and where links lead. */
function contents(path = folder.path): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => {
      const stats = lstatSync(`${path}/${name}`);
      if (stats.isSymbolicLink()) return [name, readlinkSync(`${path}/${name}`)];
      if (!stats.isFile() || (name === 'locked' && !asRoot)) return [name, ''];
      return [name, readFileSync(`${path}/${name}`, 'latin1')];
    }),
  );
}

/** What a refusal is. */
const REFUSED = { exitCode: 1, out: '', oneLine: true, printable: true, named: true, changed: [] };

/** Runs a command that should be refused because of a path. */
async function refusal(args: readonly string[], path: string): Promise<object> {
  const before = contents();
  const { exitCode, host } = await runWith(args);
  const after = contents();
  const err = host.err.text;
  return {
    exitCode,
    out: host.out.text,
    oneLine: /^tbptt: [^\n]+\n$/.test(err) && err.length < 1500,
    printable: !err.includes('\u001b'),
    named: path.length >= 300 || err.includes(JSON.stringify(path)),
    changed: [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (name) => before[name] !== after[name],
    ),
  };
}

const asFolder = ['export', '--format', 'folder'];

const reading = [
  ['charlm --text', (path: string) => ['charlm', ...SMALL_RUN, '--text', path, '--save', folder.file('new')]],
  ['sample --model', (path: string) => ['sample', '--model', path]],
  ['export --model', (path: string) => ['export', '--model', path, '--to', folder.file('new')]],
  [
    'export --model to a folder',
    (path: string) => [...asFolder, '--model', path, '--to', folder.file('new')],
  ],
] as const;

describe.each(reading)('%s', (command, args) => {
  test.each(unreadable)('refuses %s', async (_what, path) => {
    expect(await refusal(args(path), path)).toEqual(REFUSED);
  });

  test.each(command.endsWith('--text') ? texts : models)('refuses a file of %s', async (_what, content) => {
    const path = folder.file('content', content);
    expect(await refusal(args(path), path)).toEqual(REFUSED);
  });
});

const writing = [
  ['charlm --save', (path: string) => [...saved, '--save', path]],
  ['export --to', (path: string) => ['export', '--model', model, '--to', path]],
  ['export of ONNX --to', (path: string) => ['export', '--format', 'onnx', '--model', model, '--to', path]],
  ['export of a folder --to', (path: string) => [...asFolder, '--model', model, '--to', path]],
] as const;

/** Of what is written, the forms that this program does not read again. */
const FOR_OTHERS = ['export --to', 'export of ONNX --to'];

describe.each(writing)('%s', (command, args) => {
  test.each(unwritable)('refuses %s', async (_what, path) => {
    expect(await refusal(args(path), path)).toEqual(REFUSED);
  });

  test.each([
    ['a name of blanks', '  '],
    ['a name with a line break', 'a\nb'],
    ['a name that begins with a dash', './-new'],
    ['a name of other scripts', 'модель-模型-🐋'],
  ])('writes a file of %s', async (_what, name) => {
    const path = folder.file(name);
    rmSync(path, { recursive: true, force: true });
    const { exitCode, host } = await runWith(args(path));
    expect({ exitCode, err: host.err.text }).toEqual({ exitCode: 0, err: '' });
    expect(existsSync(path)).toBe(true);
    expect((await runWith(['sample', '--model', path, '--length', '1'])).exitCode).toBe(
      FOR_OTHERS.includes(command) ? 1 : 0,
    );
  });
});
