/**
 * The words through which the threads of an engine communicate: one Int32Array over shared memory
 * for each helper. Words that different threads write are on different cache lines.
 */
export const WORD = {
  /** The number of the latest job. Helpers wait for it to change. */
  ticket: 0,
  /** The number of a job that nobody has begun. It is negated when somebody begins it. */
  claim: 16,
  /** The number of the latest job that the helper has finished. */
  done: 32,
  /** Counts the calls that the helper has made. */
  pulse: 33,
  /** 1 if the helper runs jobs. */
  ready: 34,
  /** One of FAILURE if the helper has failed and ended. */
  failed: 35,
  /** 1 while the helper sleeps. */
  asleep: 48,
  /** 1 while the thread that calls sleeps until the job is done. */
  awaited: 64,
  /** The address of the tape of the job in bytes, and the number of its numbers. */
  tape: 80,
  length: 81,
  /**
   * The number of pages that the memory has at least. A thread may learn late that another thread
   * has enlarged it.
   */
  pages: 82,
  /** The length of the message of a failure, followed by its characters. */
  messageLength: 96,
  message: 97,
} as const;

/** The most characters of a message. */
export const MESSAGE_CHARACTERS = 256;
/**
 * How long a helper waits for a job before it sleeps, in milliseconds. `most` covers the gaps
 * between the jobs of a step: waking takes so long that a short job has been taken back by then. If
 * jobs repeatedly come as soon as the helper sleeps, it shares the processor of the calling thread
 * and delays it. Then it waits `least`, for `jobs` jobs.
 */
export const PATIENCE = { most: 0.4, least: 0.008, suspicions: 3, jobs: 256 } as const;

/** When a helper fails: before it made a call of its job, or after. */
export const FAILURE = { before: 1, midway: 2 } as const;

/** Entries of a tape that are not the number of a function. */
export const TAPE = {
  /** (id, address, bytes, characters of the name ...): a function of a module. */
  define: -1,
  /** (times, length, then calls, each followed by how far its arguments move): a loop. */
  repeat: -2,
} as const;
