import { MOST_VALIDATED } from '../language-model/prepare.js';
import { count, counted, percent } from './format.js';
import { printable } from './printable.js';
import type { ReportOf } from './reports.js';
import type { Colors } from './terminal.js';

/** "notes.txt: 1,000 characters, 40 symbols; the last 10 % held out" */
export function dataText(
  { text, characters, symbols, trainingCharacters, validationCharacters }: ReportOf<'data'>,
  { bold }: Colors,
): string {
  const share = percent(validationCharacters / (trainingCharacters + validationCharacters));
  const part =
    validationCharacters > MOST_VALIDATED ? `; a validation reads ${count(MOST_VALIDATED)} of it` : '';
  const held = validationCharacters === 0 ? 'none held out' : `the last ${share} held out${part}`;
  return `${bold(printable(text))}: ${count(characters)} characters, ${counted(symbols, 'symbol')}; ${held}`;
}

/** "LSTM, 1 layer of 8 units, embedding of 5: 1,000 parameters" */
export function modelText(
  { cell, hidden, layers, embedding, tied, nGrams, parameters }: ReportOf<'model'>,
  { bold }: Colors,
): string {
  const parts = [
    `${bold(cell.toUpperCase())}, ${counted(layers, 'layer')} of ${counted(hidden, 'unit')}`,
    ...(embedding === null ? [] : [`${tied ? 'tied ' : ''}embedding of ${embedding}`]),
    ...(nGrams === undefined ? [] : [`n-grams of ${nGrams}`]),
  ];
  return `${parts.join(', ')}: ${counted(parameters, 'parameter')}`;
}

/** "4 lanes, windows of 24, Adam at 0.01, seed 42, relaxed kernels" */
export function trainingText(report: ReportOf<'model'>): string {
  const { algorithm, batch, window, learningRate, schedule, weightDecay, dropout, seed } = report;
  const { kernels, wide, threads, ranks = 1 } = report;
  return [
    ...(algorithm === 'tbptt' ? [] : [algorithm]),
    counted(batch, 'lane'),
    `windows of ${window}`,
    `Adam at ${learningRate}${schedule === 'linear' ? '' : ` (${schedule})`}`,
    ...(weightDecay === 0 ? [] : [`weight decay ${weightDecay}`]),
    ...(dropout === 0 ? [] : [`dropout ${dropout}`]),
    `seed ${seed}`,
    `${kernels}${wide ? ' 256-bit' : ''} kernels`,
    ...(threads > 1 ? [counted(threads, 'thread')] : []),
    ...(ranks > 1 ? [`${count(ranks)} processes`] : []),
  ].join(', ');
}
