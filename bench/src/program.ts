import { countOf, runCommand } from '@tbptt/command';
import type { Variant } from '@tbptt/core';
import { Argument, Command, Option } from 'commander';
import { type AgainstFlags, runAgainst } from './against.js';
import { BenchError } from './bench-error.js';
import { cases, describe } from './cases.js';
import { type LaunchOptions, launch } from './launch.js';
import { nodeBinary } from './node-binary.js';
import { caseNames, secondsOf, trainingOf, VARIANTS } from './options.js';
import type { Output } from './output.js';
import { type PeerFlags, runPeers } from './peers/run-peers.js';
import { pinning } from './processor.js';
import { profileLines } from './profile/profile-lines.js';
import { type Result, resultOf, type SpreadResult, spreadOf } from './result.js';
import { type ResultsFlags, runResults } from './results/run-results.js';
import { SECTIONS } from './results/sections.js';
import { busyWarning, HEAD, rowOf, SPREAD_HEAD, spreadRowOf } from './table.js';
import type { Task } from './task.js';
import { runThreads } from './threads.js';
import { runWide, type WideFlags } from './wide/run-wide.js';
import { CELLS } from './wide/training.js';

interface Flags extends PeerFlags {
  readonly variant?: Variant;
  readonly processes?: number;
  readonly peers?: boolean;
  readonly threads?: number;
}

/** Runs the command; gives its exit code: 1 when a case cannot be measured, 2 on wrong usage. */
export async function run(argv: readonly string[], output: Output, start = launch): Promise<number> {
  const program = new Command('bench')
    .description(
      'Measures training and sampling on our packages, each case in a process of its own. bench/README.md defines the cases.',
    )
    .addArgument(new Argument('[cases...]', 'all cases if none is named').argParser(caseNames))
    .addOption(
      new Option(
        '--processes <n>',
        'how many fresh processes of each case, one run each; reports the worst',
      ).argParser(countOf(1000)),
    )
    .addOption(
      new Option(
        '--threads <n>',
        'how many threads, beside one thread in turns; with --peers: beside PyTorch with as many',
      ).argParser(countOf(256)),
    )
    .option(
      '--peers',
      'beside TensorFlow.js, jax-js and brain.js, in turns; installs them when first asked. With --threads: beside PyTorch',
    )
    .option('--ranks', 'with --peers --threads N: ours by N processes of mpirun as well')
    .option(
      '--results',
      'with --peers, wide: keeps what is found in bench/results and rewrites bench/RESULTS.md',
    )
    .option('--python <path>', 'with --peers --threads: a Python that has PyTorch')
    .addOption(
      new Option('--limit <s>', 'with --peers: seconds that the process of a peer may take for a case')
        .argParser(secondsOf)
        .default(300),
    )
    .addHelpText('after', `\n${caseHelp()}`)
    .action(async (names: readonly string[], flags: Flags) => {
      const chosen = names.length > 0 ? names : Object.keys(cases);
      if (flags.peers) await runPeers(names, flags, output);
      else if (flags.threads !== undefined) await runThreads(chosen, flags.threads, flags, output);
      else if (flags.processes === undefined) await measureAll(chosen, flags, output, start);
      else await measureSpread(chosen, flags.processes, flags, output, start);
    });
  addOptions(program);
  program
    .command('profile')
    .description('Prints where a training step of a language model goes.')
    .addArgument(new Argument('<case>', 'S0 to S4 or G1').argParser((word: string) => caseNames(word)))
    .action(async ([name = '']: readonly string[], _: object, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      const task = taskOf(name, 'profile', flags);
      const { profile: found } = await start(task, launchOptionsOf(flags));
      if (found === undefined)
        throw new BenchError(`${name} is no training of a language model: there is nothing to take apart.`);
      if (flags.json) output.out(JSON.stringify(found));
      else for (const line of profileLines(found)) output.out(line);
    });
  program
    .command('against')
    .description(
      'Measures here and in another checkout that has been built, in turns; prints how many times as fast it is here.',
    )
    .argument('<folder>', 'the root of the other checkout')
    .addArgument(
      new Argument('[cases...]', 'cases, "start", "memory"; all of them if none is named').argParser(
        (word: string, before: readonly string[] | undefined) =>
          word === 'start' || word === 'memory' ? [...(before ?? []), word] : caseNames(word, before),
      ),
    )
    .action(async (folder: string, names: readonly string[], _: object, command: Command) => {
      await runAgainst(folder, names ?? [], command.optsWithGlobals<AgainstFlags>(), output);
    });
  program
    .command('wide')
    .description(
      "Holds kernels under V8's flag for 256-bit vectors against plain ones, on Node 24 and 26, with 1 and 2 threads, bit by bit: calls over random shapes, forward and backward, and trainings of every cell.",
    )
    .addOption(
      new Option('--calls <n>', 'random shapes; 0 for none')
        .argParser(countOf(100_000_000, 0))
        .default(10_000),
    )
    .addOption(
      new Option(
        '--training <s>',
        'seconds of training of each cell, 0 for none; models of random sizes share them',
      )
        .argParser(trainingOf)
        .default(2),
    )
    .addOption(
      new Option('--cells <names...>', 'cells that are trained (default: all)').choices(Object.keys(CELLS)),
    )
    .action(async (chosen: WideFlags, command: Command) => {
      await runWide({ ...command.optsWithGlobals<{ readonly results?: boolean }>(), ...chosen }, output);
    });
  program
    .command('results')
    .description(
      'Measures sections of bench/RESULTS.md, keeps them in bench/results and writes the file anew.',
    )
    .addArgument(
      new Argument('[sections...]', `${SECTIONS.map(({ name }) => name).join(', ')}; all if none is named`),
    )
    .option('--render', 'measures nothing, writes RESULTS.md from what was kept')
    .action(async (names: readonly string[], _: object, command: Command) => {
      await runResults(names, command.optsWithGlobals<ResultsFlags>(), output);
    });
  try {
    return await runCommand(program, argv, output);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    output.error(`bench: ${error.message}`);
    return 1;
  }
}

