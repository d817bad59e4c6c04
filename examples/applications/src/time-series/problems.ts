import type { Floats } from '@tbptt/data';
import type { ForecastProblem } from './forecast-study.js';
import { readTable, seasonOf } from './read-table.js';

/** Where the weather was measured. */
export const CITIES = ['Seattle', 'New York'] as const;
const MEASURED = ['temp_max', 'temp_min', 'precipitation', 'wind'] as const;

/** The highest temperature of tomorrow in two cities, from what both have measured so far. */
export function weather(): ForecastProblem {
  const rows = readTable('weather.csv');
  const [first = [], second = []] = CITIES.map((city) => rows.filter(({ location }) => location === city));
  const known = first.map((day, i) => [
    ...[day, second[i]].flatMap((city) => MEASURED.map((column) => numberIn(column, city?.[column]))),
    ...seasonOf(day['date'] ?? ''),
  ]);
  return {
    name: 'weather',
    known: table(known),
    wanted: table(known.map((row) => [row[0] as number, row[MEASURED.length] as number])),
    horizon: 1,
    season: 365,
    corrects: 'persistence',
    test: 0.25,
    steps: 60,
    hidden: 32,
  };
}

/** Carbon dioxide half a year ahead, in parts per million of the air, from the months since 1964. */
export function carbonDioxide(): ForecastProblem {
  // Months are missing before.
  const rows = readTable('co2-concentration.csv').filter(({ Date: date = '' }) => date >= '1964-05');
  const values = rows.map((row) => numberIn('CO2', row['CO2']));
  const known = values.map((value, i) => [
    value - (values[i - 1] ?? value),
    value - (values[i - 12] ?? value),
    value - (values[i - 6] ?? value),
    ...seasonOf(rows[i]?.['Date'] ?? ''),
  ]);
  return {
    name: 'carbon dioxide',
    known: table(known),
    wanted: table(values.map((value) => [value])),
    horizon: 6,
    season: 12,
    corrects: 'seasonal',
    test: 120 / (values.length - 18),
    steps: 48,
    hidden: 24,
  };
}

function numberIn(column: string, text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || text === '' || !Number.isFinite(value)) {
    throw new Error(`vega-datasets: ${column} is '${text}'; it must be a number.`);
  }
  return value;
}

function table(rows: readonly (readonly number[])[]): Floats {
  return { shape: [rows.length, rows[0]?.length ?? 0], data: Float32Array.from(rows.flat()) };
}
