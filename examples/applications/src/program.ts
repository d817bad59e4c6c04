import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import { type Application, isReached } from './application.js';
import { record } from './record.js';
import { shown } from './render-results.js';

/** Where the command writes. */
export interface Output {
  /** A line of results. */
  out(line: string): void;
  /** A line about how it goes. */
  error(line: string): void;
  /** What is happening just now, in place of what was said before; the empty string clears it. */
  status(text: string): void;
}

interface Flags {
  readonly seed: number;
  readonly small?: boolean;
  readonly write: boolean;
}

/** Runs the command, with recordings in `folder`; gives its exit code: 2 on wrong usage. */
export async function run(
  argv: readonly string[],
  applications: Readonly<Record<string, Application>>,
  folder: string,
  output: Output,
): Promise<number> {
  const program = new Command('applications')
    .description('Trains networks on real data, and writes what they reach into RESULTS.md.')
    .addArgument(new Argument('[names...]', 'all if none is named').choices(Object.keys(applications)))
    .addOption(new Option('--seed <n>', 'what random numbers begin from').argParser(count).default(1))
    .option('--small', 'little data and few updates, to see whether all of it works; writes nothing')
    .option('--no-write', 'leave RESULTS.md, the recordings and the pictures as they are')
    .action((names: readonly string[], { seed, small = false, write }: Flags) => {
      for (const [name, application] of Object.entries(applications)) {
        if (names.length > 0 && !names.includes(name)) continue;
        output.error(pc.bold(application.title));
        const outcome = application.run({ seed, isSmall: small, say: (text) => output.status(text) });
        output.status('');
        for (const measure of outcome.measures) {
          const reached = isReached(measure);
          const mark = reached === undefined ? '' : reached ? pc.green(' met') : pc.red(' missed');
          output.out(`  ${shown(measure).padStart(12)}  ${measure.name}${mark}`);
        }
        if (write && !small) record(folder, applications, name, seed, outcome);
      }
    });
  program.exitOverride().configureOutput({
    writeOut: (text) => output.out(text.trimEnd()),
    writeErr: (text) => output.error(text.trimEnd()),
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function count(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1)
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return value;
}