function addOptions(program: Command): void {
  program
    .addOption(
      new Option('--variant <name>', 'which kernels; what the library takes by itself if not given').choices([
        ...VARIANTS,
      ]),
    )
    .option('--wide', "V8's experimental 256-bit vectors, from Node 24 on; checked before they are used")
    .option('--blas', "products by the machine's BLAS, or by that of TBPTT_BLAS")
    .option('--node <which>', 'on which Node: 20, 24, 26 or a path; the present one if not given')
    .addOption(new Option('--rounds <n>', 'measured runs of each case').argParser(countOf(1000)).default(5))
    .addOption(new Option('--seconds <s>', 'the least duration of a run').argParser(secondsOf).default(0.5))
    .option('--no-pin', 'do not pin processes to one processor')
    .option('--json', 'one JSON line for each case');
}

function caseHelp(): string {
  const lines = Object.entries(cases).map(
    ([name, definition]) => `  ${name.padEnd(16)} ${describe(definition)}`,
  );
  const others =
    '  products         all matrix products; any ROWSxDEPTHxCOLUMNS is a case too, with a t at its end for Aᵀ B';
  return ['Cases:', ...lines, others].join('\n');
}

function taskOf(name: string, action: Task['action'], { rounds, seconds, variant, wide, blas }: Flags): Task {
  return {
    action,
    case: name,
    rounds,
    seconds,
    ...(variant === undefined ? {} : { variant }),
    ...(wide === undefined ? {} : { wide }),
    ...(blas === undefined ? {} : { blas }),
  };
}

function launchOptionsOf({ node, pin }: Flags): LaunchOptions {
  return { node: nodeBinary(node), prefix: pin ? pinning() : [] };
}

async function measureAll(
  names: readonly string[],
  flags: Flags,
  output: Output,
  start: typeof launch,
): Promise<void> {
  const options = launchOptionsOf(flags);
  const results: Result[] = [];
  if (!flags.json) output.out(HEAD);
  for (const name of names) {
    const result = resultOf(name, await start(taskOf(name, 'measure', flags), options));
    results.push(result);
    output.out(flags.json ? JSON.stringify(result) : rowOf(result));
  }
  for (const line of busyWarning(results)) output.error(line);
}

async function measureSpread(
  names: readonly string[],
  processes: number,
  flags: Flags,
  output: Output,
  start: typeof launch,
): Promise<void> {
  const options = launchOptionsOf(flags);
  const spreads: SpreadResult[] = [];
  if (!flags.json) output.out(SPREAD_HEAD);
  for (const name of names) {
    const results: Result[] = [];
    for (let i = 0; i < processes; i++) {
      results.push(resultOf(name, await start({ ...taskOf(name, 'measure', flags), rounds: 1 }, options)));
    }
    const spread = spreadOf(results);
    spreads.push(spread);
    output.out(flags.json ? JSON.stringify(spread) : spreadRowOf(spread));
  }
  for (const line of busyWarning(spreads)) output.error(line);
}
