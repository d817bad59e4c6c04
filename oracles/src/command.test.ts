import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { kernels } from '@tbptt/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { command, OWN_FIXTURES } from './command.js';
import { everyProduct } from './every-product.js';

// Node 20 knows relaxed SIMD, but only under this flag.
setFlagsFromString('--experimental-wasm-relaxed-simd');

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oracles-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The products of the machine's BLAS, if it has one. */
const product = await everyProduct().catch(() => undefined);
if (product === undefined) console.log('Comparisons with products by a BLAS are skipped: there is none.');

function run(...argv: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const output = { out: (line: string) => lines.push(line), error: (line: string) => errors.push(line) };
  const code = command(argv, output, product);
  return { code, lines, errors };
}

function write(name: string, content: unknown): void {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

interface Line {
  readonly file: string;
  readonly op: string;
  readonly compared: number;
  readonly unsupported: readonly { readonly reason: string; readonly cases: number }[];
  readonly failures: readonly unknown[];
}

function jsonLines(lines: readonly string[]): { readonly ops: readonly Line[]; readonly total: unknown } {
  const parsed = lines.map((line): unknown => JSON.parse(line));
  return { ops: parsed.slice(0, -1) as Line[], total: parsed.at(-1) };
}

/** A case of `sigmoid` that is right. */
const half = {
  op: 'sigmoid',
  options: {},
  x: { shape: [2], data: [0, 0] },
  y: { shape: [2], data: [0.5, 0.5] },
  dy: { shape: [2], data: [4, 8] },
  dx: { shape: [2], data: [1, 2] },
};

describe('our own fixtures', () => {
  test.skipIf(product === undefined)(
    'are all within tolerance with products by the BLAS of the machine',
    () => {
      const { code, lines, errors } = run('--blas');
      expect(errors).toEqual([]);
      expect(lines.filter((line) => line.includes('OUT OF TOLERANCE'))).toEqual([]);
      expect(lines.at(-1)).toMatch(/all within tolerance.*(OpenBLAS|BLIS|MKL|BLAS|Accelerate)/);
      expect(code).toBe(0);
      expect(run('--blas', '--variant', 'strict').code).toBe(2);
    },
  );

  test.each(kernels.available)('are all within tolerance on the %s kernels', (variant) => {
    const { code, lines, errors } = run('--variant', variant);
    expect(errors).toEqual([]);
    expect(lines.filter((line) => line.includes('OUT OF TOLERANCE'))).toEqual([]);
    expect(lines.at(-1)).toContain('all within tolerance');
    expect(lines.at(-1)).toContain(`${variant} kernels`);
    expect(code).toBe(0);
  });

  test('are compared in full where the packages have what they are about', () => {
    const { ops } = jsonLines(run('--json').lines);
    const complete = (name: string) => ops.filter(({ file }) => file === `${name}.json`);
    const wanted = [
      ...complete('tbptt'),
      ...complete('optimizers'),
      ...complete('activations'),
      ...complete('layers'),
      ...complete('losses'),
      ...complete('schedules'),
    ];
    expect(wanted).toHaveLength(4 + 13 + 17 + 4 + 9 + 13);
    for (const { compared, unsupported } of wanted) {
      expect(compared).toBeGreaterThan(0);
      expect(unsupported).toEqual([]);
    }
    for (const op of complete('recurrent')) {
      expect(op.compared).toBeGreaterThanOrEqual(3); // one layer, two layers, one without biases
      expect(op.unsupported.map(({ reason }) => reason).join()).not.toMatch(/bias|projection/);
    }
  });

  test('give one JSON line for each operation and one for the total with --json', () => {
    const { ops, total } = jsonLines(run('--json').lines);
    const cases = ops.reduce(
      (sum, { compared, unsupported }) =>
        sum + compared + unsupported.reduce((all, one) => all + one.cases, 0),
      0,
    );
    expect(cases).toBe(980);
    expect(total).toMatchObject({ total: { failed: 0, variant: kernels.variant } });
  });
});

describe('a folder', () => {
  test('may be named, and other files than *.json in it are left alone', () => {
    write('activations.json', { cases: [half] });
    write('README.md', 'not JSON');
    const { code, lines } = run(folder);
    expect(code).toBe(0);
    expect(lines[0]).toContain('sigmoid');
    expect(lines[1]).toContain('total: 1 cases compared, all within tolerance, 0 not supported');
  });

  test('with a number out of tolerance makes the exit code 1 and names case, field and element', () => {
    write('activations.json', { cases: [half, { ...half, dx: { shape: [2], data: [1, 2.1] } }] });
    const { code, lines } = run(folder);
    expect(code).toBe(1);
    expect(lines[0]).toContain('1 OUT OF TOLERANCE');
    expect(lines[1]).toMatch(
      /case 1, dx, element \[1\]: 2 instead of 2\.1, off by 1\.0e-1 where 2\.2e-5 is allowed/,
    );
  });

  test('with a corrupted copy of a fixture makes the exit code 1', () => {
    cpSync(join(OWN_FIXTURES, 'recurrent.json'), join(folder, 'recurrent.json'));
    const file = JSON.parse(readFileSync(join(folder, 'recurrent.json'), 'utf8')) as {
      cases: { op: string; dh0: { data: number[] } }[];
    };
    const gru = file.cases.findIndex(({ op }) => op === 'GRU');
    const data = file.cases[gru]?.dh0.data ?? [];
    data[3] = (data[3] ?? 0) + 1e-4;
    write('recurrent.json', file);
    const { code, lines } = run(folder);
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain(`case ${gru}, dh0, element [0, 0, 3]`);
  });

  test('with a NaN where a number is expected, or the reverse, is out of tolerance', () => {
    write('activations.json', { cases: [{ ...half, y: { shape: [2], data: [0.5, 'NaN'] } }] });
    expect(run(folder).code).toBe(1);
  });

  test('with infinite numbers compares them, and the gradients there', () => {
    const infinite = {
      op: 'silu',
      x: { shape: [2], data: ['-Infinity', 'Infinity'] },
      y: { shape: [2], data: [0, 'Infinity'] },
      dy: { shape: [2], data: [4, 8] },
      dx: { shape: [2], data: [0, 8] },
    };
    write('activations.json', { cases: [infinite] });
    const { code, lines } = run(folder);
    expect(lines[0]).toContain('1 compared');
    expect(code).toBe(0);
  });

  test('with operations, options and files that we do not have counts them and passes', () => {
    write('activations.json', {
      cases: [{ op: 'swash' }, { ...half, options: { sharpness: 2, inverted: false } }],
    });
    write('transforms.json', { cases: [{ op: 'fourier' }] });
    const { code, lines } = run(folder, '--json');
    const { ops } = jsonLines(lines);
    expect(code).toBe(0);
    expect(ops.map(({ compared, unsupported }) => [compared, unsupported[0]?.reason])).toEqual([
      [0, 'there is no runner for swash'],
      [0, 'there is no option sharpness'],
      [0, 'there are no runners for a file named transforms.json'],
    ]);
  });

  test('in which our packages throw reports the case and goes on', () => {
    const wrong = { shape: [3], data: [4, 8, 1] };
    write('activations.json', { cases: [{ ...half, dy: wrong }, half] });
    const { code, lines } = run(folder);
    expect(code).toBe(1);
    expect(lines[0]).toContain('2 compared');
    expect(lines[1]).toMatch(/case 0: pullBack: the result is \[2\], the seed \[3\]/);
  });
});

describe('one clear line and exit code 1', () => {
  test.each([
    ['text that is no JSON', '{"cases": [', /activations\.json: this is no JSON: /],
    ['no list of cases', { cases: 3 }, /activations\.json, cases: it must be a list of objects\./],
    [
      'a case without an op',
      { cases: [{ options: {} }] },
      /activations\.json, cases 0, op: it is missing; it must be a text\./,
    ],
    [
      'a case without a field',
      { cases: [{ ...half, y: null }] },
      /case 0 \(sigmoid\), y: it is missing; it must be an array/,
    ],
    [
      'an array with fewer numbers than its shape says',
      { cases: [{ ...half, x: { shape: [3], data: [0, 0] } }] },
      /case 0 \(sigmoid\), x: it must be an array \{ shape, data \}\./,
    ],
    [
      'options that are a number',
      { cases: [{ ...half, options: 3 }] },
      /case 0 \(sigmoid\), options: this must be an object\./,
    ],
  ])('for %s', (_, content, message) => {
    write('activations.json', content);
    const { code, lines, errors } = run(folder);
    expect(code).toBe(1);
    expect(lines).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
  });

  test('for a folder that is not there, is a file, or has no fixtures', () => {
    expect(run(join(folder, 'absent'))).toMatchObject({
      code: 1,
      errors: [expect.stringMatching(/absent: cannot be read: ENOENT/)],
    });
    expect(run(folder)).toMatchObject({
      code: 1,
      errors: [expect.stringMatching(/there is no \*\.json file in it\.$/)],
    });
    write('file', '');
    expect(run(join(folder, 'file'))).toMatchObject({
      code: 1,
      errors: [expect.stringMatching(/this is no folder/)],
    });
  });
});

describe('usage', () => {
  test('is printed with --help', () => {
    const { code, lines } = run('--help');
    expect(code).toBe(0);
    expect(lines[0]).toContain('Usage: pnpm oracles [folder]');
  });

  test.each([[['--fast']], [['a', 'b']], [['--variant', 'quick']]])(
    'that is wrong ends with exit code 2: %j',
    (argv) => {
      const { code, errors } = run(...argv);
      expect(code).toBe(2);
      expect(errors).toHaveLength(1);
    },
  );
});
