import { crossEntropy, seeded } from '@tbptt/core';
import { continualReber, Lanes, REBER_SYMBOLS } from '@tbptt/data';
import { adam, Optimizer } from '@tbptt/optim';
import { CharLM, suggestWindow, truncatedBPTT } from '@tbptt/rnn';
import { colors, linePlot } from './line-plot.js';

const LONGEST = 40;
const BIAS = 0.1;

/**
 * The relative error of the gradient of TBPTT(1, k2) over k2, before training and after, and the
 * windows that are suggested.
 */
export function truncationErrorFigure(): string {
  const random = seeded(3);
  const stream = new Lanes(continualReber(random, 8 * 2000 + 1).ids, { lanes: 8 });
  const model = new CharLM(REBER_SYMBOLS.length, { hidden: 16, random });
  const measure = () =>
    suggestWindow(model, stream, {
      k1: 1,
      longest: LONGEST,
      ends: [500, 1000, 1500, 2000],
      bias: BIAS,
      loss: crossEntropy,
    });
  const before = measure();
  const optimizer = new Optimizer(model, adam({ learningRate: 1e-2 }));
  for (const _ of truncatedBPTT(model, stream, {
    k1: 20,
    k2: 40,
    epochs: 10,
    optimizer,
    loss: crossEntropy,
  }));
  const after = measure();
  const line = ({ errors }: typeof before) =>
    errors.map(({ k2, relative }) => [k2, relative] as const).filter(([, relative]) => relative > 1e-3);
  const mark = ({ k2, errors }: typeof before): readonly [number, number] => [
    k2,
    errors.find((error) => error.k2 === k2)?.relative ?? Number.NaN,
  ];
  return linePlot({
    description: `The relative error of a truncated gradient falls with the length of the window, more slowly after training than before.`,
    x: { label: 'k2', domain: [0, 30] },
    y: {
      label: 'relative error of the gradient',
      domain: [1e-3, 1],
      logarithmic: true,
      ticks: [0.001, 0.01, 0.1, 1],
    },
    lines: [
      {
        label: 'tolerated: 0.1',
        points: [
          [0, BIAS],
          [30, BIAS],
        ],
        color: colors.gray,
        dashed: true,
      },
      { label: 'before training', points: line(before), color: colors.orange },
      { label: 'after training', points: line(after), color: colors.blue },
    ],
    marks: [
      { at: mark(before), label: `k2 = ${before.k2}`, color: colors.orange, offset: [-8, 16] },
      { at: mark(after), label: `k2 = ${after.k2}`, color: colors.blue, offset: [6, -6] },
    ],
  });
}
