import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** What Plot needs to draw without a browser. */
const { document } = parseHTML('<html><body></body></html>');

/** Colors that are told apart by color-blind readers too (Okabe & Ito 2008). */
export const colors = { blue: '#0072b2', orange: '#d55e00', green: '#009e73', gray: '#767676' } as const;

/** A part of a figure: a plot with a line of words above it. */
export interface Panel {
  readonly title: string;
  readonly plot: Plot.PlotOptions;
  /** Pixels. */
  readonly height: number;
  /** Pixels; panels stand side by side as long as there is room. Default: the whole width. */
  readonly width?: number;
}

const WIDTH = 760;
const TITLE = 26;
const GAP = 12;
/** Coordinates as Plot writes them, to more digits than a screen has. */
const LONG_NUMBER = /-?\d+\.\d{2,}/g;

/**
 * Draws panels in rows as one SVG on white.
 *
 * @param description for those who cannot see it: what it shows, with its most important numbers.
 */
export function figureOf(description: string, panels: readonly Panel[]): string {
  let [x, y, rowHeight] = [0, 0, 0];
  const parts = panels.map(({ title, plot, height, width = WIDTH }) => {
    if (x > 0 && x + width > WIDTH) [x, y, rowHeight] = [0, y + rowHeight + GAP, 0];
    const at = `translate(${x},${y})`;
    x += width;
    rowHeight = Math.max(rowHeight, TITLE + height);
    return (
      `<g transform="${at}"><text x="8" y="17" font-size="14" font-weight="600" text-anchor="start">` +
      `${escaped(title)}</text><g transform="translate(0,${TITLE})">${innerOf(plot, width, height)}</g></g>`
    );
  });
  const height = y + rowHeight;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ` +
    `role="img" aria-label="${escaped(description)}" ` +
    'font-family="system-ui, sans-serif" font-size="12" fill="#222" text-anchor="middle">' +
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>${parts.join('')}</svg>\n`
  );
}

/** What stands inside of the SVG that Plot draws. */
function innerOf(plot: Plot.PlotOptions, width: number, height: number): string {
  const drawn = Plot.plot({ ...plot, document, width, height, className: 'chart', figure: false }).outerHTML;
  const [, inner = ''] = /^<svg[^>]*>(?:<style>[^]*?<\/style>)?([^]*)<\/svg>$/.exec(drawn) ?? [];
  return inner
    .replaceAll(/ aria-(?:label|hidden|description)="[^"]*"/g, '')
    .replaceAll('currentColor', '#222')
    .replaceAll(/<[^>]+>/g, (tag) =>
      tag.replaceAll(LONG_NUMBER, (digits) => String(Number(Number(digits).toFixed(1)))),
    )
    .replaceAll(/<text[^>]*\/>/g, '');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
