import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { csvParse, type DSVRowString } from 'd3-dsv';

/** The rows of a table of the package `vega-datasets`, as text by column. */
export function readTable(file: string): readonly DSVRowString[] {
  const { resolve } = createRequire(import.meta.url);
  return [...csvParse(readFileSync(resolve(`vega-datasets/data/${file}`), 'utf8'))];
}

/** The day of the year as a point on a circle, so that December lies beside January. */
export function seasonOf(date: string): readonly [number, number] {
  const time = new Date(date);
  const days = (time.getTime() - Date.UTC(time.getUTCFullYear(), 0)) / 86_400_000;
  const angle = (2 * Math.PI * days) / 365.25;
  return [Math.sin(angle), Math.cos(angle)];
}
