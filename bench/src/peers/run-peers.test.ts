import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BenchError } from '../bench-error.js';
import { PEERS } from '../places.js';
import { PEER_NAMES, peersIn } from './catalog.js';
import { type CompareOptions, compare } from './compare.js';
import type { Contestant } from './match.js';
import { type PeerFlags, runPeers } from './run-peers.js';

const options: CompareOptions = {
  node: '/bin/node',
  python: '/bin/python',
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
    expect(met).toEqual(PEER_NAMES.map((peer) => ['tbptt', 'tbptt, wide', peer]));
    expect(comparison.peers.map(({ name }) => name)).toEqual(PEER_NAMES);
  });

  test('gives every process the case, pinned, and PyTorch one thread', () => {
    const [pytorch, tfjs] = peersIn('X1', 2, options);
    expect(pytorch?.words.slice(0, 4)).toEqual(['taskset', '-c', '1', '/bin/python']);
    expect(pytorch?.environment).toMatchObject({ OMP_NUM_THREADS: '1' });
    expect(JSON.parse(tfjs?.words.at(-1) ?? '')).toEqual({
      case: 'X1',
      definition: { kind: 'xor', hidden: 8 },
      symbols: 65,
      seconds: 2,
    });
    expect(peersIn('X1', 2, { ...options, python: undefined }).map(({ name }) => name)).not.toContain(
      'PyTorch',
    );
  });
});

describe('the command', () => {
  async function peers(names: readonly string[], flags: Partial<PeerFlags> = {}) {
    const lines: string[] = [];
    const errors: string[] = [];
    const kept: string[] = [];
    const output = { out: (line: string) => lines.push(line), error: (line: string) => errors.push(line) };
    await runPeers(names, { rounds: 1, seconds: 1, limit: 9, pin: false, ...flags }, output, {
      installPeers: () => {},
      pythonWithTorch: () => undefined,
      compare: (name, how) => compare(name, how, play),
      keep: (name) => kept.push(name),
      writeDocument: () => {},
    });
    return { lines, errors, kept };
  }

  test('prints a line for each case and says when there is no PyTorch', async () => {
    const { lines, errors, kept } = await peers(['S1', 'X1']);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^S1 +characters\/s +1 +- +2 \(0\.500x\)/);
    expect(errors).toEqual([expect.stringContaining('no Python with PyTorch')]);
    expect(kept).toEqual([]);
  });

  test('keeps what it measured with --results', async () => {
    expect((await peers(['S1', 'X1'], { results: true })).kept).toEqual(['peers/S1', 'peers/X1']);
  });

  test('measures all cases that peers have if none is named, as JSON if that is wanted', async () => {
    const { lines } = await peers([], { json: true });
    expect(lines.map((line) => (JSON.parse(line) as { case: string }).case)).toEqual([
      'S0',
      'S1',
      'S2',
      'S3',
      'S4',
      'G1',
      'M1',
      'X1',
      'I1',
    ]);
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
