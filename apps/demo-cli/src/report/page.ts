import { chooseUnits, type StudiedUnit } from '@tbptt/rnn/inspection';
import type { NGramReference } from '../language-model/n-gram-reference.js';
import { bits, clock, count, counted, percent } from '../ui/format.js';
import type { TextStudy } from '../units/study-text.js';
import { lagChart } from './charts/lag-chart.js';
import { lossChart } from './charts/loss-chart.js';
import { numberChart } from './charts/number-chart.js';
import { saturationChart } from './charts/saturation-chart.js';
import { escaped } from './escaped.js';
import { type GradientByLag, shareWithin } from './gradient-lags.js';
import type { RunRecord } from './run-record.js';
import { script } from './script.js';
import { style } from './style.js';
import { type Chart, svgOf } from './svg.js';

/** Everything that a page shows. */
export interface ReportPage {
  readonly run: RunRecord;
  readonly reference: NGramReference | undefined;
  readonly lags: GradientByLag | undefined;
  readonly units: TextStudy | undefined;
  /** The text that was read for the last two: the held-out one, say. */
  readonly read: string;
  /** Facts about the program and the machine, by their names. */
  readonly environment: Readonly<Record<string, string>>;
}

const WIDE = 960;
const NARROW = 358;
const THIRD = 304;

/** How many units can be chosen. */
const UNITS = 24;

/**
 * Returns a page in one file, which needs no network: what was trained and how well, the curves of
 * the run, the gradient by lag, what units do, what the model wrote, settings and environment.
 */
