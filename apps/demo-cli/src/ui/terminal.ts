import type { Host, Output } from '../host.js';

/** Whether a stream is written to in colors: on a terminal, unless NO_COLOR (no-color.org) says no, or where FORCE_COLOR asks for it. */
export function colored(stream: Output, env: Host['env']): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Whether a line may be redrawn in place: on a terminal that somebody looks at. */
export function interactive({ out, env }: Pick<Host, 'out' | 'env'>): boolean {
  return out.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb';
}
