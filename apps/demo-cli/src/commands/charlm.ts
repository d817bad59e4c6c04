import { type Command, Option } from 'commander';
import { loadRun } from '../checkpoint.js';
import { mobyDick, readCorpus } from '../corpus.js';
import { UsageError } from '../errors.js';
import { STANDARD_INPUT } from '../files/file-identity.js';
import type { Host } from '../host.js';
import { algorithmNames, algorithms } from '../language-model/algorithms.js';
import type { UnchosenSettings } from '../language-model/choose-settings.js';
import { learn, type SettingsPlan } from '../language-model/learn.js';
import { Ranks } from '../language-model/ranks.js';
import { cellNames, DEFAULTS, limits, scheduleNames } from '../language-model/settings.js';
import { intervalWithin, numberWithin, option, someText, wholeNumber } from '../options.js';
import { recordsOf } from '../records/records.js';
import { openReport } from '../report/open-report.js';
import { ReportObserver } from '../report/report-observer.js';
import { reporterFor } from '../ui/reporter-for.js';
import { silentReporter } from '../ui/silent-reporter.js';
import { jsonOption, seedOption, strictOption, textOption, threadsOption } from './common-options.js';
import { LARGEST, MOST_MINUTES, MOST_STEPS } from './limits.js';
import { requireOneProcess } from './require-algorithm.js';
import { resumedSettings } from './resumed-settings.js';
import { givenSettings, newSettings, type SettingFlags } from './setting-flags.js';

interface CharLMFlags extends SettingFlags {
  readonly text?: readonly string[];
  readonly save?: string;
  readonly resume?: string;
  readonly tensorboard?: string;
  readonly log?: string;
  readonly report?: string;
  readonly sample: number;
  readonly json?: boolean;
}

const ways = algorithmNames.map((name) => `  ${name.padEnd(10)} ${algorithms[name].summary}`).join('\n');

