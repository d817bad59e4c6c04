import { describe, expect, test } from 'vitest';
import { BenchError } from './bench-error.js';
import { cases } from './cases.js';
import { run } from './program.js';
import type { Findings, Task } from './task.js';

/** Runs the command with processes that answer at once, the n-th with the rate n. */
async function bench(...argv: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const tasks: Task[] = [];
  const start = (task: Task): Promise<Findings> => {
    tasks.push(task);
    if (task.case === '9x9x9') return Promise.reject(new BenchError('9x9x9: no such kernels'));
    const rates = Array.from({ length: task.rounds }, () => tasks.length);
    return Promise.resolve({
      rates,
      size: 100,
      cpuShare: task.case === 'G1' ? 0.5 : 1,
      variant: task.variant ?? 'strict',
      wide: task.wide ?? false,
      peakBytes: 1e8,
      node: 'v20.0.0',
    });
  };
  const output = { out: (line: string) => lines.push(line), error: (line: string) => errors.push(line) };
  const code = await run(argv, output, start);
  return { code, lines, errors, tasks };
}

describe('the command', () => {
  test('prints a table of the cases it is given', async () => {
    const { code, lines, tasks } = await bench('S1', 'X1', '--variant', 'relaxed', '--rounds', '7');
    expect(code).toBe(0);
    expect(tasks).toEqual([
      { action: 'measure', case: 'S1', variant: 'relaxed', rounds: 7, seconds: 0.5 },
      { action: 'measure', case: 'X1', variant: 'relaxed', rounds: 7, seconds: 0.5 },
    ]);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^S1 +LSTM 1 x 128, B=1, T=25 +100 characters\/s .* relaxed +v20\.0\.0$/);
  });

  test('measures every case if none is named', async () => {
    const { tasks } = await bench('--json');
    expect(tasks.map((task) => task.case).slice(0, 10)).toEqual(Object.keys(cases).slice(0, 10));
  });

  test('prints one JSON line for each case with --json', async () => {
    const { lines } = await bench('M1', '3x4x5', '--json');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      {
        case: 'M1',
        value: 100,
        unit: 'samples/s',
        variant: 'strict',
        wide: false,
        node: 'v20.0.0',
        gflops: 0.08182,
        runs: 5,
        min: 100,
        max: 100,
        cpuShare: 1,
      },
      expect.objectContaining({ case: '3x4x5', unit: 'GFLOP/s' }),
    ]);
  });

  test('starts many processes with --processes and reports the worst beside the median', async () => {
    const { lines, tasks } = await bench('S3', '--processes', '3', '--json');
    expect(tasks.map(({ rounds }) => rounds)).toEqual([1, 1, 1]);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      case: 'S3',
      value: 200,
      unit: 'characters/s',
      variant: 'strict',
      node: 'v20.0.0',
      processes: 3,
      worst: 100,
      worstShare: 0.5,
      slow: 1,
      cpuShare: 1,
    });
  });

  test('warns, aside from the figures, where a process had not the processor for itself', async () => {
    const { lines, errors } = await bench('S1', 'G1', '--json');
    expect(lines).toHaveLength(2);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('these figures are too low; of its time had G1 50 %.');
  });

  test('says in one line what cannot be measured, with exit code 1', async () => {
    expect(await bench('9x9x9', '--json')).toMatchObject({
      code: 1,
      errors: ['bench: 9x9x9: no such kernels'],
    });
    expect(await bench('S1', '--node', '/no/node')).toMatchObject({
      code: 1,
      errors: [expect.stringMatching(/^bench: there is no program/)],
    });
    expect(await bench('profile', 'X1')).toMatchObject({
      code: 1,
      errors: [expect.stringMatching(/X1 is no training/)],
    });
  });

  test.each([
    [['S9']],
    [['--variant', 'fast']],
    [['--rounds', '0']],
    [['--processes', '1.5']],
    [['--seconds', '-1']],
    [['--quick']],
    [['profile']],
    [['profile', 'S1', 'S2']],
  ])('ends wrong usage with exit code 2: %j', async (argv) => {
    const { code, errors, tasks } = await bench(...argv);
    expect(code).toBe(2);
    expect(errors.join('\n')).toMatch(/error: /);
    expect(tasks).toEqual([]);
  });

  test('explains itself with --help', async () => {
    const { code, lines } = await bench('--help');
    expect(code).toBe(0);
    expect(lines.join('\n')).toMatch(/S2 +LSTM 2 x 128, B=50, T=50/);
  });
});
