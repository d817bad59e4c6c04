import { formatExplanation } from '@tbptt/core';
import type { Host } from '../host.js';
import type { ValidationProgress } from '../language-model/held-out-loss.js';
import { inspectionText } from '../units/inspection-text.js';
import { bits, clock, compact, count, counted } from './format.js';
import { inLines } from './in-lines.js';
import { oneLine } from './one-line.js';
import { dataText, modelText, trainingText } from './plan-text.js';
import { printable } from './printable.js';
import {
  type Line,
  PlainLines,
  ProgressBar,
  type ProgressLine,
  type Standing,
  trainingLine,
  validationLine,
} from './progress-line.js';
import type { Progress, Report, Reporter, ReportOf } from './reports.js';
import { type Colors, colored, colorsOf, columnsOf, interactive } from './terminal.js';
import { WordWrap } from './word-wrap.js';
import { xorText } from './xor-text.js';

const LABEL_COLUMNS = 12;
const INDENT = ' '.repeat(LABEL_COLUMNS);
/** A narrower terminal breaks lines by itself. */
const MIN_COLUMNS = 20;

/** Validation that takes longer shows its progress. */
const PATIENCE = 1000; // ms

/** Lines of an explanation that are not indented. */
const HEADINGS = /^\S.*$/gm;

/** Reports for people: a few lines, a progress bar on a terminal. */
export class TextReporter implements Reporter {
  readonly #host: Host;
  readonly #out: Host['out'];
  readonly #color: Colors;
  readonly #progress: ProgressLine;
  readonly #wrap: WordWrap | undefined;
  #written = false;
  /** Whether an empty line precedes the next text. */
  #separate = false;
  #sampling = false;
  /** Whether training has begun and not ended. */
  #training = false;
  #heldOut: Standing['heldOut'];
  #heldOutCharacters = 0;
  /** When the last checkpoint was written. */
  #savedAt: number | undefined;
  /** When validation began, and the line that shows it if it takes a while. */
  #validation: { readonly begin: number; line?: ProgressLine; shown?: Line } | undefined;

  constructor(host: Host) {
    const { out } = host;
    this.#host = host;
    this.#out = out;
    this.#color = colorsOf(out, host.env);
    this.#progress = interactive(host) ? new ProgressBar(out) : new PlainLines(out, () => host.now());
    if (out.isTTY) this.#wrap = new WordWrap(columnsOf(out) - 1, (text) => this.#write(text));
  }

