import { activations } from './activations.js';
import { layers } from './layers.js';
import { losses } from './losses.js';
import { operations } from './operations.js';
import { optimizers } from './optimizers.js';
import type { Family } from './oracle.js';
import { recurrent } from './recurrent.js';
import { sampling } from './sampling.js';
import { schedules } from './schedules.js';
import { sequences } from './sequences.js';
import { tbptt } from './tbptt.js';

const families: Readonly<Record<string, Family>> = {
  activations,
  layers,
  losses,
  operations,
  optimizers,
  recurrent,
  sampling,
  schedules,
  sequences,
  tbptt,
};

/**
 * The runners for a file, by its name: those of `losses` for `losses.json`, `losses-2.json` or
 * `losses.other.json`.
 */
export function familyOf(file: string): Family | undefined {
  const name = Object.keys(families).find((family) => new RegExp(`^${family}(?![a-z])`).test(file));
  return name === undefined ? undefined : families[name];
}
