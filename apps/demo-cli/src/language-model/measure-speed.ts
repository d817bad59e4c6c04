import { crossEntropy, seeded } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { adamw, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { CharLM, truncatedBPTT } from '@tbptt/rnn';

/** A model of a common size: V = E = 64, H = 256, 16 lanes of 16 steps. */
const [SYMBOLS, HIDDEN, LANES, WINDOW] = [64, 256, 16, 16];

/** The multiplications of an update: 4 gates of inputs and states, the head, and twice as many backward. */
const WORK = 3 * LANES * WINDOW * (4 * HIDDEN * (SYMBOLS + HIDDEN) + HIDDEN * SYMBOLS);

/** Updates that compile kernels and let helper threads start. */
const WARM_UP = { updates: 2, milliseconds: 150 };
const MEASURED = { updates: 3, milliseconds: 250 };

/**
 * Measures how many multiplications with additions per second the kernels in use make when they train:
 * a model of a common size for about half a second.
 *
 * @param now returns milliseconds
 * @param pause lets other things happen between two updates
 */
export async function measureSpeed(now: () => number, pause: () => Promise<void>): Promise<number> {
  const random = seeded(0);
  const ids = Int32Array.from({ length: LANES * WINDOW * 8 }, () => random.integer(SYMBOLS));
  const model = new CharLM(SYMBOLS, { hidden: HIDDEN, embedding: SYMBOLS, random });
  const optimizer = new Optimizer(model, [clipByGlobalNorm(1), adamw({ learningRate: 1e-3 })]);
  const updates = truncatedBPTT(model, new Lanes(ids, { lanes: LANES }), {
    k1: WINDOW,
    optimizer,
    loss: crossEntropy,
    epochs: Number.POSITIVE_INFINITY,
  });
  const run = async (least: typeof MEASURED): Promise<number> => {
    const begin = now();
    const times: number[] = [];
    while (times.length < least.updates || now() - begin < least.milliseconds) {
      const before = now();
      updates.next();
      times.push(now() - before);
      await pause();
    }
    return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] as number;
  };
  await run(WARM_UP);
  return (WORK * 1000) / (await run(MEASURED));
}
