import { addingProblem } from './adding-problem.js';
import { continualReber } from './continual-reber.js';
import { longCopy, shortCopy } from './copy-memory.js';
import { permutedDigits } from './digits/permuted-digits.js';
import { embeddedReber } from './embedded-reber.js';
import type { Experiment } from './experiment.js';
import { mackeyGlass } from './mackey-glass.js';
import { parity } from './parity.js';
import { temporalOrder } from './temporal-order.js';

/** The experiments by name, in the order in which they are run. */
export const experiments: Readonly<Record<string, Experiment>> = {
  'embedded-reber': embeddedReber,
  'continual-reber': continualReber(),
  'adding-problem': addingProblem(100),
  'adding-problem-200': addingProblem(200),
  'temporal-order': temporalOrder({ relevant: 2 }),
  'temporal-order-3': temporalOrder({ relevant: 3 }),
  parity,
  'copy-memory': shortCopy(),
  'copy-memory-100': longCopy(),
  'permuted-digits': permutedDigits(),
  'mackey-glass': mackeyGlass,
};
