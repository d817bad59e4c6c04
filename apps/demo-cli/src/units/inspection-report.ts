import type { StudiedUnit } from '@tbptt/rnn/inspection';
import type { TextStudy } from './study-text.js';

/** The report of `tbptt inspect`. */
export interface InspectionReport {
  readonly report: 'inspection';
  /** The number of characters that were read. */
  readonly characters: number;
  /** How an activation is computed from the state, such as `tanh(c)`. */
  readonly activation: string;
  /** Units and the features of the text that they are correlated with, the strongest first. */
  readonly units: readonly Omit<StudiedUnit, 'activations'>[];
  /** The gates of each layer: how many of their values are above 0.9 and below 0.1. */
  readonly gates: readonly {
    readonly layer: number;
    readonly gate: string;
    readonly open: number;
    readonly closed: number;
  }[];
  /** One unit over a passage of the text. */
  readonly shown: Omit<StudiedUnit, 'activations'> & {
    readonly text: string;
    /** One for each character (code point) of the text. */
    readonly activations: readonly number[];
  };
}

/** Returns the report of a study. */
export function inspectionReport(
  study: TextStudy,
  listed: readonly StudiedUnit[],
  shown: StudiedUnit,
): InspectionReport {
  const mean = (shares: readonly number[]): number =>
    shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return {
    report: 'inspection',
    characters: study.characters,
    activation: study.activation,
    units: listed.map(withoutActivations),
    gates: study.saturation.map(({ layer, gate, open, closed }) => ({
      layer,
      gate,
      open: mean(open),
      closed: mean(closed),
    })),
    shown: {
      ...withoutActivations(shown),
      text: study.passage.join(''),
      activations: Array.from(shown.activations, (a) => Number(a.toFixed(3))),
    },
  };
}

function withoutActivations({ layer, unit, feature, correlation }: StudiedUnit) {
  return { layer, unit, feature, correlation };
}
