import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runWith } from './testing/run-with.js';
import { testHost } from './testing/test-host.js';

const commands = ['demo', 'charlm', 'sample', 'evaluate', 'export', 'xor', 'explain'];

describe('help', () => {
  test('of the program names every command', async () => {
    const { exitCode, host } = await runWith(['--help']);
    expect(exitCode).toBe(0);
    expect(host.err.text).toBe('');
    for (const command of commands) expect(host.out.text).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  test('is what the program prints without a command', async () => {
    const { exitCode, host } = await runWith([]);
    expect(exitCode).toBe(0);
    expect(host.out.text).toBe((await runWith(['--help'])).host.out.text);
  });

  test('of each command has its options and examples', async () => {
    const options: Record<string, string[]> = {};
    for (const command of commands) {
      const { exitCode, host } = await runWith([command, '--help']);
      expect(exitCode).toBe(0);
      expect(host.out.text).toContain(`$ tbptt ${command}`);
      options[command] = [...host.out.text.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(
        ([, name]) => name ?? '',
      );
    }
    expect(options).toMatchInlineSnapshot(`
      {
        "charlm": [
          "text",
          "algorithm",
          "cell",
          "hidden",
          "layers",
          "embedding",
          "tied",
          "n-grams",
          "batch",
          "window",
          "steps",
          "minutes",
          "learning-rate",
          "schedule",
          "decay",
          "weight-decay",
          "clip",
          "dropout",
          "seed",
          "save",
          "save-every",
          "validate-every",
          "patience",
          "resume",
          "tensorboard",
          "log",
          "report",
          "sample",
          "validation",
          "strict",
          "wide",
          "threads",
          "blas",
          "json",
          "help",
        ],
        "demo": [
          "minutes",
          "seed",
          "strict",
          "wide",
          "threads",
          "json",
          "help",
        ],
        "evaluate": [
          "model",
          "text",
          "batch",
          "window",
          "strict",
          "threads",
          "json",
          "help",
        ],
        "explain": [
          "layers",
          "activation",
          "input",
          "target",
          "learning-rate",
          "seed",
          "strict",
          "json",
          "help",
        ],
        "export": [
          "model",
          "to",
          "format",
          "json",
          "help",
        ],
        "sample": [
          "model",
          "prime",
          "prime-file",
          "length",
          "samples",
          "stop",
          "temperature",
          "top-k",
          "top-p",
          "seed",
          "strict",
          "json",
          "help",
        ],
        "xor": [
          "steps",
          "seed",
          "strict",
          "json",
          "help",
        ],
      }
    `);
  });

  test('fits into 80 columns', async () => {
    for (const command of commands) {
      const { host } = await runWith([command, '--help']);
      expect(host.out.lines.filter((line) => line.length > 80)).toEqual([]);
    }
  });
});

describe('exit codes', () => {
  const listed = async (): Promise<string[]> => {
    const { host } = await runWith(['--help']);
    const [, list = ''] = host.out.text.split('Exit codes:\n');
    return [...list.matchAll(/^ {2}(\d+) /gm)].map(([, code]) => code ?? '');
  };

  test('are listed in the help of the program', async () => {
    expect(await listed()).toEqual(['0', '1', '2', '129', '130', '141', '143']);
  });

  test('are the same in the README', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, table = ''] = readme.split('## Exit codes');
    const codes = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => code);
    expect(codes).toEqual(await listed());
  });
});

describe('the help of a command that does not exist', () => {
  test.each(['help nosuch', 'help chralm', 'nosuch --help', 'chralm -h', 'help nosuch extra'])(
    '"tbptt %s" says so, and exit code 2',
    async (args) => {
      const { exitCode, host } = await runWith(args.split(' '));
      expect(exitCode).toBe(2);
      expect(host.out.text).toBe('');
      expect(host.err.lines).toHaveLength(1);
      expect(host.err.text).toMatch(
        /^tbptt: unknown command '(nosuch'; see "tbptt --help"\.|chralm' \(Did you mean charlm\?\))\n$/,
      );
    },
  );

  test('is not that of one that does', async () => {
    for (const args of ['help charlm', 'charlm --help', 'charlm -h']) {
      const { exitCode, host } = await runWith(args.split(' '));
      expect(exitCode).toBe(0);
      expect(host.out.text).toMatch(/^Usage: tbptt charlm /);
    }
    for (const args of ['help', 'help --help', 'help help', '--help']) {
      const { exitCode, host } = await runWith(args.split(' '));
      expect({ args, exitCode }).toEqual({ args, exitCode: 0 });
      expect(host.out.text).toMatch(/^Usage: tbptt /);
    }
  });
});

test('the version is that of the package', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as object;
  const { exitCode, host } = await runWith(['--version']);
  expect(exitCode).toBe(0);
  expect(manifest).toMatchObject({ version: host.out.text.trim() });
});

