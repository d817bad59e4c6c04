import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BenchError } from '../bench-error.js';
import { cases } from '../cases.js';
import { PEERS } from '../places.js';
import { JAVASCRIPT_PEERS, peersIn } from './catalog.js';
import { type CompareOptions, compare } from './compare.js';
import type { Contestant } from './match.js';
import { type PeerFlags, runPeers } from './run-peers.js';

const options: CompareOptions = {
  node: '/bin/node',
  python: undefined,
  prefix: ['taskset', '-c', '1'],
  wide: true,
  rounds: 1,
  seconds: 1,
  limit: 60,
};

/** Everybody runs once, the n-th of a match with the rate n. */
const play = (contestants: readonly Contestant[]) =>
  Promise.resolve(
    contestants.map(({ name }, index) => ({
      name,
      ready: { version: '1', runtime: 'test', size: 1 },
      rates: [index + 1],
      cpuShare: 1,
    })),
  );

describe('comparing', () => {
  test('lets ours meet one peer after the other', async () => {
    const met: string[][] = [];
    const comparison = await compare('S1', options, (contestants, how) => {
      expect(how).toEqual({ rounds: 1, seconds: 1, limit: 60 });
      met.push(contestants.map(({ name }) => name));
      return play(contestants);
    });
    expect(met).toEqual(JAVASCRIPT_PEERS.map((peer) => ['tbptt', 'tbptt, wide', peer]));
    expect(comparison.peers.map(({ name }) => name)).toEqual(JAVASCRIPT_PEERS);
  });

  test('lets ours meet PyTorch alone if it is given, with as many threads', async () => {
    const python = { ...options, python: '/bin/python', threads: 2 };
    const comparison = await compare('S1', python, (contestants) => {
      const [ours] = contestants;
      expect(JSON.parse(ours?.words.at(-1) ?? '')).toMatchObject({ case: 'S1', threads: 2 });
      return play(contestants);
    });
    expect(comparison.peers.map(({ name }) => name)).toEqual(['PyTorch']);
    const [pytorch] = peersIn('X1', 2, python);
    expect(pytorch?.words.slice(0, 4)).toEqual(['taskset', '-c', '1', '/bin/python']);
    expect(pytorch?.environment).toMatchObject({ OMP_NUM_THREADS: '2' });
    expect(JSON.parse(pytorch?.words.at(-1) ?? '')).toMatchObject({ case: 'X1', threads: 2 });
  });

  test('lets ours take part with a BLAS and by as many processes as threads, each in turn', async () => {
    const further = { ...options, python: '/bin/python', wide: false, blas: true, ranks: true, threads: 2 };
    const met: Contestant[] = [];
    const comparison = await compare('S2', further, (contestants) => {
      met.push(...contestants);
      return play(contestants);
    });
    const names = ['tbptt', 'tbptt, BLAS', 'tbptt, processes', 'tbptt, processes, BLAS', 'PyTorch'];
    expect(met.map(({ name }) => name)).toEqual(names);
    expect(met[2]?.words.slice(0, 4)).toEqual(['mpirun', '-n', '2', '/bin/node']);
    const tasks = met.slice(0, 4).map(({ words }) => JSON.parse(words.at(-1) ?? '') as object);
    expect(tasks[1]).toMatchObject({ blas: true, threads: 2 });
    expect(tasks[3]).toMatchObject({ blas: true, ranks: true });
    expect(tasks[3]).not.toHaveProperty('threads');
    expect(comparison.further?.map(({ name }) => name)).toEqual(names.slice(1, 4));
    const perceptron = await compare('M1', further, play);
    expect(perceptron.further?.map(({ name }) => name)).toEqual(['tbptt, BLAS']);
  });

  test('gives every process the case, pinned', () => {
    const [tfjs] = peersIn('X1', 2, options);
    expect(tfjs?.words.slice(0, 4)).toEqual(['taskset', '-c', '1', '/bin/node']);
    expect(JSON.parse(tfjs?.words.at(-1) ?? '')).toEqual({
      case: 'X1',
      definition: { kind: 'xor', hidden: 8 },
      symbols: 65,
      seconds: 2,
    });
  });
});

describe('the command', () => {
  async function peers(names: readonly string[], flags: Partial<PeerFlags> = {}, python?: string) {
    const lines: string[] = [];
    const errors: string[] = [];
    const kept: string[] = [];
    const output = { out: (line: string) => lines.push(line), error: (line: string) => errors.push(line) };
    await runPeers(names, { rounds: 1, seconds: 1, limit: 9, pin: false, ...flags }, output, {
      installPeers: () => {},
      pythonWithTorch: () => python,
      compare: (name, how) => compare(name, how, play),
      keep: (name) => kept.push(name),
      writeDocument: () => {},
    });
    return { lines, errors, kept };
  }

  test('prints a line for each case', async () => {
    const { lines, errors, kept } = await peers(['S1', 'X1']);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^S1 +characters\/s +1 +2 \(0\.500x\)/);
    expect([errors, kept]).toEqual([[], []]);
  });

  test('beside PyTorch has its column alone, and says when there is no PyTorch', async () => {
    const { lines } = await peers(['S1'], { threads: 2 }, '/bin/python');
    expect(lines[0]).toContain('PyTorch');
    expect(lines[0]).not.toContain('brain.js');
    await expect(peers(['S1'], { threads: 2 })).rejects.toThrow('no Python with PyTorch');
  });

  test('keeps what it measured with --results', async () => {
    expect((await peers(['S1', 'X1'], { results: true })).kept).toEqual(['peers/S1', 'peers/X1']);
    const { kept } = await peers(['S1'], { results: true, threads: 2 }, '/bin/python');
    expect(kept).toEqual(['pytorch/2/S1']);
  });

  test('measures all cases that peers have if none is named, as JSON if that is wanted', async () => {
    const { lines } = await peers([], { json: true });
    expect(lines.map((line) => (JSON.parse(line) as { case: string }).case)).toEqual(
      Object.keys(cases).slice(0, 10),
    );
  });

  test('refuses what peers are not measured in', async () => {
    await expect(peers(['64x256x1024'])).rejects.toThrow(BenchError);
  });
});

describe('the peers', () => {
  const text = readFileSync(join(PEERS, 'package-lock.json'), 'utf8');

  test('have exact versions, and a lock file that names no place on the network', () => {
    const { dependencies } = JSON.parse(readFileSync(join(PEERS, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(Object.values(dependencies).every((version) => /^\d+\.\d+\.\d+$/.test(version))).toBe(true);
    expect(text).not.toContain('://');
  });
});
