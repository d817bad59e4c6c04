import type { Kept } from './keep.js';
import type { Laboratory } from './laboratory.js';

/** A part of RESULTS.md: how it is measured and how it is written. */
export interface Section {
  /** What names it on the command line, and its file in `bench/results`. */
  readonly name: string;
  readonly title: string;
  /** Measures; what it gives is kept as JSON. */
  measure(lab: Laboratory): Promise<object>;
  /** The lines below its heading, of what was kept. */
  render(data: object): readonly string[];
}

/** Reads what was kept under a name. */
export type Read = (name: string) => Kept<object> | undefined;

/** A section whose figures have a type; JSON forgets it, so it is stated once, here. */
export function section<Data extends object>(
  about: Pick<Section, 'name' | 'title'> & {
    readonly measure: (lab: Laboratory) => Promise<Data>;
    readonly render: (data: Data) => readonly string[];
  },
): Section {
  return { ...about, render: (data) => about.render(data as Data) };
}
