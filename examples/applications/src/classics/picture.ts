import * as Plot from '@observablehq/plot';
import { imagePlot } from '../digits/picture.js';
import { colors, figureOf, type Panel } from '../shared/figure.js';
import type { AddingMoment, Belief, CopiedSymbol, ReadDigit, Remembered } from './behavior.js';

/** What the networks of the classic tasks do, each on one sequence. */
export interface Behavior {
  readonly adding: readonly AddingMoment[];
  readonly order: readonly Belief[];
  readonly copied: readonly CopiedSymbol[];
  readonly memory: readonly Remembered[];
  readonly digits: readonly ReadDigit[];
}

/** A cell of a heat map. */
interface Cell {
  readonly x: number;
  readonly y: number;
  readonly probability: number;
}

const margins = { marginLeft: 40, marginRight: 16, marginBottom: 30 };
const steps = { label: 'step', labelArrow: 'none', labelAnchor: 'center', tickSize: 0 } as const;
/** The classes of temporal order with three symbols. */
const ORDERS = ['XXX', 'XXY', 'XYX', 'XYY', 'YXX', 'YXY', 'YYX', 'YYY'];
/** Probabilities that are not drawn. */
const FAINT = 0.02;

/** A panel for each task: what its network answers, repeats, keeps or reads, step by step. */
export function classicsPicture({ adding, order, copied, memory, digits }: Behavior): string {
  const description =
    'Five tasks. Adding: the answer that a network would give after each step drifts to 1, the best guess, and is the sum after the second marked number. ' +
    'Temporal order: the probabilities of eight classes, of which one is left after the third symbol. ' +
    'Copying: symbols that are shown first are repeated after a long pause, and units of the state that turn meanwhile. ' +
    'Continual Reber strings: a cell that has one value in strings of T and another in strings of P. ' +
    'Digits, and the order of pixels in which they are read.';
  return figureOf(description, [
    addingPanel(adding),
    orderPanel(order),
    copyPanel(copied),
    turningPanel(copied),
    memoryPanel(memory),
    ...digits.flatMap(digitPanels),
  ]);
}

function addingPanel(moments: readonly AddingMoment[]): Panel {
  const marked = moments.filter((moment) => moment.marked !== undefined);
  return {
    title: 'Adding: marked numbers (dots), their sum so far (gray), the answer of the LSTM (blue)',
    height: 170,
    plot: {
      ...margins,
      x: steps,
      y: { label: null, grid: true, ticks: 4, tickSize: 0 },
      marks: [
        Plot.ruleX(marked, { x: 'step', stroke: colors.orange, strokeOpacity: 0.4 }),
        Plot.lineY(moments, {
          x: 'step',
          y: 'sum',
          stroke: colors.gray,
          strokeWidth: 4,
          strokeOpacity: 0.4,
          curve: 'step-after',
        }),
        Plot.lineY(moments, { x: 'step', y: 'answer', stroke: colors.blue, strokeWidth: 2 }),
        Plot.dot(marked, { x: 'step', y: 'marked', fill: colors.orange, r: 4 }),
      ],
    },
  };
}

function orderPanel(beliefs: readonly Belief[]): Panel {
  const relevant = beliefs.filter(({ symbol }) => symbol === 'X' || symbol === 'Y');
  return {
    title: 'Temporal order: probabilities of the eight classes; after the third X or Y one is left',
    height: 190,
    plot: {
      ...margins,
      marginTop: 18,
      x: { ...steps, domain: [0, beliefs.length] },
      y: { domain: [ORDERS.length, 0], axis: null },
      opacity: { domain: [0, 1] },
      marks: [
        Plot.rect(cellsOf(beliefs), heat),
        Plot.ruleX(relevant, {
          x: ({ step }: Belief) => step + 0.5,
          stroke: colors.orange,
          strokeOpacity: 0.6,
        }),
        Plot.text(relevant, {
          x: ({ step }: Belief) => step + 0.5,
          y: 0,
          dy: -9,
          text: 'symbol',
          fill: colors.orange,
        }),
        Plot.text(ORDERS, {
          x: 0,
          y: (_: string, i: number) => i + 0.5,
          dx: -18,
          text: (name: string) => name,
        }),
        Plot.frame({ stroke: '#ccc' }),
      ],
    },
  };
}

