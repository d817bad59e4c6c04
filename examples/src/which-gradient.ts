import {
  crossEntropy,
  differentiate,
  Engine,
  type Outcome,
  parametersOf,
  type Random,
  type StepResult,
  seeded,
} from '@tbptt/core';
import { engine } from '@tbptt/core/operation';
import { Lanes } from '@tbptt/data';
import { adam, Optimizer } from '@tbptt/optim';
import { CharLM, type Stepper, truncatedBPTT } from '@tbptt/rnn';
import {
  adaptiveTruncation,
  byteBudget,
  eprop,
  kroneckerFactored,
  type OnlineAlgorithm,
  online,
  randomTruncation,
  rtrl,
  snap,
  uoro,
} from '@tbptt/rnn/online';

/** V, and how many steps back the symbol is that a symbol usually repeats. */
const SYMBOLS = 16;
const DELAY = 10;

/** What one way to a gradient costs and loses, on a network that does not change. */
export interface GradientReport {
  readonly name: string;
  /** Microseconds of processor time of a step, the gradient included. */
  readonly microseconds: number;
  /** Bytes of the engine's memory beside the model and its gradient. */
  readonly bytes: number;
  /** `|mean - exact| / |exact|` over the draws; of one draw if nothing is drawn. */
  readonly bias: number;
  /** `√(total variance) / |exact|`; 0 if nothing is drawn. */
  readonly deviation: number;
}

/** What to measure. */
export interface Settings {
  /** H */
  readonly hidden: number;
  /** T, the length of the sequence. */
  readonly steps: number;
  /** How often a random gradient is drawn. */
  readonly draws: number;
  readonly seed: number;
}

/** An epoch over the sequence by one way: the factor that makes its summed gradient that of the mean loss. */
interface Way {
  readonly name: string;
  readonly drawn?: boolean;
  readonly run: (model: CharLM, stream: Lanes, optimizer: Stepper, random: Random) => Iterable<unknown>;
  readonly factor: (steps: number) => number;
  /**
   * The way as it goes on once it has seen a longer stream, if it adapts to what it sees. Its time is
   * then that on the longer stream, with all it does to adapt, and its gradient the one it has settled on.
   */
  readonly settled?: (model: CharLM, longer: Lanes) => Way;
}

const truncated = (k: number): Way => ({
  name: `TBPTT(${k}, ${k})`,
  run: (model, stream, optimizer) => truncatedBPTT(model, stream, { k1: k, optimizer, loss: crossEntropy }),
  factor: (steps) => k / steps,
});

const forward = (name: string, make: (random: Random) => OnlineAlgorithm, drawn = false): Way => ({
  name,
  drawn,
  run: (model, stream, optimizer, random) =>
    online(model, stream, { algorithm: make(random), optimizer, loss: crossEntropy }),
  factor: (steps) => 1 / steps,
});

const MEAN_LENGTH = 16;

/** What adaptive truncation is told: bias, longest window, k1, and updates between two measurements. */
const BIAS = 0.1;
const LONGEST = 40;
const K1 = 4;
const EVERY = 100;

/** Windows that end every K1 steps and go back as far as the bias asks for. */
const adaptive: Way = {
  name: `adaptive(${BIAS})`,
  run: (model, stream, optimizer) => {
    const k2 = adaptiveTruncation({ bias: BIAS, longest: LONGEST, every: EVERY });
    return truncatedBPTT(model, stream, { k1: K1, k2, optimizer, loss: crossEntropy });
  },
  factor: (steps) => K1 / steps,
  settled: (model, longer) => {
    let k2 = LONGEST;
    const optimizer: Stepper = { step: (closure) => differentiate(model, closure) };
    const choice = adaptiveTruncation({ bias: BIAS, longest: LONGEST, every: EVERY });
    for (const { position } of truncatedBPTT(model, longer, {
      k1: K1,
      k2: choice,
      optimizer,
      loss: crossEntropy,
    })) {
      k2 = position.k2 ?? k2;
    }
    return {
      name: `adaptive(${BIAS}): k2 ${k2}`,
      run: (fixed, stream, sum) =>
        truncatedBPTT(fixed, stream, { k1: K1, k2, optimizer: sum, loss: crossEntropy }),
      factor: (steps) => K1 / steps,
    };
  },
};

/** How often a way is timed: at least twice, and no more once this time has passed. */
const RUNS = 10;
const MOST_MILLISECONDS = 500;

const ways: readonly Way[] = [
  {
    name: 'full BPTT',
    run: (model, stream, optimizer) =>
      truncatedBPTT(model, stream, { k1: Number.POSITIVE_INFINITY, optimizer, loss: crossEntropy }),
    factor: () => 1,
  },
  {
    name: 'byteBudget(least)',
    run: (model, stream, optimizer) => {
      const memory = byteBudget(leastBudget(model));
      return truncatedBPTT(model, stream, { k1: stream.length, optimizer, loss: crossEntropy, memory });
    },
    factor: () => 1,
  },
  truncated(1),
  truncated(MEAN_LENGTH),
  adaptive,
  {
    name: `randomTruncation(${MEAN_LENGTH})`,
    drawn: true,
    run: (model, stream, optimizer, random) => {
      const k1 = randomTruncation({ random, meanLength: MEAN_LENGTH });
      return truncatedBPTT(model, stream, { k1, optimizer, loss: crossEntropy });
    },
    factor: (steps) => MEAN_LENGTH / steps,
  },
  forward('rtrl', rtrl),
  forward('snap(1)', () => snap(1)),
  forward('eprop', eprop),
  forward('uoro', (random) => uoro({ random }), true),
  forward('kroneckerFactored', (random) => kroneckerFactored({ random }), true),
];