const examples = `
Algorithms:
${ways}
  Those that go forward have no window: --window is the time between updates.

Examples:
  $ tbptt charlm                                 Moby-Dick, one minute
  $ tbptt charlm --text notes.txt --minutes 5 --save notes.safetensors
  $ tbptt charlm --cell gru --hidden 256 --layers 2 --batch 32 --window 64
  $ tbptt charlm --steps 500 --seed 7 --strict   the same bits on every machine
  $ tbptt charlm --minutes 60 --validate-every 5m --save m.safetensors
  $ tbptt charlm --resume m.safetensors          goes on where it was stopped
  $ tbptt charlm --minutes 3 --validate-every 0.2m --report run.html
  $ mpirun -n 4 tbptt charlm --hidden 512 --batch 64   four processes train it
  $ tbptt charlm --json | jq 'select(.report == "validation")'

* If it is not given, it follows from the number of characters, the time and the
speed of the machine, by a table of trials. With --steps nothing is measured.

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
    .addOption(textOption())
    .addOption(
      new Option('--algorithm <name>', 'way to the gradient, see below')
        .choices(algorithmNames)
        .default(DEFAULTS.algorithm),
    )
    .addOption(new Option('--cell <name>', 'recurrent cell').choices(cellNames).default(DEFAULTS.cell))
    .addOption(option('--hidden <units>', 'hidden units of each layer *', wholeNumber(1, limits.hidden)))
    .addOption(
      option('--layers <number>', 'number of stacked layers', wholeNumber(1, limits.layers), DEFAULTS.layers),
    )
    .addOption(
      option(
        '--embedding <size>',
        'size of the vectors of symbols, 0 for one-hot inputs *',
        wholeNumber(0, limits.hidden),
      ),
    )
    .option('--tied', 'score each symbol by its vector, which makes the model smaller')
    .addOption(
      option(
        '--n-grams <size>',
        'size of the vectors of the last 2 and 3 symbols that the head reads, too (default: none)',
        wholeNumber(1, limits.hidden),
      ),
    )
    .addOption(option('--batch <lanes>', 'lanes of the text, read side by side *', wholeNumber(1, 4096)))
    .addOption(option('--window <steps>', 'time steps between two updates *', wholeNumber(1, 4096)))
    .addOption(
      option('--steps <number>', 'number of updates', wholeNumber(1, MOST_STEPS)).conflicts('minutes'),
    )
    .addOption(
      option(
        '--minutes <time>',
        'training time',
        numberWithin({ above: 0, most: MOST_MINUTES }),
        DEFAULTS.minutes,
      ),
    )
    .addOption(
      option('--learning-rate <rate>', 'highest rate of Adam *', numberWithin({ above: 0, most: LARGEST })),
    )
    .addOption(new Option('--schedule <name>', 'course of the rate over the budget *').choices(scheduleNames))
    .addOption(
      option(
        '--decay <share>',
        'final rate as a share of the highest one *',
        numberWithin({ least: 0, most: 1 }),
      ),
    )
    .addOption(
      option(
        '--weight-decay <number>',
        'decoupled weight decay, as in AdamW *',
        numberWithin({ least: 0, most: LARGEST }),
      ),
    )
    .addOption(
      option(
        '--clip <norm>',
        'norm that gradients are clipped to *',
        numberWithin({ above: 0, most: LARGEST }),
      ),
    )
    .addOption(
      option(
        '--dropout <share>',
        'share of units to drop, the same ones at all steps of a window *',
        numberWithin({ least: 0, below: 1 }),
      ),
    )
    .addOption(seedOption())
    .addOption(
      option('--save <file>', 'checkpoint to write, which is a model file, too (safetensors)', someText),
    )
    .addOption(
      option(
        '--save-every <interval>',
        'updates (500) or minutes (5m) between checkpoints (default: 5m)',
        intervalWithin(MOST_STEPS, MOST_MINUTES),
      ),
    )
    .addOption(
      option(
        '--validate-every <interval>',
        'updates or minutes between validations; keeps the best checkpoint, too (default: at the end)',
        intervalWithin(MOST_STEPS, MOST_MINUTES),
      ),
    )
    .addOption(
      option(
        '--patience <number>',
        'validations in a row without a better one, after which training ends',
        wholeNumber(1, MOST_STEPS),
      ),
    )
    .addOption(option('--resume <file>', 'checkpoint to go on from, with the settings of its run', someText))
    .addOption(option('--tensorboard <folder>', 'folder to write event files for TensorBoard to', someText))
    .addOption(option('--log <file>', 'file to add reports to, as lines of JSON', someText))
    .addOption(
      option(
        '--report <file>',
        'page about the run to write: curves, samples, units (HTML, one file)',
        someText,
      ),
    )
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
        'share of the text, at its end, to hold out; a validation reads at most a million characters of it',
        numberWithin({ least: 0, below: 1 }),
        DEFAULTS.validation,
      ),
    )
    .addOption(strictOption())
    .option('--wide', "use V8's experimental 256-bit vectors (Node 24 or later)")
    .addOption(threadsOption())
    .addOption(
      new Option(
        '--blas',
        "compute matrix products by the machine's BLAS, or by that of TBPTT_BLAS",
      ).conflicts('strict'),
    )
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (flags: CharLMFlags, command: Command) => {
      const isGiven = (name: keyof CharLMFlags): boolean => command.getOptionValueSource(name) === 'cli';
      const { json = false, wide = false, blas = false, threads, sample } = flags;
      const resume = flags.resume === undefined ? undefined : await loadRun(flags.resume, host);
      const settings: SettingsPlan =
        resume === undefined
          ? { given: newSettings(flags) }
          : { chosen: resumedSettings(resume, givenSettings(flags, isGiven), { wide, threads, blas }) };
      requireSense(
        flags,
        'given' in settings ? settings.given : settings.chosen,
        isGiven('saveEvery') && flags.save === undefined && resume === undefined,
      );
      const files = flags.text ?? resume?.data.text.files ?? [];
      requireInputOnce(files);
      const ranks = await Ranks.join(host.env);
      requireFiles(files, ranks);
      const { algorithm } = 'given' in settings ? settings.given : settings.chosen;
      requireOneProcess(algorithm, ranks.size);
      const sources = files.map((file) => ({ option: '--text <file>', file }));
      const resumed =
        flags.resume === undefined ? undefined : { option: '--resume <file>', file: flags.resume };
      const target = flags.save === undefined ? resumed : { option: '--save <file>', file: flags.save };
      const terminal = ranks.isFirst ? reporterFor(host, json) : silentReporter;
      const { tensorboard, log } = ranks.isFirst ? flags : {};
      const report =
        flags.report === undefined || !ranks.isFirst
          ? undefined
          : { option: '--report <file>', file: flags.report };
      const page = report && (await openReport(report, sources, [resumed, target]));
      const others = [...sources, resumed, target, report];
      const records = await recordsOf({ tensorboard, log, others }, terminal);
      const observers = [
        ...records,
        ...(page === undefined ? [] : [new ReportObserver(page, host, terminal)]),
      ];
      const plan = {
        corpus: () => (files.length === 0 ? mobyDick() : readCorpus(files, host)),
        sources,
        settings,
        ...(target && { save: target }),
        ...(resume && { resume }),
        sample,
        ranks,
        observers,
      };
      await learn(plan, host, terminal);
      ranks.end();
    });
}

/** @throws UsageError if standard input is to be read twice. */
function requireInputOnce(files: readonly string[]): void {
  if (files.filter((file) => file === STANDARD_INPUT).length < 2) return;
  throw new UsageError("option '--text <file>' is '-' twice; standard input can be read once.");
}

/** @throws UsageError if several processes are to read standard input, which only the first has. */
function requireFiles(files: readonly string[], ranks: Ranks): void {
  if (ranks.size === 1 || !files.includes(STANDARD_INPUT)) return;
  throw new UsageError(
    `option '--text <file>' is '-', but ${ranks.size} processes train together and only the first has standard input; give a file.`,
  );
}

/** @throws UsageError if an option needs another one. */
function requireSense(
  { patience, validateEvery, report }: CharLMFlags,
  settings: UnchosenSettings,
  savesNowhere: boolean,
): void {
  if (savesNowhere) {
    throw new UsageError("option '--save-every <interval>' needs the option '--save <file>'.");
  }
  if (report !== undefined && settings.nGrams !== undefined) {
    throw new UsageError(
      "option '--report <file>' cannot be used with option '--n-grams <size>': the page is about single units, which stand beside n-grams there; leave one of the two out.",
    );
  }
  if (patience !== undefined && settings.validateEvery === undefined) {
    throw new UsageError("option '--patience <number>' needs the option '--validate-every <interval>'.");
  }
  if (validateEvery !== undefined && settings.validation === 0) {
    throw new UsageError("option '--validate-every <interval>' needs a --validation share above 0.");
  }
}
