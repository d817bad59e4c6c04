import { type Chart, svgOf } from './svg.js';

/** The widths of charts: of the whole page, of a phone, and of a third of the page. */
const WIDE = 960;
const NARROW = 358;
export const THIRD = 304;

/** Returns a chart in two widths, of which the page shows the one that fits. */
export function figure(caption: string, chart: (width: number) => Chart, wide = WIDE): string {
  const [large, small] = [svgOf(chart(wide)), svgOf(chart(NARROW))];
  const above = caption === '' ? '' : `<figcaption>${caption}</figcaption>`;
  return `<figure>${above}<div class="wide">${large}</div><div class="narrow">${small}</div></figure>`;
}
