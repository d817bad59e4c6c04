import type { MeasuredSection, Section } from './section.js';
import { cells } from './sections/cells.js';
import { endurance } from './sections/endurance.js';
import { nodes } from './sections/nodes.js';
import { products } from './sections/products.js';
import { scaling } from './sections/scaling.js';
import { spread } from './sections/spread.js';
import { start } from './sections/start.js';
import { threads } from './sections/threads.js';
import { wide } from './sections/wide.js';

/** The sections that `bench results` measures, in the order of RESULTS.md. */
export const MEASURED: readonly MeasuredSection[] = [
  products,
  scaling,
  endurance,
  start,
  spread,
  nodes,
  cells,
  threads,
];

/** The sections of RESULTS.md beside those of the peers, in their order. */
export const SECTIONS: readonly Section[] = [...MEASURED, wide];
