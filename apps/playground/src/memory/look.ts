import { crossEntropy } from '@tbptt/core';
import { Lanes, type Vocabulary } from '@tbptt/data';
import { type CharLM, gradientByLag, type TruncationError, truncationError, validation } from '@tbptt/rnn';
import { studyUnits, textFeatures, type UnitStudy } from '@tbptt/rnn/inspection';

/** What was found in a network at some time. */
export interface Findings {
  readonly heldOutBits: number;
  /** The norm of the derivative of a loss by the state 1, 2 ... steps before. */
  readonly byLag: readonly number[];
  readonly truncation: TruncationError;
  /** The steps of the window that the truncated gradient is compared with. */
  readonly longest: number;
  /** The characters whose activations are kept. */
  readonly passage: readonly string[];
  /** Undefined if the network gives numbers that are not finite. */
  readonly study: UnitStudy | undefined;
}

/** How many characters are shown, and from how many correlations are computed. */
const PASSAGE = 320;
const STUDIED = 1024;
/** How far the gradient is followed, at least. */
const LAGS = 48;

/** Measures a network on text that is held out. Yields where it may be interrupted. */
export function* look(
  model: CharLM,
  { k1, k2 }: { readonly k1: number; readonly k2: number },
  heldOut: Int32Array,
  vocabulary: Vocabulary,
): Generator<undefined, Findings, void> {
  const loss = crossEntropy;
  const longest = Math.max(LAGS, 2 * k2);
  let nats = Number.NaN;
  for (const part of validation(model, new Lanes(heldOut, { lanes: 8 }), { window: 50, loss })) {
    nats = part.loss;
    yield undefined;
  }
  const short = new Lanes(heldOut.subarray(0, 4 * (longest + k1) + 1), { lanes: 4 });
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