export function reportPage(page: ReportPage): string {
  const { run } = page;
  const title = headline(run);
  const body = [
    `<header><h1>${escaped(title)}</h1><button id="theme" type="button" hidden>Dark</button></header>`,
    '<main>',
    hatch,
    first(page),
    overTime(run),
    lagSection(page),
    unitSection(page),
    gateSection(page),
    sampleSection(run),
    factSection(page),
    '</main>',
    '<footer>Made by tbptt. This file needs no network.</footer>',
  ];
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<link rel="icon" href="data:,">',
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    `<body>${body.filter((part) => part !== '').join('\n')}`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** The pattern of bars that stand for what is dropped. */
const hatch =
  '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="1.5" height="5" fill="var(--soft)"/></pattern></defs></svg>';

/** "LSTM 2 x 256 on Moby-Dick: 1.71 bits per character held out after 42 minutes, still falling" */
function headline({ data, model, curve, validations, summary, notices }: RunRecord): string {
  const name =
    model === undefined ? 'A model' : `${model.cell.toUpperCase()} ${model.layers} x ${model.hidden}`;
  const text = data === undefined ? '' : ` on ${data.text.replace(/^.*[\\/]/, '')}`;
  const last = curve.at(-1);
  const held = validations.at(-1)?.bitsPerCharacter;
  if (last === undefined) {
    return held === undefined
      ? `${name}${text}`
      : `${name}${text}: ${held.toFixed(2)} bits per character held out`;
  }
  const time = ` after ${duration(summary?.seconds ?? last.seconds)}`;
  if (notices.some((notice) => notice.includes('diverge')) || !Number.isFinite(last.bitsPerCharacter)) {
    return `${name}${text}: training diverged${time}`;
  }
  const loss =
    held === undefined
      ? `${last.bitsPerCharacter.toFixed(2)} bits per character in training`
      : `${held.toFixed(2)} bits per character held out`;
  return `${name}${text}: ${loss}${time}${trend(curve, validations)}`;
}

function duration(seconds: number): string {
  if (seconds < 100) return counted(Math.round(seconds), 'second');
  const minutes = seconds / 60;
  return minutes < 100 ? counted(Math.round(minutes), 'minute') : `${(minutes / 60).toFixed(1)} hours`;
}

/** Whether the loss was still falling at the end, by the validations or by the last fifths of training. */
function trend(curve: RunRecord['curve'], validations: RunRecord['validations']): string {
  if (validations.length >= 3) {
    const best = Math.min(...validations.map(({ bitsPerCharacter }) => bitsPerCharacter));
    const last = validations.at(-1)?.bitsPerCharacter ?? 0;
    const before = Math.min(...validations.slice(0, -1).map(({ bitsPerCharacter }) => bitsPerCharacter));
    if (last > best) return `, best at ${best.toFixed(2)}`;
    return before - last > 0.002 ? ', still falling' : ', no longer falling';
  }
  const fifth = Math.floor(curve.length / 5);
  if (fifth < 4) return '';
  const mean = (points: RunRecord['curve']): number =>
    points.reduce((sum, { bitsPerCharacter }) => sum + bitsPerCharacter, 0) / points.length;
  const fell = mean(curve.slice(-2 * fifth, -fifth)) - mean(curve.slice(-fifth));
  return fell > 0.01 ? ', still falling' : ', no longer falling';
}

function first({ run, reference }: ReportPage): string {
  const { sample, glimpses, notices } = run;
  const shown = sample ?? glimpses.at(-1)?.text ?? '';
  return [
    '<section class="first">',
    ...notices.map((notice) => `<p class="notice">${escaped(notice)}</p>`),
    run.curve.length === 0
      ? '<p>There is no log of the run, so there are no curves.</p>'
      : figure('', (width) => lossChart(run, reference, width)),
    shown.trim() === ''
      ? ''
      : `<h2>What it writes</h2><blockquote class="text">${escaped(shorten(shown.trim(), 420))}</blockquote>`,
    '</section>',
  ].join('\n');
}

function overTime(run: RunRecord): string {
  if (run.curve.length === 0) return '';
  const charts = (['gradientNorm', 'learningRate', 'charactersPerSecond'] as const).map((name) =>
    figure('', (width) => numberChart(run, name, width), THIRD),
  );
  return `<section><h2>Gradient, rate and speed</h2><div class="row">${charts.join('\n')}</div></section>`;
}

function lagSection({ lags, read }: ReportPage): string {
  if (lags === undefined) return '';
  const { norms, window, places } = lags;
  const share = (lag: number): string =>
    percent(Math.round(1000 * shareWithin(norms, lag)) / 1000).replace(' ', '\u00a0');
  const half = Math.max(1, Math.floor(window / 2));
  const caption = `The norm of the gradient of a loss with respect to the state 1, 2, 3 ... characters before it, on average over ${counted(places, 'place')} of ${escaped(read)}.`;
  return [
    '<section><h2>What truncation keeps of the gradient</h2>',
    `<p>k2 = ${window} keeps ${share(window)} of the norms up to lag ${norms.length} for the last loss of a window, ${share(half)} for one in its middle.</p>`,
    figure(caption, (width) => lagChart(lags, width)),
    '</section>',
  ].join('\n');
}

function unitSection({ units: study, read }: ReportPage): string {
  if (study === undefined) return '';
  const chosen = chooseUnits(study.units, UNITS);
  const best = chosen[0];
  if (best === undefined) return '';
  // The loss of each character, as if it was one more unit: 10 bits and more are 1.
  const surprise = study.surprise.map((loss) => (loss > 0 ? Math.min(1, loss / 10) : 0));
  const levels = [...chosen.map(({ activations }) => activations), surprise].map((numbers) =>
    Array.from(numbers, letter).join(''),
  );
  const cells = study.passage.map((character, i) => {
    const level = Math.round(10 * (best.activations[i] ?? 0));
    const name = [level < 0 ? 'd' : '', character === '\n' ? 'nl' : '']
      .filter((part) => part !== '')
      .join(' ');
    const alpha = level === 0 ? '' : ` style="--a:calc(${Math.abs(level) / 10}*var(--most))"`;
    return `<i${name === '' ? '' : ` class="${name}"`}${alpha}>${escaped(character)}</i>`;
  });
  const choice = (
    index: number,
    caption: string,
    name: string,
    numbers: Float32Array,
    note: string,
  ): string =>
    `<label><input type="radio" name="unit" value="${index}" data-caption="${escaped(caption)}"${index === 0 ? ' checked' : ''}><b>${escaped(name)}</b>${sparkline(numbers)}<span>${note}</span></label>`;
  const choices = chosen.map((unit, index) =>
    choice(
      index,
      captionOf(unit, study),
      unit.feature === '' ? 'unknown' : unit.feature,
      unit.activations,
      `unit ${unit.layer}.${unit.unit}, r = ${signed(unit.correlation)}`,
    ),
  );
  const caption = 'The loss of each character, given those before it: 1 is 10 bits and more.';
  choices.push(choice(chosen.length, caption, 'what surprises it', surprise, 'loss of each character'));
  return [
    '<section><h2>What single units do</h2>',
    `<p>The text is colored by the activation ${escaped(study.activation)} of one unit after each character. Units are in the order of their correlation r, over ${count(study.characters)} characters of ${escaped(read)}, with what a simple rule knows about the place in the text.</p>`,
    `<fieldset id="units"><legend>Unit</legend><div class="units">${choices.join('\n')}</div></fieldset>`,
    '<figure>',
    `<figcaption><span id="unit" aria-live="polite">${escaped(captionOf(best, study))}</span> <span style="white-space:nowrap">−1<span class="scale"></span>1</span></figcaption>`,
    `<div id="heat" class="heat text">${cells.join('')}</div>`,
    '</figure>',
    `<script type="application/json" id="levels">${JSON.stringify(levels)}</script>`,
    '</section>',
  ].join('\n');
}

function captionOf({ layer, unit, feature, correlation }: StudiedUnit, { activation }: TextStudy): string {
  const known =
    feature === ''
      ? 'varies with none of the rules'
      : `${Math.abs(correlation) > 0.5 ? 'follows' : 'varies with'} “${feature}” (r = ${signed(correlation)})`;
  return `Unit ${unit} of layer ${layer} ${known}; color: ${activation}, negative values underlined.`;
}

/** `a` to `u` for -1 to 1. */
function letter(activation: number): string {
  return String.fromCharCode(107 + Math.round(10 * Math.max(-1, Math.min(1, activation))));
}

function signed(value: number): string {
  return `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)}`;
}

/** The first numbers, -1 to 1, as a line. */
function sparkline(numbers: Float32Array): string {
  const points = Array.from(numbers.subarray(0, 160), (a, i) => `${i},${Math.round(10 - 9 * a)}`);
  return `<svg viewBox="0 0 160 20" preserveAspectRatio="none" aria-hidden="true"><path d="M0,10H160" stroke="var(--line)"/><polyline points="${points.join(' ')}" fill="none" stroke="var(--soft)" vector-effect="non-scaling-stroke"/></svg>`;
}

function gateSection({ units: study, read }: ReportPage): string {
  const saturation = study?.saturation ?? [];
  const gates = [...new Set(saturation.map(({ gate }) => gate))];
  if (study === undefined || gates.length === 0) return '';
  const charts = gates.map((gate) =>
    figure(`<b>${escaped(gate)} gate</b>`, (width) => saturationChart(saturation, gate, width), THIRD),
  );
  return [
    '<section><h2>How far gates open</h2>',
    `<p>Each point is a unit: the share of ${count(study.characters)} characters of ${escaped(read)} at which its gate is nearly closed, and nearly open. A forget gate at the top left keeps its memory; points at the bottom left are seldom saturated.</p>`,
    `<div class="row">${charts.join('\n')}</div>`,
    '</section>',
  ].join('\n');
}

function sampleSection({ glimpses, sample, curve, summary }: RunRecord): string {
  const last = summary?.steps ?? curve.at(-1)?.step ?? 0;
  const all = [...glimpses, ...(sample === undefined ? [] : [{ step: last, text: sample }])];
  const shown = all.filter(({ text }) => text.trim() !== '').toReversed();
  if (shown.length === 0) return '';
  const entries = shown.map(({ step, text }) => {
    const loss = curve.find((point) => point.step >= step)?.bitsPerCharacter;
    const when = `after ${counted(step, 'update')}${loss === undefined || !Number.isFinite(loss) ? '' : `<br>${bits(loss)} bits`}`;
    return `<dt>${when}</dt><dd class="text">${escaped(shorten(text.trim(), 240))}</dd>`;
  });
  return `<section><h2>What it wrote on the way</h2><p>The newest first, each from the same random numbers, with the training loss at the time.</p><dl class="samples">${entries.join('\n')}</dl></section>`;
}

function factSection({ run, environment }: ReportPage): string {
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

/** A chart in two widths, of which the page shows the one that fits. */
function figure(caption: string, chart: (width: number) => Chart, wide = WIDE): string {
  const [large, small] = [svgOf(chart(wide)), svgOf(chart(NARROW))];
  const above = caption === '' ? '' : `<figcaption>${caption}</figcaption>`;
  return `<figure>${above}<div class="wide">${large}</div><div class="narrow">${small}</div></figure>`;
}

function shorten(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most).join('')} ...`;
}
