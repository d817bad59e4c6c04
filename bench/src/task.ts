import type { Variant } from '@tbptt/core';
import type { MeasureOptions } from './measure.js';
import type { Profile } from './profile/profile.js';

/** What a process is started for: everything it needs, as JSON. */
export interface Task extends MeasureOptions {
  readonly action: 'measure' | 'profile' | 'attend';
  readonly case: string;
  /** The kernels; undefined for what the library takes by itself. */
  readonly variant?: Variant;
  /** Whether to use vectors of 256 bits, which V8 of Node 24 and later makes under a flag. */
  readonly wide?: boolean;
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
  readonly profile?: Profile;
}
