import { clock, count, counted, duration, percent } from '../ui/format.js';
import { escaped } from './escaped.js';
import type { RunRecord } from './run-record.js';

/** Returns the settings and the result of a run, beside the facts of its environment. */
export function factSection(run: RunRecord, environment: Readonly<Record<string, string>>): string {
  return [
    '<section class="facts">',
    `<div><h2>Settings</h2>${table(settingsOf(run))}</div>`,
    `<div><h2>Environment</h2>${table(Object.entries(environment))}</div>`,
    '</section>',
  ].join('\n');
}

function settingsOf({ data, model, settings, summary }: RunRecord): [string, string][] {
  const { validation, budget } = settings;
  const rows: [string, string][] = [];
  if (data !== undefined) {
    rows.push(
      ['text', data.text],
      [
        'characters',
        `${count(data.trainingCharacters)} to train on, ${count(data.validationCharacters)} held out`,
      ],
      ['symbols', count(data.symbols)],
    );
  }
  if (model !== undefined) {
    const { cell, layers, hidden, embedding, tied, nGrams, parameters, algorithm, batch, window, seed } =
      model;
    const { learningRate, schedule, decay, weightDecay, clip, dropout } = model;
    rows.push(
      ['cell', cell],
      ['layers', String(layers)],
      ['hidden units', String(hidden)],
      ['n-grams', nGrams === undefined ? 'none' : String(nGrams)],
      ['embedding', embedding === null ? 'none' : `${embedding}${tied ? ', tied to the head' : ''}`],
      ['parameters', count(parameters)],
      ['algorithm', algorithm],
      ['lanes', String(batch)],
      ['window', algorithm === 'tbptt' ? `${window} (k1 = k2)` : String(window)],
      ['learning rate', `${learningRate}, ${schedule} to ${Number((learningRate * decay).toPrecision(3))}`],
      ['weight decay', String(weightDecay)],
      ['clipping', `to a norm of ${clip}`],
      ['dropout', String(dropout)],
      ['seed', String(seed)],
    );
  }
  if (validation !== undefined) rows.push(['held out', percent(validation)]);
  if (budget !== undefined) {
    rows.push([
      'budget',
      'steps' in budget ? counted(budget.steps, 'update') : duration(60 * budget.minutes),
    ]);
  }
  if (summary !== undefined) {
    const { steps, characters, seconds, charactersPerSecond, interrupted } = summary;
    rows.push(
      ['updates', count(steps)],
      ['characters read', count(characters)],
      ['time', clock(seconds)],
      ['speed', `${count(charactersPerSecond)} characters per second`],
      ['stopped', interrupted ? 'on request' : 'by itself'],
    );
  }
  return rows;
}

function table(rows: readonly (readonly [name: string, value: string])[]): string {
  const lines = rows.map(
    ([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
  );
  return `<table>${lines.join('')}</table>`;
}
