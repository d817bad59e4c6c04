import { kernels } from '@tbptt/core';
import type { Command } from 'commander';
import { loadRun } from '../checkpoint.js';
import { mobyDick, readCorpus } from '../corpus.js';
import { CliError, UsageError } from '../errors.js';
import { STANDARD_INPUT } from '../files/file-identity.js';
import { nameOf } from '../files/read-blocks.js';
import { readBytes } from '../files/read-bytes.js';
import type { Host } from '../host.js';
import { Glimpses } from '../language-model/glimpses.js';
import { heldOutBits } from '../language-model/held-out-loss.js';
import { planReports } from '../language-model/plan-reports.js';
import { prepare } from '../language-model/prepare.js';
import { loadModel } from '../load-model.js';
import { option, severalTexts, someText } from '../options.js';
import { makePage } from '../report/make-page.js';
import { openReport } from '../report/open-report.js';
import { readLog } from '../report/read-log.js';
import { type RunRecord, RunRecorder } from '../report/run-record.js';
import { reporterFor } from '../ui/reporter-for.js';
import { jsonOption } from './common-options.js';

interface ReportFlags {
  readonly model: string;
  readonly to: string;
  readonly log?: string;
  readonly text?: readonly string[];
  readonly json?: boolean;
}

const examples = `
Examples:
  $ tbptt charlm --minutes 60 --save m.safetensors --log m.ndjson
  $ tbptt report --model m.safetensors --log m.ndjson --to m.html
  $ tbptt report --model m.best.safetensors --to best.html   without curves
`;

/** `tbptt report`: the page of a run from its checkpoint and its log. */
export function addReport(program: Command, host: Host): void {
  program
    .command('report')
    .summary('write the page of a run from its checkpoint and its log')
    .description(
      'Writes the page that "tbptt charlm --report" writes, from a checkpoint of a run and its log, also while the run goes on. ' +
        'Without a log there are no curves; the loss of the held-out text is measured and a sample is drawn.',
    )
    .addOption(option('--model <file>', 'checkpoint of the run', someText).makeOptionMandatory())
    .addOption(option('--log <file>', 'log of the run', someText))
    .addOption(severalTexts('the text of the run (default: its files as they were given)'))
    .addOption(option('--to <file>', 'page to write (HTML, one file)', someText).makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async ({ model: file, log, text: given, to, json = false }: ReportFlags) => {
      if ([file, log].includes(STANDARD_INPUT)) {
        throw new UsageError("a checkpoint and a log are not read from standard input; '-' is a text only.");
      }
      const reporter = reporterFor(host, json);
      const stopped = (): boolean => host.interruption.requested;
      const page = { option: '--to <file>', file: to };
      await openReport(page, [], []); // before anything is read
      const run = await loadRun(file, host);
      if (run.nGrams !== undefined) {
        throw new CliError(
          `cannot write the page of ${nameOf(file)}: it is about single units, and the head of this run reads n-grams beside them.`,
        );
      }
      const files = given ?? run.data.text.files;
      const target = await openReport(
        page,
        files.map((name) => ({ option: '--text <file>', file: name })),
        [
          { option: '--model <file>', file },
          ...(log === undefined ? [] : [{ option: '--log <file>', file: log }]),
        ],
      );
      kernels.use(run.data.settings.strict ? 'strict' : 'auto');
      const { model, vocabulary, ...facts } = await loadModel(file, host);
      const corpus = await (files.length === 0
        ? mobyDick({ vocabulary })
        : readCorpus(files, host, { vocabulary }));
      if (corpus.digest !== run.data.text.digest) {
        throw new CliError(
          `the text ${JSON.stringify(corpus.name)} is not that of the run; give its text by --text. To look at units on another text: tbptt inspect.`,
        );
      }
      const { settings } = run.data;
      const text = prepare(corpus, settings);
      const all = { ...facts, ...settings };
      const read =
        log === undefined
          ? await measured({ model, text, settings: all, steps: facts.steps }, host, (progress) =>
              reporter.validating(progress),
            )
          : readLog(new TextDecoder().decode(await readBytes(log, 'log', host)), log, all);
      const record: RunRecord = { ...read, ...planReports(corpus.name, text, model, all) };
      const html = await makePage(record, { model, text, settings }, stopped, reporter);
      if (stopped()) return;
      const { file: written, bytes } = await target.write(html);
      reporter.report({ report: 'page', file: written, bytes });
    });
}

/** Returns the record of a run without its log: its loss and a sample. */
async function measured(
  { model, text, settings, steps }: MeasuredRun,
  { interruption }: Host,
  onProgress: Parameters<typeof heldOutBits>[4],
): Promise<RunRecord> {
  const recorder = new RunRecorder();
  recorder.begin({ settings });
  const held = text.validation;
  const result = held && (await heldOutBits(model, held, settings.window, interruption, onProgress));
  if (result !== undefined && Number.isFinite(result.bitsPerCharacter)) {
    recorder.report({ report: 'validation', ...result, step: steps, best: false });
  }
  recorder.report({ report: 'sample', prime: '', text: new Glimpses({ model, text, settings }).draw() });
  return recorder.record;
}

interface MeasuredRun {
  readonly model: ConstructorParameters<typeof Glimpses>[0]['model'];
  readonly text: ReturnType<typeof prepare>;
  readonly settings: RunRecord['settings'] & { readonly seed: number; readonly window: number };
  readonly steps: number;
}