describe('a wrong command line', () => {
  const wrong: readonly (readonly [args: string, message: RegExp])[] = [
    ['chralm', /unknown command 'chralm' \(Did you mean charlm\?\)/],
    ['charlm --hiden 3', /unknown option '--hiden' \(Did you mean --hidden\?\)/],
    ['charlm extra', /too many arguments for 'charlm'.*; see "tbptt charlm --help"\.$/m],
    ['charlm --text', /option '--text <file>' argument missing; see "tbptt charlm --help"\.$/m],
    ['charlm --nosuchoption', /unknown option '--nosuchoption'; see "tbptt charlm --help"\.$/m],
    ['explain --layers 2,,1', /argument '2,,1' is invalid. Each part must be a whole number from 1 to 1024/],
    ['charlm --cell lstn', /Allowed choices are lstm, coupled-lstm, gru, rnn/],
    [
      'charlm --hidden 0',
      /'--hidden <units>' argument '0' is invalid. It must be a whole number from 1 to 8192/,
    ],
    ['charlm --hidden 1.5', /whole number from 1 to 8192/],
    ['charlm --hidden x', /whole number from 1 to 8192/],
    ['charlm --hidden 1e3', /whole number from 1 to 8192/],
    ['charlm --layers 17', /whole number from 1 to 16/],
    ['charlm --batch 0', /whole number from 1 to 4096/],
    ['charlm --window -1', /whole number from 1 to 4096/],
    ['charlm --steps 0', /whole number from 1 to 1000000000/],
    ['charlm --steps 5 --minutes 1', /'--steps <number>' cannot be used with option '--minutes <time>'/],
    ['charlm --minutes 0', /a number above 0 and of at most 10080/],
    ['charlm --minutes NaN', /a number above 0/],
    ['charlm --learning-rate -1', /a number above 0 and of at most 1e\+38\./],
    ['charlm --learning-rate Infinity', /a number above 0 and of at most 1e\+38\./],
    ['charlm --learning-rate 1e39', /a number above 0 and of at most 1e\+38\./],
    ['charlm --learning-rate 0x10', /a number above 0 and of at most 1e\+38\./],
    ['explain --input 1e39', /a number of at least -1e\+38 and of at most 1e\+38\./],
    ['explain --target 1e30', /a number of the step is infinite in single precision; give an --input/],
    ['explain --learning-rate 1e38 --target 1e9', /infinite in single precision/],
    ['charlm --seed -1', /whole number from 0 to 4294967295/],
    ['charlm --sample -1', /whole number from 0 to 1000000/],
    ['charlm --validation 1', /a number of at least 0 and below 1/],
    ['demo --minutes -1', /a number above 0/],
    ['sample', /required option '--model <file>' not specified; see "tbptt sample --help"\.$/m],
    ['sample --model m --temperature -1', /a number of at least 0 and of at most 100/],
    ['sample --model m --top-k 0', /whole number from 1 to 1000000/],
    ['sample --model m --length x', /whole number from 0 to 1000000000/],
    ['xor --steps 0', /whole number from 1/],
    ['explain --layers 1,0', /'1,0' is invalid. Each part must be a whole number from 1 to 1024/],
    ['explain --layers 3', /--layers has one number; it must have two or more/],
    ['explain --input 1,x', /must be a number/],
    ['explain --input 1,2', /--input has 2 numbers; it must have 1, as many as the network has inputs/],
    ['explain --target 1,2', /--target has 2 numbers; it must have 1, as many as the network has outputs/],
    ['explain --activation step', /Allowed choices are sigmoid, tanh, relu/],
  ];

  test.each(wrong)(
    '"tbptt %s" is one line that says what is allowed, and exit code 2',
    async (args, message) => {
      const { exitCode, host } = await runWith(args.split(' '));
      expect(exitCode).toBe(2);
      expect(host.out.text).toBe('');
      expect(host.err.lines).toHaveLength(1);
      expect(host.err.text).toMatch(/^tbptt: /);
      expect(host.err.text).toMatch(message);
    },
  );

  test('is a line of JSON where JSON was asked for', async () => {
    const { exitCode, host } = await runWith(['charlm', '--json', '--hidden', '0']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(host.err.text)).toEqual({
      report: 'error',
      message: expect.stringContaining('from 1 to 8192') as string,
      exitCode: 2,
    });
  });
});

describe('colors', () => {
  // oxlint-disable-next-line no-control-regex
  const escapes = /\x1b\[\d+m/;
  const wrong = ['charlm', '--hidden', '0'];

  test('are used on a terminal', async () => {
    expect((await runWith(wrong, testHost({ isTTY: true }))).host.err.text).toMatch(escapes);
  });

  test('are left out where NO_COLOR is set, and where there is no terminal', async () => {
    const silent = testHost({ isTTY: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' } });
    expect((await runWith(wrong, silent)).host.err.text).not.toMatch(escapes);
    expect((await runWith(wrong)).host.err.text).not.toMatch(escapes);
  });
});
