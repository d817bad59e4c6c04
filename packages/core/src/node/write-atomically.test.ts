import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HostError } from '../errors.js';
import { discard, release, temporaryBeside } from './temporary-file.js';
import { requireWritable, writeAtomically } from './write-atomically.js';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tbptt-atomic-')));
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
  await expect(requireWritable(missing)).rejects.toThrow(HostError);
  await expect(writeAtomically(missing, Uint8Array.of(1))).rejects.toThrow(
    /cannot write ".*": there is no such/,
  );
  await expect(requireWritable(folder)).rejects.toThrow(/not a file/);
  await expect(requireWritable(`${folder}/new/`)).rejects.toThrow('it is a folder, not a file');
  await expect(writeAtomically(folder, Uint8Array.of(1))).rejects.toThrow(HostError);
  expect(readdirSync(folder)).toEqual([]);
});

const isWindows = process.platform === 'win32';

test.skipIf(isWindows)('a file is written through symbolic links, which stay', async () => {
  mkdirSync(join(folder, 'models'));
  const real = join(folder, 'models', 'real');
  writeFileSync(real, 'old');
  symlinkSync('models/real', join(folder, 'one'));
  symlinkSync('one', join(folder, 'two'));
  await writeAtomically(join(folder, 'two'), Uint8Array.of(1));
  expect([...readFileSync(real)]).toEqual([1]);
  for (const link of ['one', 'two']) expect(lstatSync(join(folder, link)).isSymbolicLink()).toBe(true);
  expect(readdirSync(join(folder, 'models'))).toEqual(['real']);
});

test.skipIf(isWindows)('a link that leads to no file yet makes one where it leads', async () => {
  mkdirSync(join(folder, 'models'));
  symlinkSync('models', join(folder, 'folder'));
  symlinkSync('../models/new', join(folder, 'models', 'latest'));
  await requireWritable(join(folder, 'folder', 'latest'));
  await writeAtomically(join(folder, 'folder', 'latest'), Uint8Array.of(2));
  expect([...readFileSync(join(folder, 'models', 'new'))]).toEqual([2]);
  expect(lstatSync(join(folder, 'models', 'latest')).isSymbolicLink()).toBe(true);
});

test.skipIf(isWindows)('links that lead in a circle are an error', async () => {
  symlinkSync('b', join(folder, 'a'));
  symlinkSync('a', join(folder, 'b'));
  await expect(requireWritable(join(folder, 'a'))).rejects.toThrow('its symbolic links lead in a circle');
});

test.skipIf(isWindows)('a file keeps its mode, and a new one has that of new files', async () => {
  for (const mode of [0o600, 0o640, 0o664, 0o755]) {
    const file = join(folder, `mode-${mode}`);
    writeFileSync(file, 'old');
    chmodSync(file, mode);
    await writeAtomically(file, Uint8Array.of(1));
    expect(statSync(file).mode & 0o777).toBe(mode);
  }
  writeFileSync(join(folder, 'usual'), '');
  await writeAtomically(join(folder, 'new'), Uint8Array.of(1));
  expect(statSync(join(folder, 'new')).mode).toBe(statSync(join(folder, 'usual')).mode);
});

test.skipIf(process.getuid?.() !== 0)('a file keeps its owner if root writes it', async () => {
  const file = join(folder, 'model');
  writeFileSync(file, 'old');
  chmodSync(file, 0o600);
  chownSync(file, 1234, 4321);
  await writeAtomically(file, Uint8Array.of(1));
  const { uid, gid, mode } = statSync(file);
  expect({ uid, gid, mode: mode & 0o777 }).toEqual({ uid: 1234, gid: 4321, mode: 0o600 });
});

test.skipIf(isWindows)('the other names of a file with hard links keep what they had', async () => {
  const file = join(folder, 'model');
  writeFileSync(file, 'old');
  linkSync(file, join(folder, 'copy'));
  await writeAtomically(file, Uint8Array.of(1));
  expect(readFileSync(join(folder, 'copy'), 'utf8')).toBe('old');
});

test('names as long as the file system allows can be written, and longer ones are refused at once', async () => {
  for (const length of [200, 242, 255]) {
    const file = join(folder, 'n'.repeat(length));
    await requireWritable(file);
    await writeAtomically(file, Uint8Array.of(1));
    expect([...readFileSync(file)]).toEqual([1]);
  }
  await expect(requireWritable(join(folder, 'n'.repeat(256)))).rejects.toThrow(
    /its name is too long|no such/,
  );
});

describe('temporary files that a killed process has left', () => {
  const target = (): string => join(folder, 'model');
  const DAYS = 24 * 60 * 60;
  /** The name of a temporary file as another process would give it. */
  const left = (change: (name: string) => string, days = 0, name = target()): string => {
    const made = temporaryBeside(name);
    release(made);
    const file = join(folder, change(made.slice(folder.length + 1)));
    writeFileSync(file, 'left');
    const when = Date.now() / 1000 - days * DAYS;
    utimesSync(file, when, when);
    return file;
  };
  const byProcess = (pid: number) => (name: string) => name.replace(`-${process.pid}-`, `-${pid}-`);
  const ofMachine = (name: string) => name.replace(/-[0-9a-f]{8}-\d+-/, '-00000000-1-');
  const NOBODY = 4_999_999; // greater than any process number of Linux

  test('are removed at the next save of the same file', async () => {
    const files = [left(byProcess(NOBODY)), left((name) => name), left(ofMachine, 2)];
    await writeAtomically(target(), Uint8Array.of(1));
    expect(files.filter((file) => readdirSync(folder).includes(file.slice(folder.length + 1)))).toEqual([]);
    expect(readdirSync(folder)).toEqual(['model']);
  });

  test('stay if their process runs, may run on another machine, or has one in use here', async () => {
    const inUse = temporaryBeside(target());
    writeFileSync(inUse, 'now');
    const files = [inUse, left(byProcess(process.ppid)), left(ofMachine)];
    await writeAtomically(target(), Uint8Array.of(1));
    for (const file of files) expect(readdirSync(folder)).toContain(file.slice(folder.length + 1));
    await discard(inUse);
  });

  test('are told from other files: of another model, of another form, folders and links', async () => {
    const other = left(byProcess(NOBODY), 9, join(folder, 'other'));
    const named = left((name) => `${byProcess(NOBODY)(name)}.txt`, 9);
    const old = join(folder, '.model.deadbeef.tmp');
    writeFileSync(old, '');
    const place = left(byProcess(NOBODY), 9);
    rmSync(place);
    mkdirSync(place);
    const files = [other, named, old, place];
    if (!isWindows) {
      const link = left(byProcess(NOBODY), 9);
      rmSync(link);
      symlinkSync(other, link);
      files.push(link);
    }
    await writeAtomically(target(), Uint8Array.of(1));
    for (const file of files) expect(readdirSync(folder)).toContain(file.slice(folder.length + 1));
  });
});
