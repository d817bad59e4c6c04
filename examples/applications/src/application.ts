/** What an application is run with. */
export interface Setting {
  readonly seed: number;
  /** Little data and few updates: whether all of it works, in seconds. */
  readonly isSmall: boolean;
  /** Shows how it goes. */
  readonly say: (text: string) => void;
}

/** A figure that was measured, or that others have published. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  /** Follows the number: ` %`, ` bits`. */
  readonly unit: string;
  /** Digits after the point. Default: as many as the size of the value asks for. */
  readonly digits?: number;
  /** Ours, something simpler that ours must beat, or what the literature has. */
  readonly kind: 'ours' | 'baseline' | 'published';
  /** What must be reached. */
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Seconds of processor time that the training took. */
  readonly seconds?: number;
  /** How it was made, in a few words. */
  readonly how?: string;
}

/** What a run comes to. */
export interface Outcome {
  readonly measures: readonly Measure[];
  /** What the network does, as SVG. */
  readonly picture: string;
}

/** A network on real data. */
export interface Application {
  readonly title: string;
  /** Its page in `docs/applications`, without `.md`. */
  readonly page: string;
  /** What the data are, and which package has them. */
  readonly data: string;
  readonly run: (setting: Setting) => Outcome;
}

/** Returns whether a measure is what it must be; undefined if nothing is asked of it. */
export function isReached({ value, atLeast, atMost }: Measure): boolean | undefined {
  if (atLeast === undefined && atMost === undefined) return undefined;
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}
