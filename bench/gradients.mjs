// node bench/gradients.mjs [budget] [cost] [recomputation] [forward] [sparse]
// Measures what gradients beyond truncation cost, with the built packages; all of it by default.
//   budget         100,000 steps of an LSTM of 256 units as one window in 16 MB: peak of the engine's
//                  memory beside the model and of the process, and the time
//   cost           1,000 steps with 50 states kept, beside everything kept
//   recomputation  the speed at which segments are run again, beside the same steps in one window
//   forward        a step of snap(1) of a GRU of 128 units and of rtrl() of a MinGRU, beside TBPTT(1, 1)
//   sparse         a step of snap(2) of a GRU of 128 units, 3 % of whose recurrent weights are not zero,
//                  beside rtrl(), which keeps everything
// Times are those of the processor, so that what else runs on the machine matters less. Those of two ways
// are taken in turns; a ratio is the median of the ratios of the rounds.
import process from 'node:process';
import { crossEntropy, differentiate, Engine, evaluate, seeded, tensor } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { CharLM, GRU, LSTM, MinGRU, truncatedBPTT } from '@tbptt/rnn';
import { byteBudget, online, rtrl, snap } from '@tbptt/rnn/online';

const V = 65;
const ROUNDS = 15;
const MEGABYTE = 2 ** 20;

/** Symbols of which many repeat the one ten steps before. */
function streamOf(steps, random) {
  const symbols = new Int32Array(steps + 1);
  for (let t = 0; t <= steps; t++) {
    symbols[t] = t >= 10 && random.float() < 0.7 ? symbols[t - 10] : random.integer(V);
  }
  return new Lanes(symbols, { lanes: 1 });
}

/** An optimizer that differentiates and updates nothing. */
const stepper = (model) => ({ step: (closure) => differentiate(model, closure) });

function drain(run) {
  for (const _ of run);
}

