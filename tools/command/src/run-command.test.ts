import { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { countOf } from './count-of.js';
import { runCommand } from './run-command.js';

function command(action: (seeds: number) => void): Command {
  return new Command('count')
    .addOption(new Option('--seeds <n>').argParser(countOf(30)).default(1))
    .addOption(new Option('--steps <n>').argParser(countOf()))
    .addOption(new Option('--pauses <n>').argParser(countOf(9, 0)))
    .action(({ seeds }: { readonly seeds: number }) => action(seeds));
}

async function run(...argv: string[]) {
  const [out, error, counts]: [string[], string[], number[]] = [[], [], []];
  const code = await runCommand(
    command((seeds) => counts.push(seeds)),
    argv,
    { out: (line) => out.push(line), error: (line) => error.push(line) },
  );
  return { code, out, error, counts };
}

test('an action that ends has the exit code 0, and gets its options as numbers', async () => {
  expect(await run('--seeds', '30')).toEqual({ code: 0, out: [], error: [], counts: [30] });
  expect((await run()).counts).toEqual([1]);
  expect((await run('--pauses', '0')).code).toBe(0);
});

test('wrong usage has the exit code 2, says why and runs nothing', async () => {
  for (const [option, text, why] of [
    ['--seeds', '31', 'It must be a whole number from 1 to 30.'],
    ['--seeds', '0', 'It must be a whole number from 1 to 30.'],
    ['--steps', '1.5', 'It must be a whole number of at least 1.'],
    ['--steps', '-1', 'It must be a whole number of at least 1.'],
    ['--pauses', '10', 'It must be a whole number from 0 to 9.'],
    ['--epochs', '3', "unknown option '--epochs'"],
  ] as const) {
    const { code, out, error, counts } = await run(option, text);
    expect([code, out, counts]).toEqual([2, [], []]);
    expect(error.join('\n')).toContain(why);
  }
});

test('help goes to the output and has the exit code 0', async () => {
  const { code, out, counts } = await run('--help');
  expect([code, counts]).toEqual([0, []]);
  expect(out.join('\n')).toContain('--seeds <n>');
});

test('an error of the action is thrown on', async () => {
  const failing = command(() => {
    throw new RangeError('no seeds left');
  });
  const silent = { out: () => undefined, error: () => undefined };
  await expect(runCommand(failing, [], silent)).rejects.toThrow(new RangeError('no seeds left'));
});

test('a command of a command is silenced too', async () => {
  const said: string[] = [];
  const parent = new Command('parent');
  parent.command('child').argument('<name>');
  const code = await runCommand(parent, ['child'], {
    out: () => undefined,
    error: (line) => said.push(line),
  });
  expect([code, said]).toEqual([2, ["error: missing required argument 'name'"]]);
});
