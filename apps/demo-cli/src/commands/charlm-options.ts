import { Option } from 'commander';
import { algorithmNames, algorithms } from '../language-model/algorithms.js';
import { cellNames, DEFAULTS, limits, scheduleNames } from '../language-model/settings.js';
import { LARGEST, MOST_MINUTES, MOST_STEPS } from '../limits.js';
import { intervalWithin, numberWithin, option, someText, wholeNumber } from '../options.js';
import { jsonOption, seedOption, strictOption, textOption, threadsOption } from './common-options.js';
import type { SettingFlags } from './setting-flags.js';

/** The values of the options of `tbptt charlm`. */
export interface CharLMFlags extends SettingFlags {
  readonly text?: readonly string[];
  readonly save?: string;
  readonly resume?: string;
  readonly tensorboard?: string;
  readonly log?: string;
  readonly report?: string;
  readonly sample: number;
  readonly json?: boolean;
}

/** The options of `tbptt charlm`, in the order of its help. */
export function charLMOptions(): readonly Option[] {
  return [
    textOption(),
    new Option('--algorithm <name>', 'how the gradient is computed, see below')
      .choices(algorithmNames)
      .default(DEFAULTS.algorithm),
    new Option('--cell <name>', 'recurrent cell').choices(cellNames).default(DEFAULTS.cell),
    option('--hidden <units>', 'hidden units of each layer *', wholeNumber(1, limits.hidden)),
    option('--layers <number>', 'number of stacked layers', wholeNumber(1, limits.layers), DEFAULTS.layers),
    option(
      '--embedding <size>',
      'size of the vectors of symbols, 0 for one-hot inputs *',
      wholeNumber(0, limits.hidden),
    ),
    new Option('--tied', 'score each symbol by its vector, which makes the model smaller'),
    option(
      '--n-grams <size>',
      'size of the vectors of the last 2 and 3 symbols that the head reads, too (default: none)',
      wholeNumber(1, limits.hidden),
    ),
    option('--batch <lanes>', 'lanes of the text, read side by side *', wholeNumber(1, 4096)),
    option('--window <steps>', 'time steps between two updates *', wholeNumber(1, 4096)),
    option('--steps <number>', 'number of updates', wholeNumber(1, MOST_STEPS)).conflicts('minutes'),
    option(
      '--minutes <time>',
      'training time',
      numberWithin({ above: 0, most: MOST_MINUTES }),
      DEFAULTS.minutes,
    ),
    option('--learning-rate <rate>', 'highest rate of Adam *', numberWithin({ above: 0, most: LARGEST })),
    new Option('--schedule <name>', 'course of the rate over the budget *').choices(scheduleNames),
    option(
      '--decay <share>',
      'final rate as a share of the highest one *',
      numberWithin({ least: 0, most: 1 }),
    ),
    option(
      '--weight-decay <number>',
      'decoupled weight decay, as in AdamW *',
      numberWithin({ least: 0, most: LARGEST }),
    ),
    option(
      '--clip <norm>',
      'norm that gradients are clipped to *',
      numberWithin({ above: 0, most: LARGEST }),
    ),
    option(
      '--dropout <share>',
      'share of units to drop, the same ones at all steps of a window *',
      numberWithin({ least: 0, below: 1 }),
    ),
    seedOption(),
    option('--save <file>', 'checkpoint to write, which is a model file, too (safetensors)', someText),
    option(
      '--save-every <interval>',
      'updates (500) or minutes (5m) between checkpoints (default: 5m)',
      intervalWithin(MOST_STEPS, MOST_MINUTES),
    ),
    option(
      '--validate-every <interval>',
      'updates or minutes between validations; keeps the best checkpoint, too (default: at the end)',
      intervalWithin(MOST_STEPS, MOST_MINUTES),
    ),
    option(
      '--patience <number>',
      'validations in a row without a better one, after which training ends',
      wholeNumber(1, MOST_STEPS),
    ),
    option('--resume <file>', 'checkpoint to continue, with the settings of its run', someText),
    option('--tensorboard <folder>', 'folder to write event files for TensorBoard to', someText),
    option('--log <file>', 'file to add reports to, as lines of JSON', someText),
    option(
      '--report <file>',
      'page about the run to write: curves, samples, units (HTML, one file)',
      someText,
    ),
    option(
      '--sample <number>',
      'number of characters to sample at the end',
      wholeNumber(0, 1e6),
      DEFAULTS.sample,
    ),
    option(
      '--validation <share>',
      'share of the text, at its end, to hold out; a validation reads at most a million characters of it',
      numberWithin({ least: 0, below: 1 }),
      DEFAULTS.validation,
    ),
    strictOption(),
    new Option('--wide', "use V8's experimental 256-bit vectors (Node 24 or later)"),
    threadsOption(),
    new Option(
      '--blas',
      "compute matrix products by the machine's BLAS, or by the library that TBPTT_BLAS names",
    ).conflicts('strict'),
    jsonOption(),
  ];
}

const ways = algorithmNames.map((name) => `  ${name.padEnd(10)} ${algorithms[name].summary}`).join('\n');

/** The text that follows the options in the help. */
export const charLMHelp = `
Algorithms:
${ways}
  Those that go forward have no windows: --window is the time between updates.

Examples:
  $ tbptt charlm                                 Moby-Dick, one minute
  $ tbptt charlm --text notes.txt --minutes 5 --save notes.safetensors
  $ tbptt charlm --cell gru --hidden 256 --layers 2 --batch 32 --window 64
  $ tbptt charlm --steps 500 --seed 7 --strict   the same bits on every machine
  $ tbptt charlm --minutes 60 --validate-every 5m --save m.safetensors
  $ tbptt charlm --resume m.safetensors          continues where it was stopped
  $ tbptt charlm --minutes 3 --validate-every 0.2m --report run.html
  $ mpirun -n 4 tbptt charlm --hidden 512 --batch 64   four processes train it
  $ tbptt charlm --json | jq 'select(.report == "validation")'

* Default: follows from the number of characters, the time and the speed of the
machine, by a table of trials. With --steps the speed is not measured.

Ctrl-C stops after the current step, saves and samples. A second Ctrl-C exits at
once. Exit codes: tbptt --help.
`;
