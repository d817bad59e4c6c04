import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  endWithTest,
  isBuilt,
  killIfRunning,
  program,
  signalWhenReady,
  start,
  startShell,
} from './testing/child-program.js';
import { SMALL_RUN, SMALL_TEXT, TestFolder } from './testing/run-with.js';

const isWindows = process.platform === 'win32';

/** Whether `script` of util-linux is here, which runs a command in a terminal. */
const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** Whether a redirection is possible here. */
const isHere = (redirected: string): boolean => !redirected.includes('/dev/full') || existsSync('/dev/full');

describe.skipIf(!isBuilt)('the built program', () => {
  const folder = new TestFolder();
  afterAll(() => folder.remove());
  const text = folder.file('rain.txt', SMALL_TEXT);
  const small = ['charlm', '--text', text, ...SMALL_RUN];

  test('exits with 0, 1 or 2', async () => {
    expect(await start(['--version'])).toMatchObject({ code: 0, err: '' });
    expect(await start(['charlm', '--text', folder.path])).toMatchObject({ code: 1, out: '' });
    expect(await start(['charlm', '--window', '0'])).toMatchObject({ code: 2, out: '' });
  });

  test('finds the text that comes with it, whatever standard output is', async () => {
    const args = ['charlm', '--steps', '1', '--hidden', '4', '--sample', '0', '--validation', '0'];
    expect(await start(args)).toMatchObject({ code: 0, err: '' }); // a pipe
    const file = folder.file('output');
    for (const target of [file, '/dev/null', '>(cat)']) {
      const { code, err } = await startShell(`tbptt ${args.join(' ')} > ${isWindows ? file : target}`);
      expect({ code, err }).toEqual({ code: 0, err: '' });
    }
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
    const { code, out, err } = await start(args, {
      watch: (seen, child) => {
        if (!sent && seen.includes('"progress"')) sent = child.kill('SIGINT');
      },
    });
    expect({ code, err }).toEqual({ code: 130, err: '' });
    expect(out).toContain(`{"report":"saved","file":${JSON.stringify(file)}`);
    expect(out).toMatch(/"report":"sample".*"text":"[^"]{20}"/);
    expect(existsSync(file)).toBe(true);
  });

  test('exits at once at the second Ctrl-C', async () => {
    const args = [...small, '--json', '--steps', '1000000000', '--sample', '1000000'];
    let sent = false;
    const { code } = await start(args, {
      watch: (seen, child) => {
        if (sent || !seen.includes('"progress"')) return;
        sent = child.kill('SIGINT');
        setTimeout(() => child.kill('SIGINT'), 500); // during the sample
      },
    });
    expect(code).toBe(130);
  });

  // Windows ends a process at these signals, whatever it listens to.
  test.skipIf(isWindows).each([
    ['SIGHUP', 129],
    ['SIGTERM', 143],
  ] as const)('saves on %s, which may come twice, and exits with %i', async (signal, exitCode) => {
    const file = folder.file(`${signal}.safetensors`);
    const args = [...small, '--json', '--steps', '1000000000', '--save', file];
    let sent = false;
    const { code, out, err } = await start(args, {
      watch: (seen, child) => {
        if (sent || !seen.includes('"progress"')) return;
        sent = child.kill(signal) && child.kill(signal);
      },
    });
    expect({ code, err }).toEqual({ code: exitCode, err: '' });
    expect(out).toContain('{"report":"saved"');
    expect(statSync(file).size).toBeGreaterThan(1000);
  });

  test.skipIf(isWindows)(
    'continues after every signal to the file of a run that was never stopped',
    async () => {
      const args = [...small.slice(0, 3), ...'--hidden 8 --batch 4 --window 16 --sample 0 --json'.split(' ')];
      const every = '--steps 300 --save-every 1 --validate-every 50'.split(' ');
      const never = folder.file('never.safetensors');
      expect(await start([...args, ...every, '--save', never])).toMatchObject({ code: 0, err: '' });
      const file = folder.file('stopped.safetensors');
      let rest = [...args, ...every, '--save', file];
      for (const [step, signal, exitCode] of [
        [40, 'SIGINT', 130],
        [90, 'SIGTERM', 143],
        [170, 'SIGHUP', 129],
      ] as const) {
        let sent = false;
        const { code, err } = await start(rest, {
          watch: (seen, child) => {
            if (!sent && seen.includes(`"step":${step},"best":false`)) sent = child.kill(signal);
          },
        });
        expect({ code, err }).toEqual({ code: exitCode, err: '' });
        rest = ['charlm', '--resume', file, '--sample', '0', '--json'];
      }
      expect(await start(rest)).toMatchObject({ code: 0, err: '' });
      expect(readFileSync(file)).toEqual(readFileSync(never));
    },
  );

  test.skipIf(!hasTerminals)('saves when its terminal is closed, and exits with 129', async () => {
    const file = folder.file('closed.safetensors');
    const [code, err, pid] = [folder.file('code'), folder.file('err'), folder.file('pid')];
    const train = `tbptt ${small.join(' ')} --steps 1000000000 --save ${file} 2> ${err}`;
    const inside = folder.file(
      'inside.sh',
      `tbptt() { (echo $BASHPID > ${pid}; exec ${program} "$@"); }; trap "" HUP; ${train}; echo $? > ${code}`,
    );
    const terminal = spawn('script', ['-qefc', `bash ${inside}`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    endWithTest(terminal);
    onTestFinished(() => killIfRunning(pid)); // it has a session of its own
    await new Promise<void>((resolve) => {
      let seen = '';
      terminal.stdout.on('data', (piece: Buffer) => {
        seen += String(piece);
        if (/ step +\d/.test(seen)) resolve();
      });
    });
    terminal.kill('SIGKILL');
    const exited = (): string => (existsSync(code) ? readFileSync(code, 'utf8') : '');
    await expect.poll(exited, { timeout: 20_000 }).toBe('129\n');
    expect(readFileSync(err, 'utf8')).toMatch(/^(Hangup\n)?$/); // the word of bash
    expect(statSync(file).size).toBeGreaterThan(1000);
  });

  test.skipIf(isWindows)(
    'takes signals in quick succession for one request, and ends without a sample',
    async () => {
      const file = folder.file('twice.safetensors');
      const args = [...small, '--json', '--steps', '1000000000', '--sample', '1000000', '--save', file];
      let sent = false;
      const { code } = await start(args, {
        watch: (seen, child) => {
          if (sent || !seen.includes('"progress"')) return;
          sent = child.kill('SIGINT');
          setTimeout(() => child.kill('SIGINT'), 20);
        },
      });
      expect(code).toBe(130);
      expect(existsSync(file)).toBe(true);
    },
  );

  test('stops quietly where its reader goes away', async () => {
    const { code, err } = await start([...small, '--steps', '1000000000', '--json'], {
      watch: (_out, child) => void child.stdout?.destroy(),
    });
    expect(err).toBe('');
    expect(code).toBe(141);
  });

  test
    .skipIf(isWindows)
    .each([
      '--help',
      '--version',
      'charlm --help',
      'explain',
      'explain --json',
      'xor',
      'charlm --text TEXT --steps 5 --hidden 4',
      'charlm --text TEXT --steps 5 --hidden 4 --json',
      'sample --model MODEL --length 20',
      'export --model MODEL --to COPY',
    ])('"tbptt %s" exits with 141 where its reader was never there', async (args) => {
    const model = folder.file('piped.safetensors');
    if (!existsSync(model)) await start([...small, '--save', model]);
    const line = args.replace('TEXT', text).replace('MODEL', model).replace('COPY', folder.file('copy'));
    const { out, err } = await startShell(`tbptt ${line} | true; echo $PIPESTATUS`);
    expect({ out, err }).toEqual({ out: '141\n', err: '' });
  });

  test.skipIf(isWindows)('a training whose reader takes a line and goes saves its model', async () => {
    const file = folder.file('head.safetensors');
    const args = `charlm --text ${text} --steps 1000000000 --hidden 4 --json --save ${file}`;
    const { out, err } = await startShell(`tbptt ${args} | head -n 1; echo $PIPESTATUS`);
    expect(err).toBe('');
    expect(out).toMatch(/^\{"report":"data",.*\}\n141\n$/);
    expect(statSync(file).size).toBeGreaterThan(1000);
  });

  test.skipIf(isWindows).each(['>&-', '2>&-', '<&-', '<&- >&- 2>&-', '2> /dev/full'].filter(isHere))(
    'trains and saves with %s',
    async (redirected) => {
      const file = folder.file(`redirected-${Math.random()}.safetensors`);
      const { code, err } = await startShell(`tbptt ${small.join(' ')} --save ${file} ${redirected}`);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(statSync(file).size).toBeGreaterThan(1000);
    },
  );
});

describe.skipIf(!isBuilt || !existsSync('/dev/full'))('standard output on a full disk', () => {
  const folder = new TestFolder();
  afterAll(() => folder.remove());
  const text = folder.file('rain.txt', SMALL_TEXT);
  const line = 'cannot write to standard output: no space is left on the device.';

  test.each([
    'explain',
    'xor',
    'charlm --text TEXT --steps 5 --hidden 4',
    'sample --model MODEL --length 20',
    'export --model MODEL --to COPY',
    'demo --minutes 5',
    '--help',
    '--version',
  ])('is one line of "tbptt %s", and exit code 1', async (args) => {
    const model = folder.file('model.safetensors');
    if (!existsSync(model)) await start(['charlm', '--text', text, ...SMALL_RUN, '--save', model]);
    const words = args.replace('TEXT', text).replace('MODEL', model).replace('COPY', folder.file('copy'));
    const { code, err } = await startShell(`tbptt ${words} > /dev/full`);
    expect({ code, err }).toEqual({ code: 1, err: `tbptt: ${line}\n` });
  });

  test('is a line of JSON with --json', async () => {
    const { code, err } = await startShell('tbptt explain --json > /dev/full');
    expect(code).toBe(1);
    expect(JSON.parse(err)).toEqual({ report: 'error', message: line, exitCode: 1 });
  });

  test('stops training, and the model is saved', async () => {
    const file = folder.file('m.safetensors');
    const args = `charlm --text ${text} --minutes 5 --hidden 4 --save ${file}`;
    const { code, err } = await startShell(`tbptt ${args} > /dev/full`);
    expect({ code, err }).toEqual({ code: 1, err: `tbptt: ${line}\n` });
    expect(statSync(file).size).toBeGreaterThan(1000);
  });

  test('and errors on it too, is exit code 1 and no end without one', async () => {
    expect((await startShell('tbptt explain > /dev/full 2>&1')).code).toBe(1);
  });

  test('that has room for a part only is noticed, not taken for a success', async () => {
    const file = folder.file('cut.txt');
    const { code, err } = await startShell(`ulimit -f 1; tbptt explain --layers 9,9,9 > ${file}`);
    expect(code).toBe(1);
    expect(err).toMatch(/^tbptt: cannot write to standard output: [^\n]+\n$/);
    expect(statSync(file).size).toBeLessThanOrEqual(1024);
  });
});

describe.skipIf(!isBuilt || isWindows)('a model that cannot be written', () => {
  const folder = new TestFolder();
  afterAll(() => folder.remove());
  const text = folder.file('rain.txt', SMALL_TEXT);

  test('in its full size is refused before training, where an empty file could be written', async () => {
    const file = folder.file('large.safetensors', 'old');
    const args = `charlm --text ${text} --hidden 64 --minutes 5 --save ${file}`;
    const { code, out, err } = await startShell(`ulimit -f 8; tbptt ${args}`);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      `tbptt: cannot write ${JSON.stringify(file)}: it would be larger than files may be here.\n`,
    );
    expect(statSync(file).size).toBe(3);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe.skipIf(!isBuilt || isWindows)('what takes long', () => {
  const folder = new TestFolder();
  afterAll(() => folder.remove());
  const text = folder.file('rain.txt', SMALL_TEXT);
  const runs = [
    'sample --model MODEL --length 1000000000',
    'sample --model MODEL --length 1000000000 --json',
    'xor --steps 1000000000',
    'demo --minutes 5',
    'charlm --text TEXT --minutes 5 --hidden 4 --sample 0',
    'charlm --text TEXT --steps 3 --hidden 4 --sample 1000000',
  ];
  const signals = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const;

  test.each(runs.flatMap((args) => signals.map(([signal, code]) => [args, signal, code] as const)))(
    '"tbptt %s" is stopped by %s, with exit code %i and no word of an error',
    async (args, signal, exitCode) => {
      const model = folder.file('model.safetensors');
      if (!existsSync(model)) await start(['charlm', '--text', text, ...SMALL_RUN, '--save', model]);
      const words = args.replace('TEXT', text).replace('MODEL', model).split(' ');
      const { code, err } = await start(words, { begin: (child) => void signalWhenReady(child, signal) });
      expect({ code, err }).toEqual({ code: exitCode, err: '' });
    },
  );
});

describe.skipIf(!isBuilt || isWindows)('a read that waits', () => {
  const folder = new TestFolder();
  afterAll(() => folder.remove());

  const reads = [
    'sample --model PIPE',
    'charlm --text PIPE',
    'export --model PIPE --to NEW',
    'charlm --text -',
  ];
  const signals = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const;

  test.each(reads.flatMap((args) => signals.map(([signal, code]) => [args, signal, code] as const)))(
    '"tbptt %s" is stopped by %s, with exit code %i',
    async (args, signal, exitCode) => {
      const pipe = folder.file(`pipe-${Math.random()}`);
      await startShell(`mkfifo ${pipe}`);
      const words = args.replace('PIPE', pipe).replace('NEW', folder.file('new')).split(' ');
      const finished = await start(words, {
        stdio: ['pipe', 'pipe', 'pipe'],
        begin: (child) => void signalWhenReady(child, signal),
      });
      expect(finished).toEqual({ code: exitCode, out: '', err: '' });
    },
  );

  test('from an endless device is stopped, too', async () => {
    const finished = await start(['sample', '--model', '/dev/zero'], {
      begin: (child) => void signalWhenReady(child, 'SIGINT'),
    });
    expect(finished).toEqual({ code: 130, out: '', err: '' });
  });

  test('reads what comes through a pipe, or from standard input', async () => {
    const text = folder.file('rain.txt', SMALL_TEXT);
    const pipe = folder.file('pipe');
    const run = '--steps 1 --hidden 4 --sample 0 --json';
    const line = `mkfifo ${pipe}; cat ${text} > ${pipe} & tbptt charlm --text ${pipe} ${run} | head -n 1`;
    expect(JSON.parse((await startShell(line)).out)).toMatchObject({ text: pipe, characters: 2500 });
    for (const source of [
      `tbptt charlm --text - ${run} < ${text}`,
      `cat ${text} | tbptt charlm --text - ${run}`,
    ]) {
      const { out } = await startShell(`${source} | head -n 1`);
      expect(JSON.parse(out)).toMatchObject({ text: 'standard input', characters: 2500 });
    }
  });
});
