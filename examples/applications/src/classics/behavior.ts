import {
  abs,
  add,
  argMax,
  divide,
  evaluate,
  indices,
  mean,
  type Random,
  softmax,
  sqrt,
  subtract,
  type Tensor,
  tensor,
  variance,
} from '@tbptt/core';
import {
  addingProblem,
  continualReber,
  copyMemory,
  gatherRows,
  REBER_SYMBOLS,
  TEMPORAL_ORDER_SYMBOLS,
  temporalOrder,
} from '@tbptt/data';
import { type Digits, pixelByPixel, type Reader } from '@tbptt/learning';

/** A step of the adding problem. */
export interface AddingMoment {
  readonly step: number;
  /** The number of this step, if it is marked. */
  readonly marked: number | undefined;
  /** The sum of the numbers marked so far. */
  readonly sum: number;
  /** What the network would answer after this step. */
  readonly answer: number;
}

/** A step at which classes or symbols have probabilities. */
export interface Belief {
  readonly step: number;
  /** The symbol that is read. */
  readonly symbol: string;
  readonly probabilities: readonly number[];
}

/** A step of the copy memory problem; 0 is blank. */
export interface CopiedSymbol {
  readonly step: number;
  readonly shown: number;
  readonly wanted: number;
  readonly probabilities: readonly number[];
  /** The outputs of the hidden units. */
  readonly units: readonly number[];
}

/** A symbol of continual Reber strings and the cell that remembers the outer symbol of each. */
export interface Remembered {
  readonly step: number;
  readonly symbol: string;
  /** The second symbol of the string, T or P, which is to be predicted at its end; empty before it. */
  readonly outer: string;
  readonly cell: number;
}

/** A digit, and what the network says of it. */
export interface ReadDigit {
  /** Row by row. */
  readonly image: Float32Array;
  /** In the order in which it is read. */
  readonly asRead: Float32Array;
  readonly digit: number;
  readonly said: number;
}

/** The steps of an adding problem. */
export function addingMoments(model: Reader, random: Random, steps: number): readonly AddingMoment[] {
  const { inputs } = addingProblem(random, { steps, lanes: 1 });
  const answers = evaluate(() => model.read(tensor(inputs.shape, inputs.data))).toFloats();
  let sum = 0;
  return Array.from(answers, (answer, step) => {
    const [number = 0, mark] = inputs.data.subarray(2 * step);
    if (mark === 1) sum += number;
    return { step, marked: mark === 1 ? number : undefined, sum, answer };
  });
}

/** The steps of a temporal order problem, with the probabilities of the eight classes. */
export function orderMoments(model: Reader, random: Random, steps: number): readonly Belief[] {
  const { inputs } = temporalOrder(random, { steps, lanes: 1, relevant: 3 });
  const probabilities = evaluate(() => softmax(model.read(inputs))).toNested(3);
  return probabilities.map(([row = []], step) => ({
    step,
    symbol: TEMPORAL_ORDER_SYMBOLS[inputs.data[step] ?? 0] ?? '',
    probabilities: row,
  }));
}

/** The steps of a copy memory problem. */
export function copiedSymbols(
  model: Reader,
  random: Random,
  sizes: { readonly length: number; readonly delay: number },
): readonly CopiedSymbol[] {
  const { inputs, targets } = copyMemory(random, { ...sizes, lanes: 1 });
  const probabilities = evaluate(() => softmax(model.read(inputs))).toNested(3);
  const units = evaluate(() => model.layer.unroll(inputs).outputs).toNested(3);
  return probabilities.map(([row = []], step) => ({
    step,
    shown: inputs.data[step] ?? 0,
    wanted: targets.data[step] ?? 0,
    probabilities: row,
    units: units[step]?.[0] ?? [],
  }));
}

/** Symbols of continual Reber strings that are read to choose a cell, and those that are shown. */
const [READ, SHOWN] = [2000, 70];

/** A passage of continual Reber strings, with the cell that tells the outer symbols best. */
export function remembered(model: Reader, random: Random): readonly Remembered[] {
  const { ids } = continualReber(random, READ);
  const symbols = Array.from(ids, (id) => REBER_SYMBOLS[id] ?? '');
  const outers = outerSymbols(symbols);
  let state = model.initialState(1);
  const cells = Array.from(ids, (id) => {
    state = evaluate(() => model.step(indices([1], [id]), state)).state;
    return (state['c'] as Tensor).toNested(2)[0] ?? [];
  });
  const cell = mostTelling(cells, outers);
  return symbols
    .map((symbol, step) => ({ step, symbol, outer: outers[step] ?? '', cell: cells[step]?.[cell] ?? 0 }))
    .slice(0, SHOWN);
}

/** The second symbol of the string that each symbol is part of, from there on to the last symbol but one. */
function outerSymbols(symbols: readonly string[]): readonly string[] {
  const outers: string[] = [];
  let [inString, outer] = [0, ''];
  for (const [t, symbol] of symbols.entries()) {
    if (inString === 1) outer = symbol;
    outers.push(inString >= 1 ? outer : '');
    // A string ends with the outer symbol and E; the E of the string inside is followed by the outer symbol.
    const ends = symbol === 'E' && symbols[t - 1] === outer && symbols[t - 2] === 'E';
    if (ends) [inString, outer] = [0, ''];
    else inString++;
  }
  return outers;
}

/** The index of the cell whose mean differs most between strings of T and of P, in standard deviations. */
function mostTelling(cells: readonly (readonly number[])[], outers: readonly string[]): number {
  const momentsOf = (outer: string) => {
    const values = tensor(cells.filter((_, t) => outers[t] === outer));
    return { mean: mean(values, 0), variance: variance(values, 0, { correction: 0 }) };
  };
  const distances = evaluate(() => {
    const [T, P] = [momentsOf('T'), momentsOf('P')];
    return divide(abs(subtract(T.mean, P.mean)), sqrt(add(add(T.variance, P.variance), 1e-12)));
  });
  return argMax(distances).data[0] ?? 0;
}

/** The digits that are shown. */
const DIGITS = [2, 4, 7, 9];

/** Held-out digits as they are, as they are read, and what the network says. */
export function readDigits(model: Reader, heldOut: Digits): readonly ReadDigit[] {
  const rows = DIGITS.map((digit) => heldOut.labels.data.indexOf(digit));
  const images = gatherRows(heldOut.images, Int32Array.from(rows));
  const read = pixelByPixel(images);
  const said = evaluate(() => argMax(model.answer(read))).data;
  const pixels = read.toFloats();
  const B = rows.length;
  return DIGITS.map((digit, b) => ({
    image: images.data.slice((b * images.data.length) / B, ((b + 1) * images.data.length) / B),
    asRead: pixels.filter((_, i) => i % B === b),
    digit,
    said: said[b] ?? -1,
  }));
}
