import type { Explanation, Variant } from '@tbptt/core';

/** How training goes. */
export interface Progress {
  /** Updates made so far. */
  readonly step: number;
  /** Passes through the training text, whole and begun. */
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

/** What the commands tell: a line of JSON each, or a few words for people. */
export type Report =
  | {
      readonly report: 'data';
      readonly text: string;
      readonly characters: number;
      readonly symbols: number;
      readonly trainingCharacters: number;
      readonly validationCharacters: number;
    }
  | {
      readonly report: 'model';
      readonly cell: string;
      readonly hidden: number;
      readonly layers: number;
      readonly parameters: number;
      readonly batch: number;
      readonly window: number;
      readonly learningRate: number;
      readonly seed: number;
      readonly kernels: Variant;
      /** Whether they work on vectors of 256 bits. */
      readonly wide: boolean;
    }
  | ({ readonly report: 'progress' } & Progress)
  | { readonly report: 'saved'; readonly file: string; readonly bytes: number }
  | { readonly report: 'validation'; readonly bitsPerCharacter: number; readonly characters: number }
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
  | ({ readonly report: 'explain'; readonly seed: number } & Explanation);

/** What a network answers to two bits. */
export interface TruthRow {
  readonly inputs: readonly [number, number];
  readonly target: number;
  readonly output: number;
}

/** Whether the network's answer, rounded, is the target. */
export function right({ target, output }: TruthRow): boolean {
  return Math.abs(output - target) < 0.5;
}

/** Where the commands report to. */
export interface Reporter {
  report(report: Report): void;
  /** After every step; it is shown as often as is good to read. */
  progress(progress: Progress): void;
  /** Where training stands when it has ended. */
  endProgress(progress: Progress): void;
  /** Characters as they are sampled; the whole of them follows as a report. */
  sampled(characters: string): void;
}
