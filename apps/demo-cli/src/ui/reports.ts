import type { Explanation, Variant } from '@tbptt/core';
import type { ValidationProgress } from '../language-model/held-out-loss.js';
import type { Method } from '../language-model/settings.js';
import type { InspectionReport } from '../units/inspection-report.js';

/** The state of training. */
export interface Progress {
  /** Updates made so far. */
  readonly step: number;
  /** Passes through the training text, including the present one. */
  readonly epoch: number;
  /** The share of the steps or of the time that is used up, 0 to 1. */
  readonly share: number;
  /** The training loss, smoothed over the last steps. */
  readonly bitsPerCharacter: number;
  /** Over the last seconds. */
  readonly charactersPerSecond: number;
  readonly seconds: number;
  readonly etaSeconds: number;
}

/** A report of a command: one line of JSON, or a few words for people. */
export type Report =
  | {
      readonly report: 'data';
      readonly text: string;
      readonly characters: number;
      readonly symbols: number;
      readonly trainingCharacters: number;
      readonly validationCharacters: number;
    }
  | (Method & {
      readonly report: 'model';
      readonly cell: string;
      readonly hidden: number;
      readonly layers: number;
      /** The size of the vectors of symbols; null if they enter the first layer one-hot. */
      readonly embedding: number | null;
      readonly tied: boolean;
      readonly nGrams?: number;
      readonly parameters: number;
      readonly seed: number;
      readonly kernels: Variant;
      /** Whether they work on vectors of 256 bits. */
      readonly wide: boolean;
      /** How many threads were requested; `all` as a number. */
      readonly threads: number;
      /** How many processes train together. Left out if it is one. */
      readonly ranks?: number;
    })
  | {
      /** The speed of the machine, from which the settings follow that were not given. */
      readonly report: 'machine';
      readonly multiplicationsPerSecond: number;
    }
  | ({ readonly report: 'progress' } & Progress)
  | ({ readonly report: 'validating' } & ValidationProgress)
  | { readonly report: 'resumed'; readonly file: string; readonly step: number }
  | {
      /** A checkpoint during training. */
      readonly report: 'checkpoint';
      readonly file: string;
      readonly bytes: number;
      readonly step: number;
      /** Whether it is the one of the best validation. */
      readonly best: boolean;
    }
  | { readonly report: 'saved'; readonly file: string; readonly bytes: number }
  | {
      /** The page of a run. */
      readonly report: 'page';
      readonly file: string;
      readonly bytes: number;
    }
  | {
      readonly report: 'validation';
      readonly bitsPerCharacter: number;
      readonly characters: number;
      readonly step: number;
      /** Whether it is the best so far of those that the run makes at intervals. */
      readonly best: boolean;
    }
  | {
      /** The loss of the best n-gram model of the training text on the held-out text. */
      readonly report: 'reference';
      readonly order: number;
      readonly bitsPerCharacter: number;
      readonly characters: number;
    }
  | {
      /** The mean loss of a text. */
      readonly report: 'evaluation';
      readonly text: string;
      readonly bitsPerCharacter: number;
      readonly characters: number;
    }
  | {
      /** The best validation of a run that makes them at intervals, and the checkpoint from then. */
      readonly report: 'best';
      readonly step: number;
      readonly bitsPerCharacter: number;
      readonly file: string | null;
    }
  | { readonly report: 'sample'; readonly prime: string; readonly text: string }
  | {
      readonly report: 'summary';
      readonly steps: number;
      readonly characters: number;
      readonly seconds: number;
      readonly charactersPerSecond: number;
      readonly bitsPerCharacter: number;
      readonly validationBitsPerCharacter: number | null;
      readonly interrupted: boolean;
      /** Whether training ended early because the validations no longer improved. */
      readonly exhausted: boolean;
    }
  | {
      readonly report: 'xor';
      readonly rows: readonly TruthRow[];
      readonly steps: number;
      readonly loss: number;
      readonly seconds: number;
      readonly seed: number;
      readonly learned: boolean;
    }
  | ({ readonly report: 'explain'; readonly seed: number } & Explanation)
  | InspectionReport;

/** The report of one kind. */
export type ReportOf<Name extends Report['report']> = Extract<Report, { report: Name }>;

/** The output of a network for two bits. */
export interface TruthRow {
  readonly inputs: readonly [number, number];
  readonly target: number;
  readonly output: number;
}

/** Whether the output, rounded, is the target. */
export function right({ target, output }: TruthRow): boolean {
  return Math.abs(output - target) < 0.5;
}

/** The receiver of the reports of a command. */
export interface Reporter {
  report(report: Report): void;
  /** Called after every step, and shown at intervals. */
  progress(progress: Progress): void;
  /** Called with the state of training at its end. */
  endProgress(progress: Progress): void;
  /** Called during validation, and shown if it takes more than a second. */
  validating(progress: ValidationProgress): void;
  /** Shows characters as they are drawn. The whole sample follows as a report. */
  sampled(characters: string): void;
  /** Writes a notice, which is not an error, to the stream of errors. */
  notice(message: string): void;
}
