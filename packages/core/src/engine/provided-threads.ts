import type { Threading } from '../kernels/threads/threading.js';

let threading: Threading | undefined;

/** Tells engines how to compute with several threads. Code that requests threads must call it first. */
export function provideThreads(provided: Threading): void {
  threading = provided;
}

/** Returns how engines compute with several threads. Undefined if nothing has provided it. */
export function providedThreads(): Threading | undefined {
  return threading;
}
