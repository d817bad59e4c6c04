import type { TestRunner } from './kernel-contract.js';

/** Runs a contract here and now; the tests of it that fail, by name, with what they say. */
export function failuresOf(contract: (runner: TestRunner) => void): Record<string, string> {
  const failures: Record<string, string> = {};
  contract({
    describe: (_, body) => body(),
    test(name, body) {
      try {
        body();
      } catch (error) {
        failures[name] = String(error);
      }
    },
  });
  return failures;
}
