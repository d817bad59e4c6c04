import type { Variant } from '@tbptt/core';
import type { MeasureOptions } from './measure.js';
import type { Profile } from './profile/profile.js';

/** What a process is started for: everything it needs, as JSON. */
export interface Task extends MeasureOptions {
  /**
   * To measure, to take a step apart, to attend to turns (see `attend`), to time every window, or to
   * emulate threads.
   */
  readonly action: 'measure' | 'profile' | 'attend' | 'endure' | 'emulate';
  readonly case: string;
  /** The kernels; undefined for what the library takes by itself. */
  readonly variant?: Variant;
  /** The repetitions to time for `endure`, or to do before a process attends. */
  readonly windows?: number;
  /** Whether to use vectors of 256 bits, which V8 of Node 24 and later makes under a flag. */
  readonly wide?: boolean;
  /** How many threads compute. Default: 1. */
  readonly threads?: number;
  /** Whether the BLAS of the machine computes the products. */
  readonly blas?: boolean;
  /** Whether this process is one of those of `mpirun` that train together. */
  readonly ranks?: boolean;
}

/** What `emulate` finds: how many times as fast it would be. */
export interface Emulation {
  readonly ratio: number;
}

/** What `endure` finds. */
export interface Endurance {
  /** Seconds of a processor for each tenth of the windows. */
  readonly tenths: readonly number[];
  readonly windows: number;
}

/** What a process found out, as the last line that it prints. */
export interface Findings {
  /** Repetitions per second of each run. */
  readonly rates: readonly number[];
  /** Units of work of one repetition. */
  readonly size: number;
  /** The share of the time for which this process had a processor: below 1 where others ran on it too. */
  readonly cpuShare: number;
  /** The kernels that computed. */
  readonly variant: Variant;
  /** Whether they count on vectors of 256 bits. */
  readonly wide: boolean;
  /** `v24.21.0` */
  readonly node: string;
  /** The most memory that the process has had, in bytes. */
  readonly peakBytes: number;
  readonly profile?: Profile;
}
