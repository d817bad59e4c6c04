import type { GradientReport } from './which-gradient.js';

const NAME_COLUMNS = 22;

/** The lines above a table of ways to a gradient, of which a `gradientLine` follows for each. */
export function gradientHeading({
  hidden,
  draws,
}: {
  readonly hidden: number;
  readonly draws: number;
}): string {
  return [
    `LSTM, H = ${hidden}, one lane of 60 steps; means of ${draws} draws where there are any`,
    '',
    `${''.padEnd(NAME_COLUMNS)}us per step       KB   bias   deviation`,
  ].join('\n');
}

/** One way to a gradient as a line of a table. */
export function gradientLine({ name, microseconds, bytes, bias, deviation }: GradientReport): string {
  return (
    name.padEnd(NAME_COLUMNS) +
    microseconds.toFixed(0).padStart(11) +
    (bytes / 1024).toFixed(0).padStart(9) +
    bias.toFixed(3).padStart(8) +
    deviation.toFixed(2).padStart(12)
  );
}
