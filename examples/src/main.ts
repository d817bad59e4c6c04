import { examples, isExample, run } from './run.js';

const SETTINGS = { epochs: 100, samples: 256, seed: 1 };

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !isExample(name));
if (unknown === undefined) {
  console.log(`sin 3x with noise of variance 0.01, ${SETTINGS.samples} samples, ${SETTINGS.epochs} epochs\n`);
  console.log('                updates   seconds   training loss   held-out loss');
  for (const name of (wanted.length > 0 ? wanted : Object.keys(examples)).filter(isExample)) {
    const { updates, seconds, trainingLoss, heldOutLoss } = run(name, SETTINGS);
    console.log(
      name.padEnd(14) +
        String(updates).padStart(9) +
        seconds.toFixed(2).padStart(10) +
        trainingLoss.toFixed(4).padStart(16) +
        heldOutLoss.toFixed(4).padStart(16),
    );
  }
} else {
  console.error(`There is no example '${unknown}'; there are ${Object.keys(examples).join(', ')}.`);
  process.exitCode = 2;
}
