import { addingProblem } from './adding-problem.js';
import { continualReber } from './continual-reber.js';
import { copyMemory } from './copy-memory.js';
import { embeddedReber } from './embedded-reber.js';
import type { Experiment } from './experiment.js';
import { mackeyGlass } from './mackey-glass.js';
import { parity } from './parity.js';
import { temporalOrder } from './temporal-order.js';

/** The experiments by name, in the order in which they are run. */
export const experiments: Readonly<Record<string, Experiment>> = {
  'embedded-reber': embeddedReber,
  'continual-reber': continualReber,
  'adding-problem': addingProblem,
  'temporal-order': temporalOrder,
  parity,
  'copy-memory': copyMemory,
  'mackey-glass': mackeyGlass,
};