function millisecondsOf(work) {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

/** The medians of two works in turns, and of the ratios of the second to the first. */
function inTurns(first, second, rounds = ROUNDS) {
  first();
  second();
  const pairs = Array.from({ length: rounds }, () => [millisecondsOf(first), millisecondsOf(second)]);
  const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
  const ratios = pairs.map(([a, b]) => b / a);
  return {
    first: median(pairs.map(([a]) => a)),
    second: median(pairs.map(([, b]) => b)),
    ratio: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
  };
}

const range = ({ ratio, least, most }) => `${ratio.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
const megabytes = (bytes) => `${(bytes / MEGABYTE).toFixed(1)} MB`;

const measurements = {
  budget() {
    const [T, bytes] = [100_000, 16 * MEGABYTE];
    const engine = new Engine();
    engine.run(() => {
      const random = seeded(1);
      const model = new CharLM(V, { hidden: 256, cell: LSTM, random });
      const stream = streamOf(T, random);
      const options = { k1: T, optimizer: stepper(model), loss: crossEntropy, memory: byteBudget(bytes) };
      const milliseconds = millisecondsOf(() => drain(truncatedBPTT(model, stream, options)));
      const peak = process.resourceUsage().maxRSS * 1024;
      console.log(
        `budget: ${T} steps of LSTM 256 in ${megabytes(bytes)}: ${megabytes(engine.memory.arena.capacity)} beside the model, ` +
          `${megabytes(peak)} the whole process; ${(milliseconds / 1000).toFixed(1)} s, ${(T / milliseconds).toFixed(1)} steps per ms`,
      );
    });
  },

  cost() {
    const T = 1000;
    const random = seeded(1);
    const model = new CharLM(V, { hidden: 256, cell: LSTM, random });
    const stream = streamOf(T, random);
    const options = { k1: T, optimizer: stepper(model), loss: crossEntropy };
    // Segments of 20 steps: all 50 states between them are kept.
    const memory = byteBudget(2 ** 30, { segment: T / 50 });
    const turns = inTurns(
      () => drain(truncatedBPTT(model, stream, options)),
      () => drain(truncatedBPTT(model, stream, { ...options, memory })),
    );
    console.log(
      `cost: ${T} steps of LSTM 256 with 50 states: ${range(turns)} times everything kept (${turns.first.toFixed(0)} ms)`,
    );
  },

  recomputation() {
    const [T, segment] = [1000, 20];
    const random = seeded(1);
    const model = new CharLM(V, { hidden: 256, cell: LSTM, random });
    const stream = streamOf(T, random);
    const whole = stream.window(0, T);
    const parts = Array.from({ length: T / segment }, (_, i) => stream.window(i * segment, segment));
    const initial = model.initialState(1);
    // What is run again: the model over segment after segment without a gradient, for its states.
    const turns = inTurns(
      () => evaluate(() => model.unroll(whole.inputs, initial).state),
      () => {
        let state = initial;
        for (const { inputs } of parts) {
          const entering = state;
          state = evaluate(() => model.unroll(inputs, entering).state);
        }
      },
      31,
    );
    console.log(
      `recomputation: segments of ${segment} steps reach ${(100 / turns.ratio).toFixed(0)} % ` +
        `(${(100 / turns.most).toFixed(0)} to ${(100 / turns.least).toFixed(0)}) of the speed of one window of ${T}`,
    );
  },

  forward() {
    const steps = 600;
    for (const [cell, name, algorithm, aim] of [
      [GRU, 'snap(1) of GRU 128', () => snap(1), 4],
      [MinGRU, 'rtrl() of MinGRU 128', () => rtrl(), 3],
    ]) {
      const random = seeded(1);
      const model = new CharLM(V, { hidden: 128, cell, random });
      const stream = streamOf(steps, random);
      const common = { optimizer: stepper(model), loss: crossEntropy };
      const turns = inTurns(
        () => drain(truncatedBPTT(model, stream, { k1: 1, ...common })),
        () => drain(online(model, stream, { algorithm: algorithm(), ...common })),
      );
      const each = (milliseconds) => `${((1000 * milliseconds) / steps).toFixed(0)} us`;
      console.log(
        `forward: a step of ${name}: ${range(turns)} times TBPTT(1, 1), aim ${aim} (${each(turns.second)} and ${each(turns.first)})`,
      );
    }
  },

  sparse() {
    const steps = 6;
    const random = seeded(1);
    const model = new CharLM(V, { hidden: 128, cell: GRU, random });
    const { weightHh } = model.body.layers[0];
    weightHh.assign(
      tensor(
        weightHh.shape,
        weightHh.toFloats().map((x) => (random.float() < 0.03 ? x : 0)),
      ),
    );
    const stream = streamOf(steps, random);
    const common = { optimizer: stepper(model), loss: crossEntropy };
    const memoryOf = (algorithm) => {
      const engine = new Engine();
      return engine.run(() => {
        drain(online(model, streamOf(2, random), { algorithm, ...common }));
        return engine.memory.blocks.allocatedBytes;
      });
    };
    const [sparse, dense] = [memoryOf(snap(2)), memoryOf(rtrl())];
    const turns = inTurns(
      () => drain(online(model, stream, { algorithm: snap(2), ...common })),
      () => drain(online(model, stream, { algorithm: rtrl(), ...common })),
      3,
    );
    const each = (milliseconds) => `${(milliseconds / steps).toFixed(1)} ms`;
    console.log(
      `sparse: a step of snap(2) of GRU 128, 3 % of the recurrent weights other than zero: ${each(turns.first)} and ${megabytes(sparse)}; ` +
        `rtrl() ${each(turns.second)} and ${megabytes(dense)}, ${range(turns)} times`,
    );
  },
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(measurements, name));
if (unknown !== undefined) {
  throw new Error(`there is no measurement '${unknown}'; there are ${Object.keys(measurements).join(', ')}`);
}
for (const name of asked.length > 0 ? asked : Object.keys(measurements)) measurements[name]();
