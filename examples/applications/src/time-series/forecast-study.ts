import { evaluate, type Random, slice, type Tensor, tensor } from '@tbptt/core';
import { chronologicalSplit, type Floats, gatherRows, type RowRange, Scaler, Series } from '@tbptt/data';
import { adamw, clipByGlobalNorm, fit, Optimizer } from '@tbptt/optim';
import type { Setting } from '../application.js';
import { timed } from '../shared/timed.js';
import { Forecaster, surprise } from './forecaster.js';

/** Numbers over time, and what is to be forecast. */
export interface ForecastProblem {
  readonly name: string;
  /** `[N, D]` What is known of each row. */
  readonly known: Floats;
  /** `[N, E]` What is forecast. */
  readonly wanted: Floats;
  /** How many rows ahead. */
  readonly horizon: number;
  /** The rows after which the season is the same again. */
  readonly season: number;
  /** What the network corrects: the present value, or that of the same season. */
  readonly corrects: 'persistence' | 'seasonal';
  /** The share of rows, the latest, that are forecast when all is done. */
  readonly test: number;
  /** The steps of a window of training. */
  readonly steps: number;
  readonly hidden: number;
}

/** A number that came, and what was said about it before. */
export interface Forecast {
  readonly row: number;
  readonly column: number;
  readonly truth: number;
  readonly mean: number;
  /** The half width of the interval that 9 of 10 numbers are to lie in. */
  readonly margin: number;
  /** The value when the forecast was made. */
  readonly persistence: number;
  /** The value a season before. */
  readonly seasonal: number;
}

/** What a study comes to, on rows that nothing was fitted to. */
export interface ForecastStudy {
  readonly forecasts: readonly Forecast[];
  readonly seconds: number;
}

/** The 95th percentile of the normal distribution. */
const QUANTILE = 1.645;
const [EPOCHS, PATIENCE, UPDATES, BATCH] = [150, 25, 12, 16];

/** Trains a forecaster on the oldest rows, stops it by later ones, and forecasts the latest. */
export function forecastStudy(
  problem: ForecastProblem,
  random: Random,
  { isSmall, say }: Setting,
): ForecastStudy {
  const { name, known, wanted, horizon, season, corrects, test, steps, hidden } = problem;
  const [rows = 0, targets = 0] = wanted.shape;
  // Row `t` forecasts row `t + horizon`; the first of them has a season before it.
  const here = Int32Array.from({ length: rows - season - horizon }, (_, t) => t + season);
  const at = (offset: number) =>
    gatherRows(
      wanted,
      here.map((t) => t + offset),
    );
  const [truth, persistence, seasonal] = [at(horizon), at(0), at(horizon - season)];
  const base = corrects === 'persistence' ? persistence : seasonal;
  const change = { shape: truth.shape, data: truth.data.map((x, i) => x - (base.data[i] as number)) };

  const parts = chronologicalSplit(here.length, { validation: 0.12, test, gap: horizon });
  const [inputScaler, scaler] = [gatherRows(known, here), change].map((all) =>
    Scaler.fit('standard', rowsOf(all, parts.training)),
  ) as [Scaler, Scaler];
  const inputs = inputScaler.transform(gatherRows(known, here));
  const series = new Series(inputs, { targets: scaler.transform(change), horizon: 0, tensor });

  const model = new Forecaster(known.shape[1] ?? 0, hidden, targets, random);
  const optimizer = new Optimizer(model, [
    clipByGlobalNorm(1),
    adamw({ learningRate: 3e-3, weightDecay: 0.05 }),
  ]);
  function* updates() {
    for (let i = 0; i < UPDATES; i++) {
      const starts = Array.from({ length: BATCH }, () =>
        Math.floor(random.float() * (parts.training.end - steps)),
      );
      const { inputs: x, targets: y, count } = series.at(starts, steps);
      yield { ...optimizer.step(() => ({ loss: surprise(model.forecast(x), y) })), count };
    }
  }
  // All rows from the first on are read, so that the state knows what came before.
  const validate = ({ start, end }: RowRange) => {
    const { inputs: x, targets: y } = series.at([0], end);
    const { mean, logVariance } = model.forecast(x);
    const [m, v, t] = [mean, logVariance, y].map((all) => slice(all, 0, start, end)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    return surprise({ mean: m, logVariance: v }, t);
  };
  const { seconds } = timed(() =>
    fit(model, {
      epochs: isSmall ? 2 : EPOCHS,
      patience: PATIENCE,
      training: updates,
      validation: () => evaluate(() => validate(parts.validation)).item(),
      onEpoch: ({ epoch, metrics }) =>
        say(`${name}, epoch ${epoch + 1}, surprise held out ${metrics['loss']?.toFixed(3)}`),
    }),
  );

  const { mean, logVariance } = evaluate(() => model.forecast(series.at([0], parts.test.end).inputs));
  const means = scaler.inverse({ shape: mean.shape, data: mean.toFloats() }).data;
  const logs = logVariance.toFloats();
  const forecasts: Forecast[] = [];
  for (let t = parts.test.start; t < parts.test.end; t++) {
    for (let column = 0; column < targets; column++) {
      const i = t * targets + column;
      const [scale, of] = [scaler.scale[column] as number, (all: Floats) => all.data[i] as number];
      forecasts.push({
        row: (here[t] as number) + horizon,
        column,
        truth: of(truth),
        mean: of(base) + (means[i] as number),
        margin: QUANTILE * scale * Math.exp((logs[i] as number) / 2),
        persistence: of(persistence),
        seasonal: of(seasonal),
      });
    }
  }
  return { forecasts, seconds };
}

function rowsOf(all: Floats, { start, end }: RowRange): Floats {
  return gatherRows(
    all,
    Int32Array.from({ length: end - start }, (_, i) => start + i),
  );
}

/** The root of the mean of the squared errors of one of the ways to forecast. */
export function rootMeanSquare(
  forecasts: readonly Forecast[],
  way: 'mean' | 'persistence' | 'seasonal',
): number {
  const squares = forecasts.map((forecast) => (forecast[way] - forecast.truth) ** 2);
  return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
}

/** The share of numbers that lay within their interval. */
export function coverage(forecasts: readonly Forecast[]): number {
  return (
    forecasts.filter(({ truth, mean, margin }) => Math.abs(truth - mean) <= margin).length / forecasts.length
  );
}
