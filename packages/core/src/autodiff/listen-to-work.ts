/** JavaScript runs one operation at a time: they are those of the thread. */
let listeners: readonly (() => void)[] = [];

/**
 * Calls `listener` at each operation, forward and backward, of any engine of this thread. So a
 * program hears that it is at work also while no timer has a turn. The listener must be fast, and
 * compute nothing with an engine.
 *
 * @returns a function that ends the calls
 */
export function listenToWork(listener: () => void): () => void {
  const own = (): void => listener();
  listeners = [...listeners, own];
  return () => {
    listeners = listeners.filter((each) => each !== own);
  };
}

/** Tells the listeners, if there are any. */
export function announceWork(): void {
  for (let i = 0; i < listeners.length; i++) listeners[i]?.();
}
