import { parametersOf } from '@tbptt/core';
import { histogram, type Summary, scalar, text } from '@tbptt/tensorboard';
import type { EventFile } from '@tbptt/tensorboard/node';
import type { Glimpse, ObservedRun, RunObserver, UpdateFacts } from '../language-model/observer.js';
import type { Report } from '../ui/reports.js';
import { Thinned } from './thinned.js';

/** The time between two events of histograms, which copy every parameter. */
const HISTOGRAMS_INTERVAL = 30; // s

/** The names of the facts of an update in TensorBoard. */
const TAGS = {
  bitsPerCharacter: 'bits per character/training',
  learningRate: 'learning rate',
  gradientNorm: 'gradient norm',
  charactersPerSecond: 'characters per second',
  epoch: 'epoch',
} as const;

/**
 * Writes a run as events for TensorBoard: loss, validation, rate, norm of the gradient and speed as
 * scalars, weights and gradients as histograms, settings and samples as texts.
 */
export class EventObserver implements RunObserver {
  readonly #open: () => Pick<EventFile, 'add' | 'close'>;
  readonly #updates = new Thinned();
  #events: Pick<EventFile, 'add' | 'close'> | undefined;
  #model: object = {};
  #step = 0;
  #histogramsAt = Number.NEGATIVE_INFINITY;
  /** The reports before the beginning of the run, when there is no file yet. */
  readonly #early: Report[] = [];

  /** `open` is called when the run begins. */
  constructor(open: () => Pick<EventFile, 'add' | 'close'>) {
    this.#open = open;
  }

  begin({ model }: ObservedRun): void {
    this.#model = model;
    this.#events = this.#open();
    for (const report of this.#early.splice(0)) this.report(report);
  }

  updated(update: UpdateFacts): void {
    this.#step = update.step;
    const histograms = update.seconds - this.#histogramsAt >= HISTOGRAMS_INTERVAL;
    if (histograms) this.#histogramsAt = update.seconds;
    this.#add([...scalarsOf(this.#updates.add(update)), ...(histograms ? this.#histograms() : [])]);
  }

  glimpsed(glimpse: Glimpse): void {
    this.#add([text('sample', codeBlock(glimpse.text))]);
  }

  report(report: Report): void {
    if (this.#events === undefined) this.#early.push(report);
    const name = report.report;
    if (name === 'data' || name === 'model') this.#add([text(name, table(report))]);
    if (name === 'validation') {
      this.#add([scalar('bits per character/validation', report.bitsPerCharacter)]);
    }
    if (name === 'sample') this.#add([text('sample', codeBlock(report.prime + report.text))]);
  }

  end(): void {
    this.#add([...scalarsOf(this.#updates.rest()), ...(this.#step > 0 ? this.#histograms() : [])]);
    this.#events?.close();
  }

  #add(summaries: readonly Summary[]): void {
    if (summaries.length > 0) this.#events?.add(this.#step, summaries);
  }

  #histograms(): readonly Summary[] {
    return [...parametersOf(this.#model)].flatMap(([path, parameter]) => {
      const { gradient } = parameter;
      const both = [
        histogram(`weights/${path}`, parameter.toFloats()),
        gradient && histogram(`gradients/${path}`, gradient.toFloats()),
      ];
      return both.filter((summary) => summary !== undefined);
    });
  }
}

function scalarsOf(update: UpdateFacts | undefined): readonly Summary[] {
  if (update === undefined) return [];
  return Object.entries(TAGS).map(([name, tag]) => scalar(tag, update[name as keyof typeof TAGS]));
}

/** A table in Markdown of the fields of a report. */
function table({ report, ...fields }: Report): string {
  const rows = Object.entries(fields).map(([name, value]) => `| ${name} | ${cell(String(value))} |`);
  return [`| ${report} | |`, '|---|---|', ...rows].join('\n');
}

/** Returns a text as the content of a cell. */
function cell(value: string): string {
  return value.replaceAll(/[\\|`*_<>[\]]/g, '\\$&').replaceAll(/\s+/g, ' ');
}

/** Returns a text as a block of code: every line is indented, so that nothing in it is Markdown. */
function codeBlock(sample: string): string {
  return sample.replaceAll(/^/gm, '    ');
}
