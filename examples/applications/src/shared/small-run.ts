import type { Application, Measure, Outcome } from '../application.js';

/** Runs an application at small size, and gives its measures by name. */
export function smallRun(application: Application): Outcome & { readonly value: (name: string) => number } {
  const outcome = application.run({ seed: 1, isSmall: true, say: () => undefined });
  const value = (name: string): number => {
    const measure: Measure | undefined = outcome.measures.find((one) => one.name === name);
    if (measure === undefined) throw new Error(`there is no measure '${name}'.`);
    return measure.value;
  };
  return { ...outcome, value };
}
