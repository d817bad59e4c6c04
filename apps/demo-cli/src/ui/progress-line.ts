import cliProgress from 'cli-progress';
import type { Output } from '../host.js';
import { bits, clock, compact, count } from './format.js';
import type { Progress } from './reports.js';

/** A line that tells how training goes. */
export interface ProgressLine {
  show(progress: Progress): void;
  end(progress: Progress): void;
}

/** The facts of a progress line, as wide for a small number as for a large one: what stands still is read easily. */
function facts({ step, bitsPerCharacter, charactersPerSecond, etaSeconds }: Progress): readonly string[] {
  return [
    `step ${count(step).padStart(6)}`,
    `${bits(bitsPerCharacter)} bits/char`,
    `${compact(charactersPerSecond).padStart(5)} chars/s`,
    `ETA ${clock(etaSeconds).padStart(4)}`,
  ];
}

/** A bar that is redrawn in place, for terminals. */
export class ProgressBar implements ProgressLine {
  readonly #bar: cliProgress.SingleBar;
  #started = false;

  constructor(out: Output) {
    this.#bar = new cliProgress.SingleBar({
      stream: out,
      // The carriage return is written together with the line: what the terminal echoes, such as ^C, cannot come between.
      format: (_options, params, payload: Progress) =>
        `\r${barLine(params.progress, payload, out.columns ?? 80)}`,
      hideCursor: true,
      fps: 8,
    });
  }

  show(progress: Progress): void {
    if (this.#started) this.#bar.update(progress.share, progress);
    else this.#bar.start(1, progress.share, progress);
    this.#started = true;
  }

  end(progress: Progress): void {
    this.show(progress);
    this.#bar.stop();
    this.#started = false;
  }
}

/**
 * `[=====-----]  50 %  facts`, the bar as wide as the terminal leaves room for, up to 40 columns. Where there is no room for a bar there is none, and of the
 * facts there are as many as fit.
 */
export function barLine(share: number, progress: Progress, columns: number): string {
  const said = [`${String(Math.floor(share * 100)).padStart(3)} %`, ...facts(progress)];
  const room = Math.min(40, columns - said.join('  ').length - 4);
  if (room >= 4) {
    const done = Math.round(share * room);
    return `[${'='.repeat(done)}${'-'.repeat(room - done)}] ${said.join('  ')}`;
  }
  while (said.length > 0 && said.join('  ').length >= columns) said.pop();
  return said.join('  ');
}

/** A line of its own every few seconds, where nothing can be redrawn. */
export class PlainLines implements ProgressLine {
  #last: number;
  #shown: Progress | undefined;

  constructor(
    private readonly out: Output,
    private readonly now: () => number,
    private readonly interval = 5000, // ms
  ) {
    this.#last = now();
  }

  show(progress: Progress): void {
    const now = this.now();
    if (now - this.#last < this.interval) return;
    this.#last = now;
    this.#write(progress);
  }

  end(progress: Progress): void {
    if (this.#shown?.step !== progress.step) this.#write(progress);
  }

  #write(progress: Progress): void {
    this.#shown = progress;
    const percent = String(Math.floor(progress.share * 100)).padStart(3);
    this.out.write(`${percent} %  ${facts(progress).join('  ')}\n`);
  }
}
