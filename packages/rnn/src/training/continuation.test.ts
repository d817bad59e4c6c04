import { ArgumentError, crossEntropy, type Indices, kernels, seeded, type Tensor } from '@tbptt/core';
import { loadStateDictionary, stateDictionary } from '@tbptt/core/files';
import { Lanes } from '@tbptt/data';
import { adam, Optimizer } from '@tbptt/optim';
import { afterEach, describe, expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import { adaptiveTruncation } from '../online/adaptive-truncation.js';
import type { Recurrent } from '../recurrent.js';
import type { StackState } from '../stack.js';
import { flattenState } from '../states/flatten-state.js';
import { LearnedState } from '../states/learned-state.js';
import { Observer } from '../testing/observer.js';
import type { Continuation } from './continuation.js';
import { randomWindows } from './random-windows.js';
import { slidingWindowBPTT } from './sliding-window-bptt.js';
import type { WindowSchedule } from './spans.js';
import type { Stream } from './stream.js';
import type { Update } from './train.js';
import { truncatedBPTT } from './truncated-bptt.js';
import type { WindowChoice } from './window-choice.js';

afterEach(() => kernels.use('auto'));

const ids = Int32Array.from({ length: 75 }, (_, i) => (i * i + 3 * i) % 7);
const lanes = new Lanes(ids, { lanes: 2 }); // 37 steps

/** The stream with windows in which no target counts: those that begin at the steps 12 to 19. */
const gaps: Stream = {
  lanes: 2,
  length: 37,
  window: (start, length) => {
    const window = lanes.window(start, length);
    if (start < 12 || start >= 20) return window;
    return { ...window, targets: { ...window.targets, data: window.targets.data.map(() => -1) }, count: 0 };
  },
};

interface Setting {
  readonly k1: number | WindowSchedule;
  readonly k2?: number | WindowChoice;
  readonly epochs?: number;
  readonly accumulate?: number;
  readonly burnIn?: number;
  readonly stream?: Stream;
  readonly learned?: boolean;
  readonly entering?: boolean;
  readonly sliding?: boolean;
}

const settings: readonly (readonly [name: string, setting: Setting])[] = [
  ['k1 = k2', { k1: 5 }],
  ['several epochs', { k1: 10, epochs: 3 }],
  ['k2 > k1', { k1: 3, k2: 8, epochs: 2 }],
  ['k2 that is no multiple of k1, and a burn-in', { k1: 4, k2: 11, burnIn: 6, epochs: 2 }],
  ['full back-propagation from a learned state', { k1: 5, k2: Infinity, learned: true, epochs: 2 }],
  ['full back-propagation from a state that was given', { k1: 5, k2: Infinity, entering: true, epochs: 2 }],
  ['a learned state and k2 > k1', { k1: 3, k2: 10, learned: true, epochs: 2 }],
  ['accumulation', { k1: 4, accumulate: 3, epochs: 2 }],
  ['accumulation and k2 > k1', { k1: 4, k2: 6, accumulate: 2, burnIn: 3, epochs: 2 }],
  ['random windows', { k1: randomWindows(6, { random: seeded(5), deviation: 2 }), epochs: 2 }],
  ['random windows and k2', { k1: randomWindows(5, { random: seeded(6), deviation: 2 }), k2: 9, epochs: 2 }],
  ['windows in which nothing counts', { k1: 3, k2: 7, stream: gaps, epochs: 2 }],
  ['a k2 that is chosen', { k1: 2, k2: adaptiveTruncation({ bias: 0.3, longest: 9, every: 8 }), epochs: 2 }],
  [
    'a k2 that is chosen, burn-in and accumulation',
    {
      k1: 2,
      k2: adaptiveTruncation({ bias: 0.3, longest: 9, every: 6 }),
      burnIn: 3,
      accumulate: 2,
      epochs: 2,
    },
  ],
  ['windows in which nothing counts, accumulated', { k1: 3, accumulate: 2, stream: gaps, epochs: 2 }],
  ['a sliding window', { k1: 3, k2: 8, sliding: true, burnIn: 2, epochs: 2 }],
  ['one window for the whole stream', { k1: Infinity, epochs: 4 }],
];

function make({ learned = false }: Setting): { model: Recurrent<StackState>; optimizer: Optimizer } {
  const inner = new CharLM(7, { hidden: 4, layers: 2, random: seeded(3) });
  const model = learned ? new LearnedState(inner) : inner;
  return { model, optimizer: new Optimizer(model, adam({ learningRate: 0.05 })) };
}

function run(
  setting: Setting,
  { model, optimizer }: { model: Recurrent<StackState>; optimizer: Optimizer },
  after?: Continuation<StackState>,
): Generator<Update<StackState>, void, void> {
  const { k1, k2, learned: _, entering = false, sliding = false, stream = lanes, ...rest } = setting;
  const state = model.unroll(lanes.window(0, 3).inputs, model.initialState(2)).state;
  const options = {
    ...rest,
    k1,
    optimizer,
    loss: (outputs: Tensor, targets: Indices) => crossEntropy(outputs, targets),
    ...(after !== undefined && { after }),
    ...(entering && { state }),
  };
  if (sliding) return slidingWindowBPTT(model, stream, { ...options, k2: typeof k2 === 'number' ? k2 : 1 });
  return truncatedBPTT(model, stream, { ...options, ...(k2 !== undefined && { k2 }) });
}

/** What an update gives, as plain values that are compared bit by bit. */
const told = ({ loss, count, position, state, carried }: Update<StackState>) => ({
  loss,
  count,
  position,
  state: Object.values(flattenState(state)).map((tensor) => [...tensor.toFloats()]),
  carried: carried && Object.values(flattenState(carried)).map((tensor) => [...tensor.toFloats()]),
});
const weights = (model: object) => Object.values(stateDictionary(model)).map((each) => [...each.toFloats()]);

describe.each(['strict', 'auto'] as const)('in kernels %s', (variant) => {
  test.each(settings)('a run continues after each of its updates: %s', (_, setting) => {
    kernels.use(variant);
    const whole = make(setting);
    const places: {
      update: Update<StackState>;
      weights: object;
      optimizer: ReturnType<Optimizer['state']>;
    }[] = [];
    for (const update of run(setting, whole)) {
      places.push({ update, weights: stateDictionary(whole.model), optimizer: whole.optimizer.state() });
    }
    expect(places.length).toBeGreaterThan(3);
    places.forEach((place, index) => {
      const rest = make(setting);
      loadStateDictionary(rest.model, place.weights as ReturnType<typeof stateDictionary>);
      rest.optimizer.restore(place.optimizer);
      const updates = [...run(setting, rest, place.update)];
      expect(updates.map(told)).toEqual(places.slice(index + 1).map(({ update }) => told(update)));
      expect(weights(rest.model)).toEqual(weights(whole.model));
    });
  });
});

test('an update says whether it ends its epoch, and where the next window begins', () => {
  const setting = { k1: 12, k2: 20, epochs: 2 };
  const places = [...run(setting, make(setting))].map(({ position, carried }) => {
    const { step, epoch, from, end, next, endsEpoch } = position;
    return [step, epoch, from, end, next, endsEpoch, carried !== undefined];
  });
  expect(places.slice(0, 5)).toEqual([
    [0, 0, 0, 12, 4, false, true],
    [1, 0, 4, 24, 16, false, true],
    [2, 0, 16, 36, 28, false, true],
    [3, 0, 28, 37, 37, true, false],
    [4, 1, 0, 12, 4, false, true],
  ]);
});

test('epochs without end continue, too', () => {
  const setting = { k1: 12, epochs: Infinity };
  let last: Update<StackState> | undefined;
  for (const update of run(setting, make(setting))) {
    last = update;
    if (update.position.step === 9) break;
  }
  for (const { position } of run(setting, make(setting), last)) {
    expect(position).toMatchObject({ step: 10, epoch: 2, start: 24, seen: 2 * 74 + 2 * 36 });
    break;
  }
});

test('a run that is finished has no further updates', () => {
  const setting = { k1: 12, epochs: 2 };
  const last = [...run(setting, make(setting))].at(-1);
  expect([...run(setting, make(setting), last)]).toEqual([]);
});

test('an optimizer without a count of steps has its windows counted by the run', () => {
  const asked: number[] = [];
  const k1 = (update: number) => {
    asked.push(update);
    return 12;
  };
  const { model } = make({ k1 });
  const optimizer = { step: new Observer(model).step.bind(new Observer(model)) };
  const [first] = truncatedBPTT(model, lanes, { k1, optimizer, loss: crossEntropy });
  if (first === undefined) throw new Error('there was no update');
  asked.length = 0;
  const rest = [...truncatedBPTT(model, lanes, { k1, optimizer, loss: crossEntropy, after: first })];
  expect(rest.map(({ position }) => position.step)).toEqual([1, 2, 3]);
  expect(Math.min(...asked)).toBe(1);
});

describe('an update is refused', () => {
  const setting = { k1: 3, k2: 8, epochs: 2 };
  const updates = [...run(setting, make(setting))];
  const update = (index: number): Update<StackState> => {
    const found = updates[index];
    if (found === undefined) throw new Error('there is no such update');
    return found;
  };
  const { position, state } = update(5);

  test.each<[string, Setting, unknown, string]>([
    [
      'with other windows',
      { ...setting, k2: 9 },
      update(5),
      'the next window begins at step 12, but the update has the states that enter the steps 13 and 18; k1, k2 and burnIn (0) must be those of the run, or k2 no more than k1.',
    ],
    ['with another k1', { ...setting, k1: 4 }, update(5), 'the next window begins at step 14'],
    [
      'with fewer epochs',
      { ...setting, epochs: 1 },
      update(14),
      'the run is in epoch 1 (from 0), but epochs is 1',
    ],
    [
      'with a shorter stream',
      { ...setting, stream: new Lanes(ids.subarray(0, 21), { lanes: 2 }) },
      update(5),
      'the update has read the steps before 18, but the stream has 10 steps',
    ],
    [
      'with a longer stream',
      { ...setting, stream: new Lanes(ids, { lanes: 1 }) },
      update(12),
      'the update ended the epoch at step 37, but the stream has 74 steps; it must be the stream of the run.',
    ],
    [
      'without the state it carries',
      setting,
      { position, state },
      'begins at step 13, before 18, but it has no `carried`',
    ],
    ['that is its state', setting, state, 'after is an array; it must be an update of the run'],
    ['that is missing', setting, null, 'after is null'],
    ['without a state', setting, { position }, 'after is an object'],
    [
      'with a position of fractions',
      setting,
      { position: { ...position, step: 0.5 }, state },
      'after.position.step is 0.5',
    ],
    [
      'with a position behind its end',
      setting,
      { position: { ...position, next: 19 }, state },
      'after.position.next is 19',
    ],
    [
      'without the end of an epoch',
      setting,
      { position: { ...position, endsEpoch: 1 }, state },
      'endsEpoch is 1',
    ],
  ])('%s', (_, other, after, message) => {
    // A program in JavaScript may give anything.
    const begin = () => run(other, make(other), after as Continuation<StackState>).next();
    expect(begin).toThrow(ArgumentError);
    expect(begin).toThrow(message);
  });

  test('for windows without overlap, none is', () => {
    const other = { k1: 7, epochs: 2 };
    const rest = [...run(other, make(other), update(5))];
    expect(rest[0]?.position).toMatchObject({ from: 18, start: 18, end: 25 });
  });
});
