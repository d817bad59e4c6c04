import type { Command } from 'commander';
import { loadRun } from '../checkpoint.js';
import { mobyDick, readCorpus } from '../corpus.js';
import { UsageError } from '../errors.js';
import { STANDARD_INPUT } from '../files/file-identity.js';
import type { Host } from '../host.js';
import type { UnchosenSettings } from '../language-model/choose-settings.js';
import { learn, type SettingsPlan } from '../language-model/learn.js';
import { Ranks } from '../language-model/ranks.js';
import { recordsOf } from '../records/records.js';
import { openReport } from '../report/open-report.js';
import { ReportObserver } from '../report/report-observer.js';
import { reporterFor } from '../ui/reporter-for.js';
import { silentReporter } from '../ui/silent-reporter.js';
import { type CharLMFlags, charLMHelp, charLMOptions } from './charlm-options.js';
import { requireOneProcess } from './require-algorithm.js';
import { resumedSettings } from './resumed-settings.js';
import { givenSettings, newSettings } from './setting-flags.js';

/** `tbptt charlm`: trains a character-level language model on a text. */
export function addCharLM(program: Command, host: Host): void {
  const charlm = program
    .command('charlm')
    .summary('train a character-level language model on a text')
    .description(
      'Trains a character-level language model on a text by truncated back-propagation through time.',
    );
  for (const each of charLMOptions()) charlm.addOption(each);
  charlm.addHelpText('after', charLMHelp).action(async (flags: CharLMFlags, command: Command) => {
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
    requireTextOnce(files);
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
    const observers = [...records, ...(page === undefined ? [] : [new ReportObserver(page, host, terminal)])];
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
function requireTextOnce(files: readonly string[]): void {
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
      "option '--report <file>' cannot be used with option '--n-grams <size>': the page is about single units, and the head reads n-grams beside them; leave one of the two out.",
    );
  }
  if (patience !== undefined && settings.validateEvery === undefined) {
    throw new UsageError("option '--patience <number>' needs the option '--validate-every <interval>'.");
  }
  if (validateEvery !== undefined && settings.validation === 0) {
    throw new UsageError("option '--validate-every <interval>' needs a --validation share above 0.");
  }
}