  report(report: Report): void {
    if (report.report === 'checkpoint') {
      if (!report.best) this.#savedAt = this.#host.now();
      return; // too many to read
    }
    if (report.report === 'validation') this.#note(report.bitsPerCharacter);
    if (report.report !== 'validating') this.#endValidation();
    if (report.report !== 'progress' && report.report !== 'validating') this.#pause();
    switch (report.report) {
      case 'data':
        return this.#data(report);
      case 'model':
        return this.#model(report);
      case 'progress':
        return this.progress(report);
      case 'saved':
        return this.#line('saved', `${printable(report.file)} (${count(report.bytes)} bytes)`);
      case 'inspection':
        return this.#write(inspectionText(report, columnsOf(this.#out), colored(this.#out, this.#host.env)));
      case 'page':
        return this.#line('report', `${printable(report.file)} (${count(report.bytes)} bytes)`);
      case 'validating':
        return this.validating(report);
      case 'resumed':
        return this.#line('resumed', `${printable(report.file)} after ${counted(report.step, 'step')}`);
      case 'validation':
        return this.#validated(report);
      case 'machine':
        return this.#line(
          'machine',
          `${compact(report.multiplicationsPerSecond)} multiplications per second; settings that are not given are chosen for this speed`,
        );
      case 'reference':
        return this.#line(
          'reference',
          `${bits(report.bitsPerCharacter)} bits per character by the ${report.order}-grams of ${count(report.characters)} characters`,
        );
      case 'evaluation':
        return this.#line(
          'evaluation',
          `${this.#color.bold(`${bits(report.bitsPerCharacter)} bits per character`)} over ${count(report.characters)} characters of ${printable(report.text)}`,
        );
      case 'best':
        return this.#line(
          'best',
          `${bits(report.bitsPerCharacter)} bits per character after step ${count(report.step)}${report.file === null ? '' : `, in ${printable(report.file)}`}`,
        );
      case 'sample':
        return this.#endSample();
      case 'summary':
        return this.#summary(report);
      case 'xor':
        return this.#write(xorText(report, this.#color));
      case 'explain':
        return this.#write(
          formatExplanation(report).replace(HEADINGS, (heading) => this.#color.bold(heading)),
        );
    }
  }

  progress(progress: Progress): void {
    this.#training = true;
    if (this.#separate) this.#write('');
    this.#progress.show(trainingLine(progress, this.#standing));
  }

  endProgress(progress: Progress): void {
    this.#training = false;
    this.#progress.end(trainingLine(progress, this.#standing));
    this.#separate = true;
  }

  get #standing(): Standing {
    return {
      ...(this.#heldOut && { heldOut: this.#heldOut }),
      ...(this.#savedAt !== undefined && {
        secondsSinceSaving: (this.#host.now() - this.#savedAt) / 1000,
      }),
    };
  }

  #note(last: number): void {
    const { best = Number.POSITIVE_INFINITY } = this.#heldOut ?? {};
    this.#heldOut = { last, best: Math.min(best, last) };
  }

  validating(progress: ValidationProgress): void {
    const now = this.#host.now();
    this.#validation ??= { begin: now };
    if (now - this.#validation.begin < PATIENCE) return;
    if (this.#validation.line === undefined) this.#pause();
    this.#validation.line ??= interactive(this.#host)
      ? new ProgressBar(this.#out, true)
      : new PlainLines(this.#out, () => this.#host.now());
    this.#validation.shown = validationLine(progress);
    this.#validation.line.show(this.#validation.shown);
  }

  /** Removes the bar of validation before something else is written. */
  #endValidation(): void {
    const { line, shown } = this.#validation ?? {};
    if (line instanceof ProgressBar && shown !== undefined) line.end(shown);
    this.#validation = undefined;
  }

  notice(message: string): void {
    const { err, env } = this.#host;
    if (err.isTTY) this.#pause();
    err.write(`${colorsOf(err, env).yellow('tbptt:')} ${oneLine(message)}\n`);
  }

  sampled(characters: string): void {
    this.#endValidation();
    if (!this.#sampling) this.#separate = this.#written;
    this.#sampling = true;
    if (this.#wrap === undefined) this.#write(characters);
    else this.#wrap.add(printable(characters));
  }

  #data(report: ReportOf<'data'>): void {
    this.#heldOutCharacters = report.validationCharacters;
    this.#line('text', dataText(report, this.#color));
  }

  #model(report: ReportOf<'model'>): void {
    this.#line('model', modelText(report, this.#color));
    this.#line('training', trainingText(report));
    this.#separate = true;
  }

  #validated({ bitsPerCharacter, characters, step, best }: ReportOf<'validation'>): void {
    const loss = this.#color.bold(`${bits(bitsPerCharacter)} bits per character`);
    if (this.#training) {
      return this.#line('validation', `${loss} after step ${count(step)}${best ? ', the best so far' : ''}`);
    }
    const all = this.#heldOutCharacters;
    // Each lane has a character less to predict than to read.
    const read = characters < 0.9 * all ? `${count(characters)} of ${count(all)}` : count(characters);
    this.#line('validation', `${loss} over ${read} held-out characters`);
  }

  /** Makes room for a line of text where the bar of training is. */
  #pause(): void {
    if (this.#progress instanceof ProgressBar) this.#progress.pause();
  }

  #summary({
    steps,
    characters,
    seconds,
    charactersPerSecond,
    interrupted,
    exhausted,
  }: ReportOf<'summary'>): void {
    this.#line(
      interrupted ? 'stopped' : exhausted ? 'ended early' : 'trained',
      `${counted(steps, 'step')}, ${count(characters)} characters in ${clock(seconds)} (${count(charactersPerSecond)} per second)`,
    );
  }

  #endSample(): void {
    this.#wrap?.flush();
    this.#write('\n');
    this.#sampling = false;
    this.#separate = true;
  }

  #line(label: string, text: string): void {
    const columns = this.#out.isTTY ? columnsOf(this.#out) : Number.POSITIVE_INFINITY;
    const lines = inLines(text, Math.max(MIN_COLUMNS, columns - LABEL_COLUMNS));
    this.#write(`${this.#color.dim(label.padEnd(LABEL_COLUMNS))}${lines.join(`\n${INDENT}`)}\n`);
  }

  #write(text: string): void {
    this.#out.write(this.#separate ? `\n${text}` : text);
    this.#separate = false;
    this.#written = true;
  }
}
