import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escaped } from './escaped.js';

/** The document in which Plot draws without a browser. */
const { document } = parseHTML('<html><body></body></html>');

/** A chart for one width of the page. */
export interface Chart {
  /** The description for people who cannot see the chart, with its most important numbers. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly plot: Plot.PlotOptions;
}

/** Coordinates as Plot writes them, to more digits than a screen has. */
const LONG_NUMBER = /-?\d+\.\d{2,}/g;

/**
 * Draws a chart as SVG. Its colors are those of the page, so that it follows the scheme, light or
 * dark. The parts are hidden from screen readers, which are given the description.
 */
export function svgOf({ description, width, height, plot }: Chart): string {
  const drawn = Plot.plot({
    style: { fontSize: '13px' },
    ...plot,
    document,
    width,
    height,
    className: 'chart',
    figure: false,
  }).outerHTML;
  const [, inner = ''] = /^<svg[^>]*>(?:<style>[^]*?<\/style>)?([^]*)<\/svg>$/.exec(drawn) ?? [];
  const content = inner
    .replaceAll(/ aria-(?:label|hidden|description)="[^"]*"/g, '')
    .replaceAll(/<[^>]+>/g, (tag) => tag.replaceAll(LONG_NUMBER, rounded))
    .replaceAll(/<text[^>]*\/>/g, '');
  return (
    `<svg class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    `aria-label="${escaped(description)}" fill="currentColor" font-size="13" text-anchor="middle">${content}</svg>`
  );
}

function rounded(digits: string): string {
  return String(Number(Number(digits).toFixed(1)));
}
