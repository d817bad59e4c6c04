/** The listeners of the thread. JavaScript runs one operation at a time. */
let listeners: readonly (() => void)[] = [];

/**
 * Calls `listener` at each operation of any engine of this thread, forward and backward. So a
 * program notices its own work even while no timer can fire. The listener must be fast, and must
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
