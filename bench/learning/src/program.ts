import { countOf, type ProgressOutput, runCommand } from '@tbptt/command';
import { kernels } from '@tbptt/core';
import { Argument, Command, Option } from 'commander';
import pc from 'picocolors';
import type { Check, Experiment } from './experiment.js';
import { formatted } from './format.js';
import { writeResult } from './result-files.js';
import { runExperiment, type Trial } from './run-experiment.js';

interface Flags {
  readonly seeds: number;
  readonly budget?: number;
  readonly json?: boolean;
  readonly write: boolean;
}

/** Something else to run than an experiment, only if it is named: it writes its results into the folder. */
export interface Study {
  readonly title: string;
  run(folder: string, output: ProgressOutput): Promise<void>;
}

/** Runs the command, with results in `folder`; returns its exit code: 2 on wrong usage. */
export async function run(
  argv: readonly string[],
  experiments: Readonly<Record<string, Experiment>>,
  folder: string,
  output: ProgressOutput,
  studies: Readonly<Record<string, Study>> = {},
): Promise<number> {
  const program = new Command('learn')
    .description('Trains networks on tasks of the literature, and writes what they came to into RESULTS.md.')
    .addArgument(
      new Argument('[experiments...]', 'all but the studies if none is named').choices([
        ...Object.keys(experiments),
        ...Object.keys(studies),
      ]),
    )
    .addOption(
      new Option('--seeds <n>', 'the seeds are 1 to n; of some networks fewer')
        .argParser(countOf())
        .default(30),
    )
    .addOption(
      new Option('--budget <n>', 'how much a seed may train on, in the unit of the experiment').argParser(
        countOf(),
      ),
    )
    .option('--json', 'print each result as a line of JSON')
    .option('--no-write', 'leave RESULTS.md and the files beside it as they are')
    .addHelpText('after', `\n${help(experiments, studies)}`)
    .action(async (names: readonly string[], { seeds, budget, json, write }: Flags) => {
      kernels.use('strict');
      for (const [name, experiment] of Object.entries(experiments)) {
        if (names.length > 0 && !names.includes(name)) continue;
        output.error(pc.bold(experiment.title));
        const result = runExperiment(name, experiment, {
          seeds,
          ...(budget === undefined ? {} : { budget }),
          onCheck: (contender, seed, check) =>
            output.status(checkLine(contender, seed, experiment.unit, check)),
          onTrial: (contender, trial) => {
            output.status('');
            output.error(trialLine(contender, experiment.unit, trial));
          },
        });
        if (json) output.out(JSON.stringify(result));
        if (write) writeResult(folder, experiments, result);
      }
      for (const [name, study] of Object.entries(studies)) {
        if (!names.includes(name)) continue;
        output.error(pc.bold(study.title));
        await study.run(folder, output);
      }
    });
  return await runCommand(program, argv, output);
}

function help(
  experiments: Readonly<Record<string, Experiment>>,
  studies: Readonly<Record<string, Study>>,
): string {
  const lines = Object.entries(experiments).map(
    ([name, { title, contenders }]) =>
      `  ${name.padEnd(16)} ${title}: ${contenders.map((contender) => contender.name).join(', ')}`,
  );
  const more = Object.entries(studies).map(([name, { title }]) => `  ${name.padEnd(16)} ${title}`);
  return ['Experiments:', ...lines, ...(more.length === 0 ? [] : ['Studies:', ...more])].join('\n');
}

function checkLine(contender: string, seed: number, unit: string, { seen, measures }: Check): string {
  return `  ${contender}, seed ${seed}: ${formatted(seen)} ${unit}, ${listed(measures)}`;
}

function trialLine(
  contender: string,
  unit: string,
  { seed, success, seen, seconds, measures }: Trial,
): string {
  const mark = success ? pc.green('success') : pc.yellow('no success');
  const after = `after ${formatted(seen)} ${unit}, ${seconds.toFixed(1)} s`;
  return `  ${contender}, seed ${seed}: ${mark} ${after}; ${listed(measures)}`;
}

function listed(measures: Readonly<Record<string, number>>): string {
  return Object.entries(measures)
    .map(([name, value]) => `${name} ${formatted(value)}`)
    .join(', ');
}
