import { readFileSync } from 'node:fs';
import { ConfusionMatrix, crossEntropy, Linear, Sequential, seeded, tanh, tensor } from '@tbptt/core';
import { batches, gatherRows, Scaler, stratifiedSplit, Vocabulary } from '@tbptt/data';
import { adam, fit, Optimizer, trainOnBatches } from '@tbptt/optim';
import { parse } from 'csv-parse/sync';

/** What `iris` is run with. */
export interface IrisSettings {
  /** The largest number of passes over the flowers. */
  readonly epochs: number;
  readonly seed: number;
}

/** What `iris` comes to. */
export interface Flowers {
  readonly species: readonly string[];
  /** The flowers that were held out, by their species and the one that was told. */
  readonly confusion: ConfusionMatrix;
  readonly epochs: number;
}

const FILE = new URL('../data/iris.csv', import.meta.url);

/**
 * A table of numbers: `csv-parse` reads the file, a share of each species is held out, and a network of 16
 * units tells the species from four lengths.
 */
export function iris({ epochs, seed }: IrisSettings): Flowers {
  const random = seeded(seed);
  const rows = parse(readFileSync(FILE), { from: 2 });
  const names = rows.map((row) => row[4] ?? '');
  const species = Vocabulary.of(names);
  const classes = { shape: [names.length], data: species.encode(names) };
  const lengths = rows.flatMap((row) => row.slice(0, 4).map(Number));
  const numbers = { shape: [rows.length, 4], data: Float32Array.from(lengths) };
  const { training, validation } = stratifiedSplit(classes.data, { validation: 0.3, random });
  const scaled = Scaler.fit('standard', gatherRows(numbers, training)).transform(numbers);
  const pairOf = (ids: ArrayLike<number>) =>
    [tensor(gatherRows(scaled, ids)), gatherRows(classes, ids)] as const;

  const model = new Sequential(new Linear(4, 16, { random }), tanh, new Linear(16, species.size, { random }));
  const optimizer = new Optimizer(model, adam({ learningRate: 1e-2 }));
  const [x, y] = pairOf(validation);
  const pairs = () => Array.from(batches(training, { size: 16, random }), pairOf);
  const { history } = fit(model, {
    epochs,
    patience: 10,
    training: () => trainOnBatches(model, pairs(), { optimizer, loss: crossEntropy }),
    validation: () => crossEntropy(model.forward(x), y).item(),
  });
  const confusion = new ConfusionMatrix(species.size).add(model.forward(x), y);
  return { species: species.symbols, confusion, epochs: history.length };
}
