/** The valid numbers of a setting, and the step of its field. A step of 1 allows whole numbers only. */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

/** Returns whether a number is one of a range. */
export function isIn({ least, most, step }: Range, value: number): boolean {
  return value >= least && value <= most && (step !== 1 || Number.isInteger(value));
}

/** Reads a number of an address; `otherwise` if it is missing or out of range. */
export function readNumber(search: URLSearchParams, name: string, range: Range, otherwise: number): number {
  const text = search.get(name);
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return isIn(range, value) ? value : otherwise;
}

/** Reads one of some names of an address; `otherwise` if it is missing or unknown. */
export function readName<T extends string>(
  search: URLSearchParams,
  name: string,
  names: readonly T[],
  otherwise: T,
): T {
  return names.find((one) => one === search.get(name)) ?? otherwise;
}

/** Writes settings as the parameters of an address. */
export function toParameters(settings: object): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}

/** Experiments: settings by the name of what they show. */
export type Experiments<S> = Readonly<Record<string, S>>;

/** The name of settings that are not an experiment. */
export const YOUR_OWN = 'your own';

/** Returns the name of the experiment that has exactly these settings; `your own` if there is none. */
export function experimentOf<S extends object>(experiments: Experiments<S>, settings: S): string {
  const parameters = new URLSearchParams(toParameters(settings)).toString();
  const found = Object.entries(experiments).find(
    ([, one]) => new URLSearchParams(toParameters(one)).toString() === parameters,
  );
  return found?.[0] ?? YOUR_OWN;
}
