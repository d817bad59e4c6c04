import { crossEntropy } from '@tbptt/core';
import { Lanes, type Vocabulary } from '@tbptt/data';
import { type CharLM, gradientByLag, type TruncationError, truncationError, validation } from '@tbptt/rnn';
import { studyUnits, textFeatures, type UnitStudy } from '@tbptt/rnn/inspection';

/** The measurements of a network at some time. */
export interface Findings {
  readonly heldOutBits: number;
  /** The norm of the derivative of a loss with respect to the state 1, 2 ... steps before. */
  readonly byLag: readonly number[];
  readonly truncation: TruncationError;
  /** The steps of the window that the truncated gradient is compared with. */
  readonly longest: number;
  /** The characters whose activations are kept. */
  readonly passage: readonly string[];
  /** Undefined if the network gives numbers that are not finite. */
  readonly study: UnitStudy | undefined;
}

/** The number of characters that are shown, and the number that correlations are computed from. */
const PASSAGE = 320;
const STUDIED = 1024;
/** The number of steps that the gradient is followed back, at least. */
const LAGS = 48;
/** The number of lanes whose gradients are measured, at most. */
const LANES = 4;

/** Measures a network on text that is held out. Yields where it may be interrupted. */
export function* look(
  model: CharLM,
  { k1, k2 }: { readonly k1: number; readonly k2: number },
  heldOut: Int32Array,
  vocabulary: Vocabulary,
): Generator<undefined, Findings, void> {
  const loss = crossEntropy;
  const wanted = Math.max(LAGS, 2 * k2);
  let nats = Number.NaN;
  for (const part of validation(model, new Lanes(heldOut, { lanes: 8 }), { window: 50, loss })) {
    nats = part.loss;
    yield undefined;
  }
  // A short text has fewer lanes so that the window fits, and the shortest text has a shorter window.
  const lanes = Math.max(1, Math.min(LANES, Math.floor((heldOut.length - 1) / (wanted + k1))));
  const short = new Lanes(heldOut.subarray(0, lanes * (wanted + k1) + 1), { lanes });
  const longest = Math.min(wanted, short.length);
  const byLag = [...gradientByLag(model, short, { lags: longest, loss })];
  yield undefined;
  const truncation = truncationError(model, short, { k1, k2, longest, loss });
  yield undefined;
  const read = heldOut.slice(0, STUDIED);
  const characters = Array.from(read, (symbol) => vocabulary.decode([symbol]));
  const study = yield* studyUnits(model, read, { features: textFeatures(characters), passage: PASSAGE });
  return {
    heldOutBits: nats / Math.LN2,
    byLag,
    truncation,
    longest,
    passage: characters.slice(0, PASSAGE),
    study,
  };
}
