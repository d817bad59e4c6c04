/**
 * The words by which the threads of an engine understand each other: one Int32Array over shared
 * memory for each helper. Words that different threads write are on lines of the cache of their
 * own.
 */
export const WORD = {
  /** The number of the latest job. Helpers wait for it to change. */
  ticket: 0,
  /** The number of a job that nobody has begun; negated once somebody has. */
  claim: 16,
  /** The number of the latest job that the helper has finished. */
  done: 32,
  /** Counts the calls that the helper has made. */
  pulse: 33,
  /** 1 if the helper runs jobs. */
  ready: 34,
  /** One of FAILURE if the helper has failed, and is gone. */
  failed: 35,
  /** 1 while the helper sleeps. */
  asleep: 48,
  /** 1 while the thread that calls sleeps until the job is done. */
  awaited: 64,
  /** Where the tape of the job is, in bytes, and how many numbers it has. */
  tape: 80,
  length: 81,
  /** The pages that the memory has at least: a thread may learn late that another has enlarged it. */
  pages: 82,
  /** The length of the message of a failure, and its characters. */
  messageLength: 96,
  message: 97,
} as const;

/** The most characters of a message. */
export const MESSAGE_CHARACTERS = 256;
/**
 * How long a helper waits for a job before it goes to sleep, in milliseconds. The most is enough for
 * the gaps between the jobs of a step: to be woken takes so long that a short job has been taken
 * back by then. If jobs come again and again as soon as it sleeps, it shares the processor of the
 * thread that calls, which it keeps from going on: then it waits the least, for `jobs` jobs.
 */
export const PATIENCE = { most: 0.4, least: 0.008, suspicions: 3, jobs: 256 } as const;

/** When a helper fails: before it made a call of its job, or after. */
export const FAILURE = { before: 1, midway: 2 } as const;

/** What stands on a tape in the place of the number of a function. */
export const TAPE = {
  /** (id, address, bytes, characters of the name ...): a function of a module. */
  define: -1,
  /** (times, length, then calls, each followed by how far its arguments move): a loop. */
  repeat: -2,
} as const;
