import { formatExplanation } from '@tbptt/core';
import pc from 'picocolors';
import type { Host } from '../host.js';
import type { ValidationProgress } from '../language-model/held-out-loss.js';
import { MOST_VALIDATED } from '../language-model/prepare.js';
import { inspectionText } from '../units/inspection-text.js';
import { bits, clock, compact, count, counted, percent } from './format.js';
import { inLines } from './in-lines.js';
import { oneLine } from './one-line.js';
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
import { type Progress, type Report, type Reporter, type ReportOf, right, type TruthRow } from './reports.js';
import { colored, columnsOf, interactive } from './terminal.js';
import { WordWrap } from './word-wrap.js';

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
  readonly #color: ReturnType<typeof pc.createColors>;
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
    this.#color = pc.createColors(colored(out, host.env));
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
          `${compact(report.multiplicationsPerSecond)} multiplications per second; what was not given is chosen for it`,
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
        return this.#xor(report);
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
    err.write(`${pc.createColors(colored(err, env)).yellow('tbptt:')} ${oneLine(message)}\n`);
  }

  sampled(characters: string): void {
    this.#endValidation();
    if (!this.#sampling) this.#separate = this.#written;
    this.#sampling = true;
    if (this.#wrap === undefined) this.#write(characters);
    else this.#wrap.add(printable(characters));
  }

  #data({ text, characters, symbols, trainingCharacters, validationCharacters }: ReportOf<'data'>): void {
    this.#heldOutCharacters = validationCharacters;
    const share = percent(validationCharacters / (trainingCharacters + validationCharacters));
    const part =
      validationCharacters > MOST_VALIDATED ? `; a validation reads ${count(MOST_VALIDATED)} of it` : '';
    const held = validationCharacters === 0 ? 'none held out' : `the last ${share} held out${part}`;
    this.#line(
      'text',
      `${this.#color.bold(printable(text))}: ${count(characters)} characters, ${counted(symbols, 'symbol')}; ${held}`,
    );
  }

  #model(report: ReportOf<'model'>): void {
    const {
      cell,
      hidden,
      layers,
      embedding,
      tied,
      nGrams,
      parameters,
      kernels,
      wide,
      threads,
      ranks = 1,
    } = report;
    const { algorithm, batch, window, learningRate, schedule, weightDecay, dropout, seed } = report;
    const parts = [
      `${this.#color.bold(cell.toUpperCase())}, ${counted(layers, 'layer')} of ${counted(hidden, 'unit')}`,
      ...(embedding === null ? [] : [`${tied ? 'tied ' : ''}embedding of ${embedding}`]),
      ...(nGrams === undefined ? [] : [`n-grams of ${nGrams}`]),
    ];
    this.#line('model', `${parts.join(', ')}: ${counted(parameters, 'parameter')}`);
    const settings = [
      ...(algorithm === 'tbptt' ? [] : [algorithm]),
      counted(batch, 'lane'),
      `windows of ${window}`,
      `Adam at ${learningRate}${schedule === 'linear' ? '' : ` (${schedule})`}`,
      ...(weightDecay === 0 ? [] : [`weight decay ${weightDecay}`]),
      ...(dropout === 0 ? [] : [`dropout ${dropout}`]),
      `seed ${seed}`,
      `${kernels}${wide ? ' 256-bit' : ''} kernels`,
      ...(threads > 1 ? [counted(threads, 'thread')] : []),
      ...(ranks > 1 ? [`${count(ranks)} processes`] : []),
    ];
    this.#line('training', settings.join(', '));
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

  #xor({ rows, steps, loss, seconds, learned }: ReportOf<'xor'>): void {
    const { bold, dim, green, red } = this.#color;
    this.#write(
      `\n${bold('XOR')}, learned by a network of 2, 8 and 1 units (Adam, ${counted(steps, 'step')})\n\n`,
    );
    this.#write(`  ${dim('a b   a xor b   network')}\n`);
    for (const row of rows) this.#write(`  ${truth(row)}   ${right(row) ? green('right') : red('wrong')}\n`);
    const verdict = learned ? 'learned' : 'not learned; try more steps or another seed';
    this.#write(
      `\n  ${verdict}: mean squared error ${loss.toExponential(1)} after ${seconds.toFixed(2)} s\n`,
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

function truth({ inputs, target, output }: TruthRow): string {
  const answer = output.toFixed(3).replace(/^-(?=0\.000$)/, '');
  return `${inputs.join(' ')}   ${String(target).padEnd(9)} ${answer.padStart(7)}`;
}
