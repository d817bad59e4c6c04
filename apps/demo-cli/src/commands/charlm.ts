import { type Command, Option } from 'commander';
import { mobyDick, readCorpus } from '../corpus.js';
import type { Host } from '../host.js';
import { learn } from '../language-model/learn.js';
import { type CellName, cellNames, DEFAULTS, LEARNING_RATES, limits } from '../language-model/settings.js';
import { numberWithin, option, someText, threadCount, wholeNumber } from '../options.js';
import { reporterFor } from '../ui/reporter-for.js';
import { LARGEST, MOST_MINUTES, MOST_SEED } from './limits.js';

interface CharLMFlags {
  readonly text?: string;
  readonly cell: CellName;
  readonly hidden: number;
  readonly layers: number;
  readonly batch: number;
  readonly window: number;
  readonly steps?: number;
  readonly minutes: number;
  readonly learningRate?: number;
  readonly seed: number;
  readonly save?: string;
  readonly sample: number;
  readonly validation: number;
  readonly strict?: boolean;
  readonly wide?: boolean;
  readonly threads: number | 'all';
  readonly json?: boolean;
}

const rateDescription = `initial rate of Adam, which decreases to a tenth (default: ${cellNames.map((cell) => `${LEARNING_RATES[cell]} ${cell}`).join(', ')})`;

const examples = `
Examples:
  $ tbptt charlm                                 Moby-Dick, one minute
  $ tbptt charlm --text notes.txt --minutes 5 --save notes.safetensors
  $ tbptt charlm --cell gru --hidden 256 --layers 2 --batch 32 --window 64
  $ tbptt charlm --steps 500 --seed 7 --strict   the same bits on every machine
  $ tbptt charlm --json | jq 'select(.report == "validation")'

Ctrl-C stops after the present step, saves and samples. A second one exits at
once. Exit codes: tbptt --help.
`;

/** `tbptt charlm`: trains a character-level language model on a text. */
export function addCharLM(program: Command, host: Host): void {
  program
    .command('charlm')
    .summary('train a character-level language model on a text')
    .description(
      'Trains a character-level language model on a text by truncated back-propagation through time.',
    )
    .addOption(
      option('--text <file>', 'the text in UTF-8, - for standard input (default: Moby-Dick)', someText),
    )
    .addOption(new Option('--cell <name>', 'recurrent cell').choices(cellNames).default(DEFAULTS.cell))
    .addOption(
      option(
        '--hidden <units>',
        'hidden units of each layer',
        wholeNumber(1, limits.hidden),
        DEFAULTS.hidden,
      ),
    )
    .addOption(
      option('--layers <number>', 'number of stacked layers', wholeNumber(1, limits.layers), DEFAULTS.layers),
    )
    .addOption(
      option('--batch <lanes>', 'lanes of the text, read side by side', wholeNumber(1, 4096), DEFAULTS.batch),
    )
    .addOption(
      option('--window <steps>', 'time steps between two updates', wholeNumber(1, 4096), DEFAULTS.window),
    )
    .addOption(option('--steps <number>', 'number of updates', wholeNumber(1, 1e9)).conflicts('minutes'))
    .addOption(
      option(
        '--minutes <time>',
        'training time',
        numberWithin({ above: 0, most: MOST_MINUTES }),
        DEFAULTS.minutes,
      ),
    )
    .addOption(option('--learning-rate <rate>', rateDescription, numberWithin({ above: 0, most: LARGEST })))
    .addOption(option('--seed <number>', 'random seed', wholeNumber(0, MOST_SEED), DEFAULTS.seed))
    .addOption(option('--save <file>', 'model file to write (safetensors)', someText))
    .addOption(
      option(
        '--sample <number>',
        'number of characters to sample at the end',
        wholeNumber(0, 1e6),
        DEFAULTS.sample,
      ),
    )
    .addOption(
      option(
        '--validation <share>',
        'share of the text, at its end, to hold out',
        numberWithin({ least: 0, below: 1 }),
        DEFAULTS.validation,
      ),
    )
    .option('--strict', 'use kernels that give the same bits on every machine')
    .option('--wide', "use V8's experimental 256-bit vectors (Node 24 or later)")
    .addOption(option('--threads <number>', 'threads that compute, or all', threadCount, DEFAULTS.threads))
    .option('--json', 'write reports as lines of JSON')
    .addHelpText('after', examples)
    .action(async (flags: CharLMFlags) => {
      const {
        text,
        save,
        sample,
        steps,
        minutes,
        json = false,
        strict = false,
        wide = false,
        ...rest
      } = flags;
      const learningRate = rest.learningRate ?? LEARNING_RATES[rest.cell];
      const budget = steps === undefined ? { minutes } : { steps };
      await learn(
        {
          corpus: () => (text === undefined ? mobyDick() : readCorpus(text, host)),
          ...(text === undefined ? {} : { source: { option: '--text <file>', file: text } }),
          settings: { ...rest, learningRate, strict, wide, budget },
          ...(save === undefined ? {} : { save: { option: '--save <file>', file: save } }),
          sample,
        },
        host,
        reporterFor(host, json),
      );
    });
}
