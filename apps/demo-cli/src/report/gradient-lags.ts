import { setImmediate as turn } from 'node:timers/promises';
import { crossEntropy, NonFiniteError, parametersOf } from '@tbptt/core';
import { type CharLM, gradientByLag, type Stream } from '@tbptt/rnn';

/** The norms of the gradient of a loss with respect to the states before it. */
export interface GradientByLag {
  /** The mean norm of the gradient with respect to the state k steps earlier, for k from 1 on. */
  readonly norms: readonly number[];
  /** k2, the most steps that training propagates back. */
  readonly window: number;
  /** The number of places in the text over which the norms are averaged. */
  readonly places: number;
}

const PLACES = 8;
const MOST_LAGS = 200;

/**
 * Measures the gradient by lag at some places of a text, at lags up to twice the window, but at least
 * 60 and at most 200 beyond the window. Returns undefined if the text is too short, if it is stopped,
 * or if the gradient is zero or not finite.
 */
export async function gradientLags(
  model: CharLM,
  stream: Stream,
  window: number,
  stopped: () => boolean,
): Promise<GradientByLag | undefined> {
  const lags = Math.min(Math.max(2 * window, 60), window + MOST_LAGS, stream.length - 1);
  if (lags < 2) return undefined;
  const weights = [...parametersOf(model).values()].reduce((sum, { size }) => sum + size, 0);
  const places = Math.max(1, Math.min(PLACES, Math.floor(stream.length / lags), Math.round(2e6 / weights)));
  const sums = new Float64Array(lags);
  try {
    for (let place = 1; place <= places; place++) {
      await turn();
      if (stopped()) return undefined;
      const length = Math.min(stream.length, place * lags + 1);
      const part = { lanes: stream.lanes, length, window: stream.window.bind(stream) };
      gradientByLag(model, part, { loss: crossEntropy, at: length - 1, lags }).forEach((norm, index) => {
        sums[index] = (sums[index] as number) + norm;
      });
    }
  } catch (error) {
    if (error instanceof NonFiniteError) return undefined;
    throw error;
  }
  const norms = Array.from(sums, (sum) => sum / places);
  const isMeasured = norms.every(Number.isFinite) && norms.some((norm) => norm > 0);
  return isMeasured ? { norms, window, places } : undefined;
}

/** Returns the share of the summed norms at lags of at most `lag`. */
export function shareWithin(norms: readonly number[], lag: number): number {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return sum(norms.slice(0, lag)) / sum(norms);
}
