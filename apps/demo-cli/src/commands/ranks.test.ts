/**
 * `mpirun -n 2 tbptt charlm ...`: the processes train as one, the first of them speaks and saves, and a
 * rank that is killed ends all. `pnpm exec vitest run apps/demo-cli/src/commands/ranks.test.ts` with
 * `TBPTT_RANK_KILLS=100` in the environment kills 100 times.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '@tbptt/core';
import { decodeCheckpoint } from '@tbptt/rnn/checkpoint';
import { afterAll, describe, expect, test } from 'vitest';
import {
  launchers,
  obstacle,
  type RunOptions,
  runNode,
} from '../../../../packages/mpi/src/testing/mpirun.js';
import { isBuilt, mainProgram, start } from '../testing/child-program.js';
import { SMALL_TEXT, TestFolder } from '../testing/run-with.js';

const GIVEN = process.env['TBPTT_RANK_KILLS'];
const KILLS = Number(GIVEN ?? 3);
/** A rank that dies ends all within this time, in seconds. */
const MOST_SECONDS = 10;
const PER_KILL = 8000; // ms at most

const folder = new TestFolder();
afterAll(() => folder.remove());
const text = folder.file('rain.txt', SMALL_TEXT);
/** 13 lanes of the 2,250 characters are equally long, so that one process leaves nothing out, too. */
const options = '--hidden 8 --batch 13 --window 16 --dropout 0.2 --seed 3 --sample 10 --json'.split(' ');
const every = '--save-every 1 --validate-every 7'.split(' ');

if (obstacle !== undefined) console.log(`Tests with ranks are skipped: ${obstacle}.`);
const skipped = obstacle !== undefined || !isBuilt;

const weightsIn = (file: string) => {
  const { weights } = decodeCheckpoint(readFileSync(file));
  return Object.values(weights).flatMap((tensor) => [...tensor.toFloats()]);
};
const linesOf = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe.each(launchers)('ranks of $name', (launcher) => {
  const run = (size: number, args: readonly string[], given?: RunOptions) =>
    runNode(launcher, size, [mainProgram, 'charlm', ...args], given);

  test.skipIf(skipped)('train as one process, and one of another number of them goes on', async () => {
    const [alone, two, three] = ['alone', 'two', 'three'].map((name) =>
      folder.file(`${launcher.name}-${name}.safetensors`),
    );
    const args = ['--text', text, ...options, ...every];
    const single = await start(['charlm', ...args, '--steps', '20', '--save', String(alone)]);
    const pair = await run(2, [...args, '--steps', '20', '--save', String(two)]);
    expect([single.code, pair.code, pair.err]).toEqual([0, 0, '']);
    const kinds = (out: string) =>
      linesOf(out)
        .map(({ report }) => report)
        .filter((report) => report !== 'progress');
    expect(kinds(pair.out)).toEqual(kinds(single.out));
    expect(linesOf(pair.out).find(({ report }) => report === 'model')).toMatchObject({ batch: 13, ranks: 2 });
    const near = (one: readonly number[], other: readonly number[]) =>
      Math.max(...one.map((x, i) => Math.abs(x - (other[i] as number))));
    expect(near(weightsIn(String(two)), weightsIn(String(alone)))).toBeLessThan(1e-5);

    const resumed = await run(3, [
      '--resume',
      String(two),
      '--steps',
      '60',
      '--save',
      String(three),
      '--json',
    ]);
    const whole = await start(['charlm', '--resume', String(alone), '--steps', '60', '--json']);
    expect([resumed.code, resumed.err, whole.code]).toEqual([0, '', 0]);
    expect(near(weightsIn(String(three)), weightsIn(String(alone)))).toBeLessThan(1e-4);
    expect(decodeCheckpoint(readFileSync(String(three))).after?.position).toEqual(
      decodeCheckpoint(readFileSync(String(alone))).after?.position,
    );
  });

  test.skipIf(skipped)(
    'that are more than lanes, or have no file to read, are refused by one line',
    async () => {
      const few = await run(3, ['--text', text, '--batch', '2', '--json']);
      expect(few.code).not.toBe(0);
      expect(few.err).toContain(
        '3 processes cannot share 2 lanes; give a larger --batch, or start fewer processes.',
      );
      expect(few.err.match(/"report":"error"/g)).toHaveLength(1);
      const piped = await run(2, ['--text', '-', '--json']);
      expect(piped.code).not.toBe(0);
      expect(piped.err.match(/only the first has standard input; give a file/g)).toHaveLength(1);
    },
  );

  const isFew = GIVEN === undefined && launcher !== launchers[0];
  test.skipIf(skipped || process.platform !== 'linux' || isFew)(
    `killed ${KILLS} times at random moments end together, and their run ends with the bits of the one that was not`,
    async () => {
      const random = seeded(KILLS);
      const steps = String(60 + 10 * KILLS);
      const never = folder.file(`${launcher.name}-never.safetensors`);
      const killed = folder.file(`${launcher.name}-killed.safetensors`);
      const begin = ['--text', text, ...options, ...every, '--steps', steps];
      expect(await run(2, [...begin, '--save', never])).toMatchObject({ code: 0, err: '' });
      for (let kills = 0; kills < KILLS; kills++) {
        const args = existsSync(killed) ? ['--resume', killed, '--json'] : [...begin, '--save', killed];
        let victim: Promise<number> | undefined;
        const delay = random.float() * 150;
        const { code } = await run(2, args, {
          watch: (out) => {
            if (/"report":"(progress|resumed)"/.test(out)) victim ??= killOne(killed, delay, random.float());
          },
        });
        const killedAt = await victim;
        if (killedAt === undefined || killedAt === 0) continue; // it has ended before
        expect(code).not.toBe(0);
        // mpirun of Open MPI kills the others, but does not wait for their end.
        const late = killedAt + 1000 * MOST_SECONDS;
        while (processesOf(killed).length > 0 && performance.now() < late) await sleep(20);
        expect(processesOf(killed)).toEqual([]);
        expect(performance.now()).toBeLessThan(late);
        if (existsSync(killed)) decodeCheckpoint(readFileSync(killed)); // it throws unless the file is whole
      }
      const rest = existsSync(killed) ? ['--resume', killed, '--json'] : [...begin, '--save', killed];
      expect(await run(2, rest)).toMatchObject({ code: 0, err: '' });
      expect(readFileSync(killed).equals(readFileSync(never))).toBe(true);
    },
    30_000 + KILLS * PER_KILL,
  );
});

/** The processes of this program whose command line names a file. */
function processesOf(file: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words[1] === mainProgram && words.includes(file);
      } catch {
        return false; // it has ended
      }
    });
}

/** Kills one of the ranks after some milliseconds. Returns when, or 0 if they had ended. */
async function killOne(file: string, delay: number, choice: number): Promise<number> {
  await sleep(delay);
  const pids = processesOf(file);
  const pid = pids[Math.floor(choice * pids.length)];
  if (pid === undefined) return 0;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return 0;
  }
  return performance.now();
}
