import type { Reporter } from './reports.js';

/** Reports nothing: what all but the first of several processes say. */
export const silentReporter: Reporter = {
  report() {},
  progress() {},
  endProgress() {},
  validating() {},
  sampled() {},
  notice() {},
};
