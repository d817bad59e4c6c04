import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { charLMCommand } from './command.js';
import { OWN_RECORDING } from './recording.js';

let folder = '';
let path = '';
let recorded: Record<string, unknown> = {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'char-lm-test-'));
  path = join(folder, 'recording.json');
  recorded = JSON.parse(readFileSync(OWN_RECORDING, 'utf8')) as Record<string, unknown>;
});

afterEach(() => rmSync(folder, { recursive: true }));

function run(...argv: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const output = { out: (line: string) => lines.push(line), error: (line: string) => errors.push(line) };
  return { code: charLMCommand(argv, output, { path }), lines, errors };
}

describe('one clear line and exit code 1', () => {
  test('for a recording that is not there', () => {
    const { code, errors } = run();
    expect(code).toBe(1);
    expect(errors).toEqual([expect.stringMatching(/recording\.json: cannot be read: ENOENT/)]);
  });

  test.each([
    ['no JSON', '{', /recording\.json: this is no JSON\./],
    ['no object', '3', /recording\.json: this must be an object\./],
    ['no losses', '{"weights": "", "windows": ""}', /recording\.json, single: it is missing/],
  ])('for a recording that is %s', (_, text, message) => {
    writeFileSync(path, text);
    const { code, errors } = run();
    expect(code).toBe(1);
    expect(errors).toEqual([expect.stringMatching(message)]);
  });

  test('for a recording of fewer windows', () => {
    writeFileSync(path, JSON.stringify({ ...recorded, double: [4.5, 3.2] }));
    expect(run().errors).toEqual([
      'oracles: recording.json: there are 100 and 2 losses; the setting has 100 windows.',
    ]);
  });

  test.each(['weights', 'windows'])('for a recording that began with other %s', (part) => {
    writeFileSync(path, JSON.stringify({ ...recorded, [part]: 'others' }));
    const { code, errors } = run();
    expect(code).toBe(1);
    expect(errors).toEqual([
      expect.stringMatching(new RegExp(`^oracles: the recorded ${part}: .* record anew`)),
    ]);
  });

  test('for a Python that is not there, or that fails', () => {
    writeFileSync(path, JSON.stringify(recorded));
    const absent = run('--python', join(folder, 'python'));
    expect(absent.code).toBe(1);
    expect(absent.errors).toEqual([expect.stringMatching(/python: it cannot be run: .*ENOENT/)]);
    const failing = run('--python', process.execPath); // a Python script is no JavaScript
    expect(failing.code).toBe(1);
    expect(failing.errors).toHaveLength(1);
  });
});

describe('usage', () => {
  test('is printed with --help', () => {
    expect(run('--help')).toMatchObject({ code: 0, lines: [expect.stringContaining('--python <path>')] });
  });

  test.each([[['--fast']], [['folder']], [['--variant', 'quick']], [['--record']]])(
    'that is wrong ends with exit code 2: %j',
    (argv) => {
      const { code, errors } = run(...argv);
      expect(code).toBe(2);
      expect(errors).toHaveLength(1);
    },
  );
});