function copyPanel(symbols: readonly CopiedSymbol[]): Panel {
  const rows = symbols[0]?.probabilities.length ?? 0;
  const dots = (of: 'shown' | 'wanted') => symbols.filter((each) => each[of] > 0);
  return {
    title: 'Copying: shown (dots), to be repeated (rings), said by the linear RNN (blue)',
    height: 190,
    plot: {
      ...margins,
      x: { ...steps, domain: [0, symbols.length] },
      y: { domain: [rows, 0], axis: null },
      opacity: { domain: [0, 1] },
      marks: [
        Plot.rect(cellsOf(symbols), heat),
        Plot.dot(dots('shown'), {
          x: middle,
          y: ({ shown }: CopiedSymbol) => shown + 0.5,
          fill: colors.orange,
          r: 3,
        }),
        Plot.dot(dots('wanted'), {
          x: middle,
          y: ({ wanted }: CopiedSymbol) => wanted + 0.5,
          stroke: colors.orange,
          r: 5,
        }),
        Plot.text(['blank', ...Array.from({ length: rows - 2 }, (_, i) => String(i + 1)), 'go'], {
          x: 0,
          y: (_: string, i: number) => i + 0.5,
          dx: -18,
          text: (name: string) => name,
        }),
        Plot.frame({ stroke: '#ccc' }),
      ],
    },
  };
}

/** Units of the linear network that are drawn. */
const UNITS = 3;

function turningPanel(symbols: readonly CopiedSymbol[]): Panel {
  const points = Array.from({ length: UNITS }, (_, unit) =>
    symbols.map(({ step, units }) => ({ step, unit, value: units[unit] ?? 0 })),
  ).flat();
  return {
    title: `${UNITS} of its units in the meantime: its state turns on`,
    height: 120,
    plot: {
      ...margins,
      x: steps,
      y: { label: null, grid: true, ticks: 3, tickSize: 0 },
      color: { domain: [0, 1, 2], range: [colors.blue, colors.green, colors.gray] },
      marks: [Plot.lineY(points, { x: 'step', y: 'value', z: 'unit', stroke: 'unit', strokeWidth: 1.5 })],
    },
  };
}

function memoryPanel(passage: readonly Remembered[]): Panel {
  return {
    title: 'Continual Reber: a cell of the LSTM in strings that end with T (blue) or P (orange)',
    height: 170,
    plot: {
      ...margins,
      x: { label: null, axis: null },
      y: { label: null, grid: true, ticks: 4, tickSize: 0 },
      marks: [
        Plot.lineY(passage, { x: 'step', y: 'cell', stroke: colors.gray, strokeOpacity: 0.5, curve: 'step' }),
        Plot.dot(passage, { x: 'step', y: 'cell', r: 3, fill: ({ outer }: Remembered) => colorOf(outer) }),
        Plot.text(passage, {
          x: 'step',
          frameAnchor: 'bottom',
          dy: 16,
          text: 'symbol',
          fill: ({ outer }: Remembered) => colorOf(outer),
        }),
      ],
    },
  };
}

function digitPanels({ image, asRead, digit, said }: ReadDigit): readonly Panel[] {
  const [width, height] = [95, 115];
  return [
    { title: `a ${digit},`, plot: imagePlot(image), width, height },
    { title: `read: ${said}`, plot: imagePlot(asRead), width, height },
  ];
}

function colorOf(outer: string): string {
  return outer === 'T' ? colors.blue : outer === 'P' ? colors.orange : colors.gray;
}

function middle({ step }: { readonly step: number }): number {
  return step + 0.5;
}

/** Neighboring steps of nearly the same probability are one mark, so that the file stays small. */
function cellsOf(beliefs: readonly { readonly step: number; readonly probabilities: readonly number[] }[]) {
  const cells: (Cell & { readonly end: number })[] = [];
  for (let y = 0; y < (beliefs[0]?.probabilities.length ?? 0); y++) {
    const at = (x: number) => Math.round(20 * (beliefs[x]?.probabilities[y] ?? 0)) / 20;
    for (let x = 0; x < beliefs.length; ) {
      const [start, probability] = [x, at(x)];
      while (x < beliefs.length && at(x) === probability) x++;
      if (probability > FAINT) cells.push({ x: start, end: x, y, probability });
    }
  }
  return cells;
}

const heat: Plot.RectOptions = {
  x1: 'x',
  x2: 'end',
  y1: 'y',
  y2: ({ y }: Cell) => y + 1,
  fill: colors.blue,
  fillOpacity: 'probability',
};
