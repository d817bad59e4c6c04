import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BenchError } from './bench-error.js';
import { launch } from './launch.js';
import { nodeBinary } from './node-binary.js';
import { lastAllowed } from './processor.js';
import type { Task } from './task.js';

const task: Task = { action: 'measure', case: 'S1', rounds: 1, seconds: 0.1 };
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function worker(name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
}

describe('a process', () => {
  test('is given its task as an argument, and its last line is what it found', async () => {
    const echo = worker(
      'echo.mjs',
      'console.log("chatter"); console.log(JSON.stringify({ rates: [1], node: process.version, of: JSON.parse(process.argv[2]) }));',
    );
    const found = await launch(task, { node: process.execPath, prefix: [], worker: echo });
    expect(found).toEqual({ rates: [1], node: process.version, of: task });
  });

  test('that fails is an error of one line, in its own words', async () => {
    const failing = worker('failing.mjs', 'console.error("a\\nno such kernels"); process.exitCode = 1;');
    const start = launch(task, { node: process.execPath, prefix: [], worker: failing });
    await expect(start).rejects.toThrow(new BenchError('S1: no such kernels'));
  });

  test('that cannot be started is an error too', async () => {
    const start = launch(task, { node: join(folder, 'absent'), prefix: [] });
    await expect(start).rejects.toThrow(/absent cannot be started: /);
  });
});

describe('a Node', () => {
  test('is the present one, by its number too, or a path', () => {
    expect(nodeBinary(undefined)).toBe(process.execPath);
    expect(nodeBinary(process.versions.node.split('.')[0])).toBe(process.execPath);
    expect(nodeBinary(process.execPath)).toBe(process.execPath);
  });

  test('that is not there is an error that names what is', () => {
    expect(() => nodeBinary('3')).toThrow('Node 3 is neither the present one');
    expect(() => nodeBinary('/no/such/node')).toThrow('there is no program /no/such/node');
  });
});

test('the last processor that may be used is found in the status of the process', () => {
  expect(lastAllowed('Name:\tnode\nCpus_allowed_list:\t0-3,6-7\nMems:\t0\n')).toBe('7');
  expect(lastAllowed('Cpus_allowed_list:\t2\n')).toBe('2');
  expect(lastAllowed('')).toBeUndefined();
});
