import { countOf, type ProgressOutput, runCommand } from '@tbptt/command';
import { Argument, Command, Option } from 'commander';
import pc from 'picocolors';
import { type Application, isReached } from './application.js';
import { record } from './record.js';
import { shown } from './render-results.js';

interface Flags {
  readonly seed: number;
  readonly small?: boolean;
  readonly write: boolean;
}

/** Runs the command, with recordings in `folder`; returns its exit code: 2 on wrong usage. */
export async function run(
  argv: readonly string[],
  applications: Readonly<Record<string, Application>>,
  folder: string,
  output: ProgressOutput,
): Promise<number> {
  const program = new Command('applications')
    .description('Trains networks on real data, and writes what they reach into RESULTS.md.')
    .addArgument(new Argument('[names...]', 'all if none is named').choices(Object.keys(applications)))
    .addOption(new Option('--seed <n>', 'what random numbers begin from').argParser(countOf()).default(1))
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
  return await runCommand(program, argv, output);
}
