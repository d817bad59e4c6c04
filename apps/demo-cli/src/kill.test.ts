/**
 * A process that trains and saves is killed by SIGKILL at random moments: its file is absent or whole,
 * and its run, continued each time, ends with the files of the run that was never killed.
 *
 * `pnpm kills` kills 1,000 times and writes the table of `KILLS.md`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { isBuilt, start } from './testing/child-program.js';
import { type Kills, killRuns } from './testing/kill-runs.js';
import { SMALL_TEXT, TestFolder } from './testing/run-with.js';

const GIVEN = process.env['TBPTT_KILLS'];
const KILLS = Number(GIVEN ?? 25);
const PER_KILL = 5000; // ms at most, with what is trained in between

const folder = new TestFolder();
afterAll(() => folder.remove());

describe.skipIf(!isBuilt || process.platform === 'win32')('kill -9', () => {
  test(
    `${KILLS} times at random moments leaves a checkpoint that is absent or whole, and the run continues to the same bits`,
    async () => {
      const text = folder.file('rain.txt', SMALL_TEXT);
      const steps = KILLS > 100 ? 250 : 100;
      const options = `--steps ${steps} --hidden 8 --batch 4 --window 16 --seed 3 --sample 0`;
      const every = '--save-every 1 --validate-every 20 --json';
      const args = ['charlm', '--text', text, ...options.split(' '), ...every.split(' ')];
      const never = folder.file('never.safetensors');
      expect(await start([...args, '--save', never])).toMatchObject({ code: 0, err: '' });
      const expected = [never, never.replace('.safe', '.best.safe')].map((file) => readFileSync(file));
      mkdirSync(folder.file('killed'));
      const kills = await killRuns({
        kills: KILLS,
        folder: folder.file('killed'),
        args,
        expected,
        seed: KILLS,
      });
      if (GIVEN !== undefined) writeFileSync(new URL('../KILLS.md', import.meta.url), tableOf(kills));
      expect(kills.broken).toEqual([]);
      expect(kills.absent + kills.whole).toBe(KILLS);
      expect(kills.runs).toBeGreaterThan(0);
      expect(kills.same).toBe(kills.runs);
    },
    KILLS * PER_KILL,
  );
});

function tableOf({ moments, absent, whole, broken, runs, same, mostOfOneRun }: Kills): string {
  const rows = Object.entries(moments).map(([moment, count]) => `| killed ${moment} | ${count} |`);
  return `# Killed ${KILLS.toLocaleString('en-US')} times

\`pnpm kills\` kills a training that saves after every update, by SIGKILL at random moments, and continues it each time. The run that was never
killed is the reference.

| | |
|---|---|
${rows.join('\n')}
| then the checkpoint was absent | ${absent} |
| then the checkpoint was whole | ${whole} |
| then a file was broken, gone or older than before | ${broken.length} |
| runs that were continued to their end | ${runs} |
| the most kills of one run | ${mostOfOneRun} |
| of these runs, those with the same last and best checkpoint as the reference, byte for byte | ${same} |
`;
}
