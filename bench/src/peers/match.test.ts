import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Contestant, match } from './match.js';

let folder = '';
let diary = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'match-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A process that says `first` and then does `turn` for each line; it writes in the diary what it does. */
function contestant(
  name: string,
  first: object,
  turn = 'say({ repetitions: 2, elapsed: 4, processor: 4 })',
): Contestant {
  const script = join(folder, `${name}.mjs`);
  writeFileSync(
    script,
    `import { appendFileSync } from 'node:fs';
     import { createInterface } from 'node:readline';
     const say = (line) => console.log(JSON.stringify(line));
     const note = (word) => appendFileSync(${JSON.stringify(diary)}, '${name} ' + word + '\\n');
     note('ready');
     console.log('chatter of a library');
     say(${JSON.stringify(first)});
     let count = 0;
     for await (const line of createInterface({ input: process.stdin })) {
       count++;
       note(JSON.parse(line).seconds);
       ${turn};
     }`,
  );
  return { name, words: [process.execPath, script] };
}

function newDiary(): () => readonly string[] {
  diary = join(folder, `${Math.random()}.txt`);
  return () => readFileSync(diary, 'utf8').trim().split('\n');
}

const ready = { version: '1', runtime: 'Node', size: 10 };
const options = { rounds: 3, seconds: 0.25, limit: 20 };

describe('a match', () => {
  test('starts everybody first and then lets them run in turns', async () => {
    const lines = newDiary();
    const standings = await match(
      [contestant('ours', ready), contestant('peer', { ...ready, size: 3 })],
      options,
    );
    const round = ['ours 0.25', 'peer 0.25'];
    expect(lines()).toEqual(['ours ready', 'peer ready', ...round, ...round, ...round]);
    expect(standings).toEqual([
      { name: 'ours', ready, rates: [5, 5, 5], cpuShare: 1, processors: 1 },
      { name: 'peer', ready: { ...ready, size: 3 }, rates: [1.5, 1.5, 1.5], cpuShare: 1, processors: 1 },
    ]);
  });

  test('plays disturbed rounds again, and counts those in which everybody had the processor', async () => {
    const lines = newDiary();
    const disturbed = 'say({ repetitions: count, elapsed: 1, processor: count === 2 ? 0.5 : 0.99 })';
    const [one] = await match([contestant('one', ready, disturbed)], options);
    expect(lines()).toHaveLength(1 + 4);
    expect(one).toMatchObject({ rates: [10, 30, 40], cpuShare: 0.99 });
  });

  test('ends after twice as many rounds where all are disturbed', async () => {
    newDiary();
    const share = 'say({ repetitions: count, elapsed: 1, processor: count / 10 })';
    const [one] = await match([contestant('one', ready, share)], options);
    expect(one).toMatchObject({ rates: [40, 50, 60], cpuShare: 0.4 });
  });

  test('goes on without who cannot do the case, and tells the reason', async () => {
    newDiary();
    const unable = contestant('peer', { unable: 'has no recurrent layers' });
    const [ours, peer] = await match([contestant('ours', ready), unable], options);
    expect(ours?.rates).toHaveLength(3);
    expect(peer).toEqual({ name: 'peer', rates: [], cpuShare: 1, unable: 'has no recurrent layers' });
  });

  test('goes on without who fails, and keeps the rounds before that', async () => {
    newDiary();
    const failing = contestant(
      'peer',
      ready,
      'if (count === 2) throw new Error("out of memory"); say({ repetitions: 1, elapsed: 2, processor: 1 })',
    );
    const [ours, peer] = await match([contestant('ours', ready), failing], options);
    expect(ours?.rates).toHaveLength(3);
    expect(peer).toMatchObject({ rates: [5], cpuShare: 0.5 });
    expect(peer).not.toHaveProperty('unable');
  });

  test('tells in its own words why somebody has failed before its first run', async () => {
    newDiary();
    const failing = contestant('peer', ready, 'throw new RangeError("Allocation exceeds the limit")');
    const [, peer] = await match([contestant('ours', ready), failing], options);
    expect(peer?.unable).toBe('RangeError: Allocation exceeds the limit');
  });

  test('ends who is not ready within the limit', async () => {
    newDiary();
    const words = [process.execPath, '-e', 'setInterval(() => {}, 1000)'];
    const [peer] = await match([{ name: 'peer', words }], { ...options, limit: 0.3 });
    expect(peer?.unable).toBe('no whole run within the limit of 0.3 s');
  });

  test('plays one round even where that takes longer than the limit of further rounds', async () => {
    newDiary();
    const slow = 'setTimeout(() => say({ repetitions: 1, elapsed: 1, processor: 1 }), 250)';
    const standings = await match([contestant('one', ready, slow)], { ...options, rounds: 50, limit: 1.5 });
    const { rates = [] } = standings[0] ?? {};
    expect(rates.length).toBeGreaterThan(0);
    expect(rates.length).toBeLessThan(50);
  });

  test('tells of programs that cannot be started', async () => {
    const [peer] = await match([{ name: 'peer', words: [join(folder, 'absent')] }], options);
    expect(peer?.unable).toMatch(/absent cannot be started/);
  });
});
