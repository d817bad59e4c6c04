import cliProgress from 'cli-progress';
import type { Output } from '../host.js';
import type { ValidationProgress } from '../language-model/held-out-loss.js';
import { bits, clock, compact, count } from './format.js';
import type { Progress } from './reports.js';
import { columnsOf } from './terminal.js';

/** A line of progress. */
export interface Line {
  /** The share that is done, 0 to 1. */
  readonly share: number;
  /** Short texts, the most important first. */
  readonly facts: readonly string[];
  /** More texts, for which the bar makes room if the terminal is wide. */
  readonly more?: readonly string[];
}

/** Validations and checkpoints of a run. */
export interface Standing {
  /** The last validation and the best one, in bits per character. */
  readonly heldOut?: { readonly last: number; readonly best: number };
  /** The time since the last checkpoint was written. */
  readonly secondsSinceSaving?: number;
}

/** Shows a line that changes. */
export interface ProgressLine {
  show(line: Line): void;
  end(line: Line): void;
}

/**
 * Returns the line of training. It has the same width for small and large numbers, since a line
 * that does not move is easy to read.
 */
export function trainingLine(progress: Progress, { heldOut, secondsSinceSaving }: Standing = {}): Line {
  const { share, step, bitsPerCharacter, charactersPerSecond, etaSeconds } = progress;
  return {
    share,
    facts: [
      `step ${count(step).padStart(6)}`,
      `${bits(bitsPerCharacter)} bits/char`,
      `${compact(charactersPerSecond).padStart(5)} chars/s`,
      `ETA ${clock(etaSeconds).padStart(4)}`,
    ],
    more: [
      ...(heldOut === undefined ? [] : [`held out ${bits(heldOut.last)}`, `best ${bits(heldOut.best)}`]),
      ...(secondsSinceSaving === undefined ? [] : [`saved ${clock(secondsSinceSaving)} ago`]),
    ],
  };
}

/** Returns the line of validation. */
export function validationLine({ share, characters, bitsPerCharacter }: ValidationProgress): Line {
  return {
    share,
    facts: ['validating', `${bits(bitsPerCharacter)} bits/char`, `${count(characters)} characters`],
  };
}

const UP_AND_ERASE = '\x1b[1A\r\x1b[2K';

/** A bar that is redrawn in place, for terminals. With `vanishes` it is erased at its end. */
export class ProgressBar implements ProgressLine {
  readonly #out: Output;
  readonly #bar: cliProgress.SingleBar;
  #started = false;

  constructor(out: Output, vanishes = false) {
    this.#out = out;
    this.#bar = new cliProgress.SingleBar({
      stream: out,
      // The carriage return is written together with the line: what the terminal echoes, such as
      // ^C, cannot come between.
      format: (_options, params, line: Line) =>
        `\r${barLine({ ...line, share: params.progress }, columnsOf(out))}`,
      hideCursor: true,
      clearOnComplete: vanishes,
      fps: 8,
    });
  }

  show(line: Line): void {
    if (this.#started) this.#bar.update(line.share, line);
    else this.#bar.start(1, line.share, line);
    this.#started = true;
  }

  end(line: Line): void {
    this.show(line);
    this.#stop();
  }

  /** Erases the bar to make room for a line of text. It is drawn again below. */
  pause(): void {
    if (!this.#started) return;
    this.#stop();
    this.#out.write(UP_AND_ERASE);
  }

  #stop(): void {
    this.#bar.stop();
    this.#started = false;
  }
}

/** A bar that gives room to more facts keeps at least this many columns. */
const LEAST_BAR = 10;

/**
 * Returns `[=====-----]  50 %  facts`. The bar is as wide as the terminal has room for, up to 40
 * columns. If there is no room for a bar, there are as many facts as fit.
 */
export function barLine({ share, facts, more = [] }: Line, columns: number): string {
  const said = [`${String(Math.floor(share * 100)).padStart(3)} %`, ...facts];
  const left = (): number => columns - said.join('  ').length - 4;
  for (const fact of more) {
    if (left() - fact.length - 2 < LEAST_BAR) break;
    said.push(fact);
  }
  const room = Math.min(40, left());
  if (room >= 4) {
    const done = Math.round(share * room);
    return `[${'='.repeat(done)}${'-'.repeat(room - done)}] ${said.join('  ')}`;
  }
  while (said.length > 0 && said.join('  ').length >= columns) said.pop();
  return said.join('  ');
}

/** A new line every few seconds, for outputs where nothing can be redrawn. */
export class PlainLines implements ProgressLine {
  #last: number;
  #shown = '';

  constructor(
    private readonly out: Output,
    private readonly now: () => number,
    private readonly interval = 5000, // ms
  ) {
    this.#last = now();
  }

  show(line: Line): void {
    const now = this.now();
    if (now - this.#last < this.interval) return;
    this.#last = now;
    this.#write(line);
  }

  end(line: Line): void {
    if (this.#shown !== line.facts.join('  ')) this.#write(line);
  }

  #write({ share, facts, more = [] }: Line): void {
    this.#shown = facts.join('  ');
    const percent = String(Math.floor(share * 100)).padStart(3);
    this.out.write(`${percent} %  ${[...facts, ...more].join('  ')}\n`);
  }
}
