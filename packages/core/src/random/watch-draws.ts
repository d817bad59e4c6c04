import type { Random } from './random.js';

let watcher: ((random: Random) => void) | undefined;

/**
 * Runs `closure` and calls `watch` before each draw from a generator that `seeded` returned, so that
 * its state can be noted and restored. Watches nest; only the innermost is called.
 */
export function watchDraws<R>(watch: (random: Random) => void, closure: () => R): R {
  const outer = watcher;
  watcher = watch;
  try {
    return closure();
  } finally {
    watcher = outer;
  }
}

/** Says that a number is about to be drawn. */
export function noteDraw(random: Random): void {
  watcher?.(random);
}
