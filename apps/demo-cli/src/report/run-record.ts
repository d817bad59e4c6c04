import type { Glimpse, RunObserver, UpdateFacts } from '../language-model/observer.js';
import type { TrainingSettings } from '../language-model/settings.js';
import type { Report, ReportOf } from '../ui/reports.js';
import { Curve, type CurvePoint } from './curve.js';

/** A validation of a run. */
export interface ValidationPoint {
  readonly step: number;
  readonly bitsPerCharacter: number;
}

/** The history of a run, as a page shows it. */
export interface RunRecord {
  readonly data: ReportOf<'data'> | undefined;
  readonly model: ReportOf<'model'> | undefined;
  readonly settings: Partial<TrainingSettings>;
  readonly curve: readonly CurvePoint[];
  readonly validations: readonly ValidationPoint[];
  /** The texts that the model wrote during training, the earliest first. */
  readonly glimpses: readonly Glimpse[];
  /** The text that it wrote at the end. */
  readonly sample: string | undefined;
  readonly summary: ReportOf<'summary'> | undefined;
  /** The notices, such as that the run diverges. */
  readonly notices: readonly string[];
}

/** Records the history of a run. */
export class RunRecorder implements RunObserver {
  readonly #curve = new Curve();
  #settings: Partial<TrainingSettings> = {};
  #data: RunRecord['data'];
  #model: RunRecord['model'];
  #sample: RunRecord['sample'];
  #summary: RunRecord['summary'];
  readonly #validations: ValidationPoint[] = [];
  readonly #glimpses: Glimpse[] = [];
  readonly #notices: string[] = [];

  begin({ settings }: { readonly settings: RunRecord['settings'] }): void {
    this.#settings = settings;
  }

  updated(update: UpdateFacts): void {
    this.#curve.add(update);
  }

  glimpsed(glimpse: Glimpse): void {
    this.#glimpses.push(glimpse);
  }

  report(report: Report): void {
    // The rest is for the terminal.
    if (report.report === 'data') this.#data = report;
    else if (report.report === 'model') this.#model = report;
    else if (report.report === 'validation') this.#validations.push(report);
    else if (report.report === 'sample') this.#sample = report.prime + report.text;
    else if (report.report === 'summary') this.#summary = report;
  }

  notice(message: string): void {
    this.#notices.push(message);
  }

  get record(): RunRecord {
    return {
      data: this.#data,
      model: this.#model,
      settings: this.#settings,
      curve: this.#curve.points(400),
      validations: this.#validations,
      glimpses: this.#glimpses,
      sample: this.#sample,
      summary: this.#summary,
      notices: this.#notices,
    };
  }
}
