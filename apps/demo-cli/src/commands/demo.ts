import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { mobyDick } from '../corpus.js';
import type { Host } from '../host.js';
import { demoSettings } from '../language-model/demo-settings.js';
import { learn } from '../language-model/learn.js';
import { DEFAULTS } from '../language-model/settings.js';
import { MOST_MINUTES } from '../limits.js';
import { numberWithin, option } from '../options.js';
import { reporterFor } from '../ui/reporter-for.js';
import { learnXor } from '../xor/learn-xor.js';
import { jsonOption, seedOption, strictOption, threadsOption } from './common-options.js';
import { XOR_STEPS } from './xor.js';

interface DemoFlags {
  readonly minutes: number;
  readonly seed: number;
  readonly strict?: boolean;
  readonly wide?: boolean;
  readonly threads: number | 'all';
  readonly json?: boolean;
}

const examples = `
Examples:
  $ tbptt demo
  $ tbptt demo --minutes 5
`;

/** `tbptt demo`: an LSTM on Moby-Dick for a minute, then XOR. */
export function addDemo(program: Command, host: Host): void {
  program
    .command('demo')
    .summary('train on Moby-Dick for a minute, then XOR')
    .description(
      'Trains a character-level LSTM on the whole of Moby-Dick, validates it on the last tenth of the book and samples from it. ' +
        'Then trains a small network on XOR. Several threads read more of the book side by side, by an LSTM of coupled gates.',
    )
    .addOption(
      option(
        '--minutes <time>',
        'training time',
        numberWithin({ above: 0, most: MOST_MINUTES }),
        DEFAULTS.minutes,
      ),
    )
    .addOption(seedOption())
    .addOption(strictOption())
    .option('--wide', "use V8's experimental 256-bit vectors (Node 24 or later)")
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async ({ minutes, seed, strict = false, wide = false, threads, json = false }: DemoFlags) => {
      const reporter = reporterFor(host, json);
      const settings = {
        ...demoSettings(threads === 'all' ? availableParallelism() : threads),
        budget: { minutes },
        seed,
        strict,
        wide,
        threads,
      };
      await learn(
        { corpus: mobyDick, settings: { chosen: settings }, sample: DEFAULTS.sample },
        host,
        reporter,
      );
      if (!host.interruption.requested) await learnXor({ steps: XOR_STEPS, seed }, host, reporter);
    });
}
