import { threading } from '../kernels/threads/threaded-kernels.js';
import { BaseEngine } from './base-engine.js';
import type { EngineOptions } from './engine-options.js';
import { provideThreads } from './provided-threads.js';

export type { EngineOptions } from './engine-options.js';

/**
 * A memory and a set of kernels over it.
 *
 * A program uses a default engine and need not know about it. An engine of your own frees the
 * memory of a model as soon as the model is dropped, even within a synchronous loop. It can also
 * compute with other kernels, or in another precision, beside the rest of the program:
 *
 * ```ts
 * const loss = new Engine().run(() => train(new CharLM(64, { hidden: 256, random })));
 * ```
 *
 * A model is not bound to the engine in which it was made. Its parameters move to the engine that
 * uses them next.
 */
export class Engine extends BaseEngine {
  /**
   * @throws ArgumentError if an option is unknown or has a value that it must not have.
   * @throws HostError if the host cannot run the kernels.
   */
  constructor(options: EngineOptions = {}) {
    provideThreads(threading);
    super(options);
  }
}
