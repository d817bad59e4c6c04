import type { Reporter } from './reports.js';

/** Reports nothing: the reporter of all but the first of several processes. */
export const silentReporter: Reporter = {
  report() {},
  progress() {},
  endProgress() {},
  validating() {},
  sampled() {},
  notice() {},
};
