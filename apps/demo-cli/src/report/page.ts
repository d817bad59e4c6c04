import type { NGramReference } from '../language-model/n-gram-reference.js';
import { bits, count, counted, percent } from '../ui/format.js';
import type { TextStudy } from '../units/study-text.js';
import { lagChart } from './charts/lag-chart.js';
import { lossChart } from './charts/loss-chart.js';
import { numberChart } from './charts/number-chart.js';
import { saturationChart } from './charts/saturation-chart.js';
import { escaped } from './escaped.js';
import { factSection } from './fact-section.js';
import { figure, THIRD } from './figure.js';
import { type GradientByLag, shareWithin } from './gradient-lags.js';
import { headline } from './headline.js';
import type { RunRecord } from './run-record.js';
import { script } from './script.js';
import { style } from './style.js';
import { unitSection } from './unit-section.js';

/** The content of a page. */
export interface ReportPage {
  readonly run: RunRecord;
  readonly reference: NGramReference | undefined;
  readonly lags: GradientByLag | undefined;
  readonly units: TextStudy | undefined;
  /** The name of the text that lags and units were measured on, such as `the held-out text`. */
  readonly read: string;
  /** Facts about the program and the machine, by their names. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Returns a page in one file, which needs no network: what was trained and how well, the curves of
 * the run, the gradient by lag, what units do, what the model wrote, settings and environment.
 */
export function reportPage(page: ReportPage): string {
  const { run, units, read, environment } = page;
  const title = headline(run);
  const body = [
    `<header><h1>${escaped(title)}</h1><button id="theme" type="button" hidden>Dark</button></header>`,
    '<main>',
    hatch,
    first(page),
    overTime(run),
    lagSection(page),
    unitSection(units, read),
    gateSection(units, read),
    sampleSection(run),
    factSection(run, environment),
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
  '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>' +
  '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<rect width="1.5" height="5" fill="var(--soft)"/></pattern></defs></svg>';

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
  const caption =
    'The norm of the gradient of a loss with respect to the state 1, 2, 3 ... characters before it, ' +
    `on average over ${counted(places, 'place')} of ${escaped(read)}.`;
  return [
    '<section><h2>What truncation keeps of the gradient</h2>',
    `<p>k2 = ${window} keeps ${share(window)} of the norms up to lag ${norms.length} for the last loss of a window, ` +
      `${share(half)} for one in its middle.</p>`,
    figure(caption, (width) => lagChart(lags, width)),
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
    const reached = loss === undefined || !Number.isFinite(loss) ? '' : `<br>${bits(loss)} bits`;
    const wrote = escaped(shorten(text.trim(), 240));
    return `<dt>after ${counted(step, 'update')}${reached}</dt><dd class="text">${wrote}</dd>`;
  });
  return (
    '<section><h2>What it wrote on the way</h2><p>The newest first, each from the same random numbers, ' +
    `with the training loss at the time.</p><dl class="samples">${entries.join('\n')}</dl></section>`
  );
}

function gateSection(study: TextStudy | undefined, read: string): string {
  const saturation = study?.saturation ?? [];
  const gates = [...new Set(saturation.map(({ gate }) => gate))];
  if (study === undefined || gates.length === 0) return '';
  const charts = gates.map((gate) =>
    figure(`<b>${escaped(gate)} gate</b>`, (width) => saturationChart(saturation, gate, width), THIRD),
  );
  return [
    '<section><h2>How far gates open</h2>',
    `<p>Each point is a unit: the share of ${count(study.characters)} characters of ${escaped(read)} at which ` +
      'its gate is nearly closed, and nearly open. A forget gate at the top left keeps its memory; points at the bottom left ' +
      'are seldom saturated.</p>',
    `<div class="row">${charts.join('\n')}</div>`,
    '</section>',
  ].join('\n');
}

function shorten(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most).join('')} ...`;
}
