import pc from 'picocolors';
import type { Host, Output } from '../host.js';

/** Functions that color a text. They leave it as it is for a stream without colors. */
export type Colors = ReturnType<typeof pc.createColors>;

/**
 * Whether to write to a stream in colors: on a terminal without NO_COLOR (no-color.org), or with
 * FORCE_COLOR.
 */
export function colored(stream: Output, env: Host['env']): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** The colors of a stream, see `colored`. */
export function colorsOf(stream: Output, env: Host['env']): Colors {
  return pc.createColors(colored(stream, env));
}

/** Whether a line may be redrawn in place: on a terminal that a person reads. */
export function interactive({ out, env }: Pick<Host, 'out' | 'env'>): boolean {
  return out.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb';
}

/** The width of a stream in columns. A terminal that does not know its width says 0. */
export function columnsOf({ columns }: Output): number {
  return columns === undefined || columns === 0 ? 80 : columns;
}
