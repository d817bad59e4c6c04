import { embeddedReber } from './embedded-reber.js';
import type { Experiment } from './experiment.js';

/** The experiments by name, in the order in which they are run. */
export const experiments: Readonly<Record<string, Experiment>> = {
  'embedded-reber': embeddedReber,
};