/**
 * Trains an LSTM a little, then measures every way to the gradient of a sequence: its time and
 * memory, and how far it is from the exact one.
 */
export function* whichGradient({ hidden, steps, draws, seed }: Settings): Generator<GradientReport> {
  const random = seeded(seed);
  const model = new CharLM(SYMBOLS, { hidden, random });
  const optimizer = new Optimizer(model, adam({ learningRate: 0.005 }));
  const lessons = new Lanes(echoes(8 * 2000, random), { lanes: 8 });
  for (const _ of truncatedBPTT(model, lessons, { k1: 20, optimizer, loss: crossEntropy }));
  const stream = new Lanes(echoes(steps + 1, random), { lanes: 1 });
  const longer = new Lanes(echoes(2 * EVERY * K1 + 1, random), { lanes: 1 });
  let exact: Float64Array | undefined;
  for (const way of ways) {
    const { mean, ...report } = measure(way, model, { stream, longer, exact, draws, random });
    exact ??= mean;
    yield report;
  }
}

/** What ways are measured with. */
interface Bench {
  readonly stream: Lanes;
  readonly longer: Lanes;
  /** The exact gradient, once it is known. */
  readonly exact: Float64Array | undefined;
  readonly draws: number;
  readonly random: Random;
}

function measure(
  way: Way,
  model: CharLM,
  { stream, longer, exact, draws, random }: Bench,
): GradientReport & { readonly mean: Float64Array } {
  const own = new Engine();
  return own.run(() => {
    const sum = new Sum(model);
    for (const _ of truncatedBPTT(model, stream, { k1: 1, optimizer: sum, loss: crossEntropy })) break;
    const before = own.memory.blocks.allocatedBytes;
    const road = way.settled === undefined ? stream : longer;
    const timed = timeOf(() =>
      way.run(model, road, { step: (closure) => differentiate(model, closure) }, random),
    );
    const bytes = timed.bytes - before;
    const { name, run, factor } = way.settled?.(model, longer) ?? way;
    const gradients: Float64Array[] = [];
    for (let draw = 0; draw < (way.drawn === true ? draws : 1); draw++) {
      sum.clear();
      for (const _ of run(model, stream, sum, random));
      gradients.push(sum.numbers.map((x) => x * factor(stream.length)));
    }
    const mean = meanOf(gradients);
    const wanted = exact ?? mean;
    const length = Math.sqrt(squaredDistance(wanted, new Float64Array(wanted.length)));
    const spread =
      gradients.reduce((total, gradient) => total + squaredDistance(gradient, mean), 0) / gradients.length;
    return {
      name,
      microseconds: (1000 * timed.milliseconds) / road.length,
      bytes,
      bias: Math.sqrt(squaredDistance(mean, wanted)) / length,
      deviation: Math.sqrt(spread) / length,
      mean,
    };
  });
}

/** The least time of some runs, and the memory of the engine after the first. */
function timeOf(run: () => Iterable<unknown>): { readonly milliseconds: number; readonly bytes: number } {
  let [milliseconds, bytes, total] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let n = 0; n < RUNS && (n < 2 || total < MOST_MILLISECONDS); n++) {
    const start = process.cpuUsage();
    for (const _ of run());
    const { user, system } = process.cpuUsage(start);
    const taken = (user + system) / 1000;
    if (n === 0) bytes = engine().memory.blocks.allocatedBytes;
    milliseconds = Math.min(milliseconds, taken);
    total += taken;
  }
  return { milliseconds, bytes };
}

/** The gradients of all steps, summed; the parameters stay as they are. */
class Sum implements Stepper {
  numbers: Float64Array;
  readonly #model: CharLM;

  constructor(model: CharLM) {
    this.#model = model;
    this.numbers = new Float64Array(
      [...parametersOf(model).values()].reduce((sum, { size }) => sum + size, 0),
    );
  }

  clear(): void {
    this.numbers = new Float64Array(this.numbers.length);
  }

  step<R extends StepResult>(closure: () => R): Outcome<R> {
    const outcome = differentiate(this.#model, closure);
    let at = 0;
    for (const parameter of parametersOf(this.#model).values()) {
      const gradient = parameter.gradient?.toFloats();
      for (let i = 0; i < parameter.size; i++)
        this.numbers[at + i] = (this.numbers[at + i] ?? 0) + (gradient?.[i] ?? 0);
      at += parameter.size;
    }
    return outcome;
  }
}

/** A budget that leaves room for some segments, from the size of the model. */
function leastBudget(model: CharLM): number {
  const parameters = [...parametersOf(model).values()].reduce((sum, { size }) => sum + size, 0);
  return 2 ** 19 + 24 * parameters;
}

/** Symbols of which most repeat the one `DELAY` steps before. */
function echoes(length: number, random: Random): Int32Array {
  const symbols = new Int32Array(length);
  for (let t = 0; t < length; t++) {
    const repeats = t >= DELAY && random.float() < 0.9;
    symbols[t] = repeats ? (symbols[t - DELAY] ?? 0) : random.integer(SYMBOLS);
  }
  return symbols;
}

function meanOf(gradients: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(gradients[0]?.length ?? 0);
  for (const gradient of gradients)
    gradient.forEach((x, i) => (mean[i] = (mean[i] ?? 0) + x / gradients.length));
  return mean;
}

function squaredDistance(x: Float64Array, y: Float64Array): number {
  return x.reduce((sum, each, i) => sum + (each - (y[i] ?? 0)) ** 2, 0);
}
