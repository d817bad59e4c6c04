import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { SMALL_RUN, SMALL_TEXT, TestFolder } from './testing/run-with.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the built program; `watch` sees its output as it grows. */
function start(
  args: readonly string[],
  watch: (out: string, child: ChildProcess) => void = () => {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      out += piece;
      watch(out, child);
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      err += piece;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

// These run what `pnpm build` made, since a process cannot run the sources; `pnpm test` builds first.
describe.skipIf(!existsSync(main))('the built program', () => {
  const folder = new TestFolder();
  afterAll(() => folder.remove());
  const text = folder.file('rain.txt', SMALL_TEXT);
  const small = ['charlm', '--text', text, ...SMALL_RUN];

  test('exits with 0, 1 or 2', async () => {
    expect(await start(['--version'])).toMatchObject({ code: 0, err: '' });
    expect(await start(['charlm', '--text', folder.path])).toMatchObject({ code: 1, out: '' });
    expect(await start(['charlm', '--window', '0'])).toMatchObject({ code: 2, out: '' });
  });

  test('computes with strict kernels where they are asked for, and with the fastest where not', async () => {
    const strict = await start([...small, '--strict', '--json']);
    expect(strict.out).toContain('"kernels":"strict"');
    const fast = await start([...small, '--json']);
    expect(fast.out).toContain('"kernels":"relaxed"');
  });

  test('saves and samples on Ctrl-C, and exits with 130', async () => {
    const file = folder.file('model.safetensors');
    const args = [...small, '--json', '--steps', '1000000000', '--save', file];
    let sent = false;
    const { code, out, err } = await start(args, (seen, child) => {
      if (!sent && seen.includes('"progress"')) sent = child.kill('SIGINT');
    });
    expect({ code, err }).toEqual({ code: 130, err: '' });
    expect(out).toContain(`{"report":"saved","file":${JSON.stringify(file)}`);
    expect(out).toMatch(/"report":"sample".*"text":"[^"]{20}"/);
    expect(existsSync(file)).toBe(true);
  });

  test('exits at once at the second Ctrl-C', async () => {
    const args = [...small, '--json', '--steps', '1000000000', '--sample', '1000000'];
    const signals = ['"progress"', '"progress"'];
    const { code } = await start(args, (seen, child) => {
      if (signals.length === 0 || !seen.includes('"progress"')) return;
      signals.length = 0;
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 500); // during the sample
    });
    expect(code).toBe(130);
  });

  test('stops quietly where its reader goes away', async () => {
    const { code, err } = await start([...small, '--steps', '1000000000', '--json'], (_out, child) => {
      child.stdout?.destroy();
    });
    expect(err).toBe('');
    expect(code).toBe(141);
  });
});
