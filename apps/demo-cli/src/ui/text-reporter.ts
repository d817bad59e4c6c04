import { formatExplanation } from '@tbptt/core';
import pc from 'picocolors';
import type { Host } from '../host.js';
import { bits, clock, count, counted, percent } from './format.js';
import { printable } from './printable.js';
import { PlainLines, ProgressBar, type ProgressLine } from './progress-line.js';
import { type Progress, type Report, type Reporter, right, type TruthRow } from './reports.js';
import { colored, interactive } from './terminal.js';
import { WordWrap } from './word-wrap.js';

type ReportOf<Name extends Report['report']> = Extract<Report, { report: Name }>;

const LABEL_COLUMNS = 12;

/** The lines of an explanation that are not indented. */
const HEADINGS = /^\S.*$/gm;

/** Reports for people: a few lines, a progress bar on a terminal. */
export class TextReporter implements Reporter {
  readonly #out: Host['out'];
  readonly #color: ReturnType<typeof pc.createColors>;
  readonly #progress: ProgressLine;
  readonly #wrap: WordWrap | undefined;
  #written = false;
  /** Whether an empty line comes before what is written next. */
  #separate = false;
  #sampling = false;

  constructor(host: Host) {
    const { out } = host;
    this.#out = out;
    this.#color = pc.createColors(colored(out, host.env));
    this.#progress = interactive(host) ? new ProgressBar(out) : new PlainLines(out, () => host.now());
    if (out.isTTY) this.#wrap = new WordWrap((out.columns ?? 80) - 1, (text) => this.#write(text));
  }

  report(report: Report): void {
    switch (report.report) {
      case 'data':
        return this.#data(report);
      case 'model':
        return this.#model(report);
      case 'progress':
        return this.progress(report);
      case 'saved':
        return this.#line('saved', `${printable(report.file)} (${count(report.bytes)} bytes)`);
      case 'validation':
        return this.#line(
          'validation',
          `${this.#color.bold(`${bits(report.bitsPerCharacter)} bits per character`)} over ${count(report.characters)} held-out characters`,
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
    if (this.#separate) this.#write('');
    this.#progress.show(progress);
  }

  endProgress(progress: Progress): void {
    this.#progress.end(progress);
    this.#separate = true;
  }

  sampled(characters: string): void {
    if (!this.#sampling) this.#separate = this.#written;
    this.#sampling = true;
    if (this.#wrap === undefined) this.#write(characters);
    else this.#wrap.add(printable(characters));
  }

  #data({ text, characters, symbols, trainingCharacters, validationCharacters }: ReportOf<'data'>): void {
    const held =
      validationCharacters === 0
        ? 'none held out'
        : `the last ${percent(validationCharacters / (trainingCharacters + validationCharacters))} held out`;
    this.#line(
      'text',
      `${this.#color.bold(printable(text))}: ${count(characters)} characters, ${counted(symbols, 'symbol')}; ${held}`,
    );
  }

  #model(report: ReportOf<'model'>): void {
    const { cell, hidden, layers, parameters, batch, window, learningRate, seed, kernels, wide } = report;
    const name = `${this.#color.bold(cell.toUpperCase())}, ${counted(layers, 'layer')} of ${counted(hidden, 'unit')}`;
    this.#line('model', `${name}: ${counted(parameters, 'parameter')}`);
    this.#line(
      'training',
      `${counted(batch, 'lane')}, windows of ${window}, Adam at ${learningRate}, seed ${seed}, ${kernels}${wide ? ' 256-bit' : ''} kernels`,
    );
    this.#separate = true;
  }

  #summary({ steps, characters, seconds, charactersPerSecond, interrupted }: ReportOf<'summary'>): void {
    this.#line(
      interrupted ? 'stopped' : 'trained',
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
    this.#write(`${this.#color.dim(label.padEnd(LABEL_COLUMNS))}${text}\n`);
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
