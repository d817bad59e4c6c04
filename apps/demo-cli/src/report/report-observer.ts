import type { Stream } from '@tbptt/rnn';
import type { Host } from '../host.js';
import type { Glimpse, ObservedRun, RunObserver, UpdateFacts } from '../language-model/observer.js';
import type { SaveFile } from '../save-file.js';
import type { Report, Reporter } from '../ui/reports.js';
import { affordable, studyUnits } from '../units/unit-study.js';
import { environmentOf } from './environment.js';
import { gradientLags } from './gradient-lags.js';
import { RunRecorder } from './run-record.js';

/** The length of the passage whose characters are colored. */
const PASSAGE = 1200;

/** The time that the study of units may take, on a usual machine. */
const SECONDS = 4;

/** Writes the page of a run when it ends. */
export class ReportObserver implements RunObserver {
  readonly #target: SaveFile;
  readonly #host: Host;
  readonly #reporter: Reporter;
  readonly #recorder = new RunRecorder();
  #run: ObservedRun | undefined;

  /** `reporter` is told of the page. */
  constructor(target: SaveFile, host: Host, reporter: Reporter) {
    this.#target = target;
    this.#host = host;
    this.#reporter = reporter;
  }

  begin(run: ObservedRun): void {
    this.#run = run;
    this.#recorder.begin(run);
  }

  updated(update: UpdateFacts): void {
    this.#recorder.updated(update);
  }

  glimpsed(glimpse: Glimpse): void {
    this.#recorder.glimpsed(glimpse);
  }

  report(report: Report): void {
    this.#recorder.report(report);
  }

  notice(message: string): void {
    this.#recorder.notice(message);
  }

  async end(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    const { interruption } = this.#host;
    const stopped = (): boolean => interruption.hurried;
    const { model, text, settings } = run;
    const held = text.validation;
    const stream = held ?? text.training;
    const lags = await gradientLags(model, stream, settings.window, stopped);
    const ids = firstLane(stream, affordable(model, SECONDS));
    const units = await studyUnits(model, text.vocabulary, ids, {
      most: ids.length,
      passage: PASSAGE,
      stopped,
    });
    const { reportPage } = await import('./page.js');
    const page = reportPage({
      run: this.#recorder.record,
      lags,
      units,
      read: held === undefined ? 'the training text' : 'the held-out text',
      environment: environmentOf(),
    });
    const { file, bytes } = await this.#target.write(new TextEncoder().encode(page));
    this.#reporter.report({ report: 'page', file, bytes });
  }
}

/** The symbols of the first lane of a stream, at most `most`. */
function firstLane(stream: Stream, most: number): Int32Array {
  const steps = Math.min(most, stream.length);
  const { inputs } = stream.window(0, steps);
  return Int32Array.from({ length: steps }, (_, t) => inputs.data[t * stream.lanes] as number);
}
