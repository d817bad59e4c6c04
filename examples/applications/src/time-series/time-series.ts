import { seeded } from '@tbptt/core';
import type { Application, Measure, Outcome, Setting } from '../application.js';
import {
  coverage,
  type Forecast,
  type ForecastProblem,
  forecastStudy,
  rootMeanSquare,
} from './forecast-study.js';
import { forecastPicture } from './picture.js';
import { CITIES, carbonDioxide, weather } from './problems.js';

/** The weather of tomorrow, and carbon dioxide half a year ahead, with intervals. */
export const timeSeries: Application = {
  title: 'Time series',
  page: 'time-series',
  data: 'the weather of every day of 2012 to 2015 in Seattle and New York, and carbon dioxide on Mauna Loa month by month since 1964, of the package `vega-datasets`; the latest quarter of the days and the latest 120 months are forecast',
  run,
};

function run(setting: Setting): Outcome {
  const random = seeded(setting.seed);
  const [days, months] = [weather(), carbonDioxide()];
  const [tomorrow, halfYear] = [days, months].map((problem) => forecastStudy(problem, random, setting));
  const temperatures = tomorrow?.forecasts ?? [];
  const parts = halfYear?.forecasts ?? [];
  return {
    measures: [
      ...measuresOf('temperature tomorrow', ' °C', days, temperatures, tomorrow?.seconds ?? 0, setting),
      ...measuresOf('carbon dioxide in 6 months', ' ppm', months, parts, halfYear?.seconds ?? 0, setting),
    ],
    picture: forecastPicture(temperatures, parts, CITIES),
  };
}

function measuresOf(
  what: string,
  unit: string,
  { hidden, corrects }: ForecastProblem,
  forecasts: readonly Forecast[],
  seconds: number,
  { isSmall }: Setting,
): readonly Measure[] {
  const [persistence, seasonal] = (['persistence', 'seasonal'] as const).map((way) =>
    rootMeanSquare(forecasts, way),
  );
  const simplest = Math.min(persistence ?? 0, seasonal ?? 0);
  return [
    {
      name: `${what}, GRU`,
      value: rootMeanSquare(forecasts, 'mean'),
      unit,
      kind: 'ours',
      ...(isSmall ? {} : { atMost: Number(simplest.toFixed(2)) }),
      seconds,
      how: `root of the mean squared error; ${hidden} units, whose head corrects the ${corrects === 'seasonal' ? 'value of a year before' : 'present value'}`,
    },
    {
      name: `${what}, within the interval of 90 %`,
      value: 100 * coverage(forecasts),
      unit: ' %',
      kind: 'ours',
      how: 'the head gives a mean and a variance, trained by their likelihood',
    },
    { name: `${what}, persistence`, value: persistence ?? 0, unit, kind: 'baseline', how: 'as it is now' },
    {
      name: `${what}, seasonal`,
      value: seasonal ?? 0,
      unit,
      kind: 'baseline',
      how: 'as it was a year before',
    },
  ];
}
