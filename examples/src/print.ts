import { LANGUAGES } from '@tbptt/data/names';
import { gradientHeading, gradientLine } from './gradient-table.js';
import { iris } from './iris.js';
import { names } from './names.js';
import { accuracy, origins } from './origins.js';
import { type ExampleName, run } from './run.js';
import { whichGradient } from './which-gradient.js';

const DESCENT = { epochs: 100, samples: 256, seed: 1 };
const HEADING = 'updates   seconds   training loss   held-out loss';

/** Runs ways of descent, and prints a line of a table for each. */
export function printDescents(wanted: readonly ExampleName[]): void {
  console.log(`sin 3x with noise of variance 0.01, ${DESCENT.samples} samples, ${DESCENT.epochs} epochs\n`);
  console.log(''.padEnd(16) + HEADING);
  for (const name of wanted) {
    const { updates, seconds, trainingLoss, heldOutLoss } = run(name, DESCENT);
    console.log(
      name.padEnd(14) +
        String(updates).padStart(9) +
        seconds.toFixed(2).padStart(10) +
        trainingLoss.toFixed(4).padStart(16) +
        heldOutLoss.toFixed(4).padStart(16),
    );
  }
}

/** Runs `names`, and prints ten inventions. */
export function printNames(): void {
  const found = names({ language: 'Finnish', epochs: 30, wanted: 10, seed: 1 });
  console.log(`${found.names} Finnish names, ${found.updates} updates, ${found.seconds.toFixed(1)} seconds`);
  console.log(
    `bits per symbol: ${found.trainingBits.toFixed(2)}, of names that were held out ${found.heldOutBits.toFixed(2)}\n`,
  );
  console.log(found.invented.join(' '));
}

/** Runs `origins`, and prints what it says of ten names. */
export function printOrigins(): void {
  const { training, heldOut, updates, seconds } = origins({ languages: LANGUAGES, epochs: 5, seed: 1 });
  const share = (part: number): string => `${(100 * part).toFixed(0)} %`;
  console.log(
    `${training.length} names of ${LANGUAGES.length} languages, ${updates} updates, ${seconds.toFixed(1)} seconds`,
  );
  console.log(
    `told where they come from: ${share(accuracy(training))}, of names that were held out ${share(accuracy(heldOut))}\n`,
  );
  console.log('name'.padEnd(15) + 'told'.padEnd(12) + 'at home');
  const shown = new Set(heldOut.map(({ name }) => name));
  for (const name of [...shown].slice(0, 10)) {
    const samples = heldOut.filter((sample) => sample.name === name);
    const homes = samples.map(({ language }) => language).join(', ');
    console.log(name.padEnd(15) + (samples[0]?.guess ?? '').padEnd(12) + homes);
  }
}

/** Runs `iris`, and prints what it told of each species. */
export function printIris(): void {
  const { species, confusion, epochs } = iris({ epochs: 200, seed: 1 });
  const { accuracy, total, classes, counts } = confusion;
  console.log(
    `${total} flowers that were held out, after ${epochs} epochs: ${(100 * accuracy).toFixed(0)} % right\n`,
  );
  console.log(''.padEnd(12) + species.map((name) => `as ${name}`.padStart(16)).join(''));
  for (const [row, name] of species.entries()) {
    const told = [...counts.subarray(row * classes, (row + 1) * classes)];
    console.log(name.padEnd(12) + told.map((count) => String(count).padStart(16)).join(''));
  }
}

/** The sizes of networks and the numbers of draws of `printGradients`. */
const GRADIENTS = [
  [32, 100],
  [128, 20],
] as const;

/** Runs `whichGradient` with two networks, and prints a table of each, or both as JSON for the guide. */
export function printGradients(json: boolean): void {
  if (json) {
    const tables = GRADIENTS.map(([hidden, draws]) => ({
      hidden,
      draws,
      rows: [...whichGradient({ hidden, steps: 60, draws, seed: 1 })],
    }));
    console.log(JSON.stringify(tables, undefined, 2));
    return;
  }
  for (const [hidden, draws] of GRADIENTS) {
    console.log(gradientHeading({ hidden, draws }));
    for (const report of whichGradient({ hidden, steps: 60, draws, seed: 1 })) {
      console.log(gradientLine(report));
    }
    console.log();
  }
}
