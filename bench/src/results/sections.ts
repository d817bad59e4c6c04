import type { Section } from './section.js';
import { cells } from './sections/cells.js';
import { endurance } from './sections/endurance.js';
import { nodes } from './sections/nodes.js';
import { products } from './sections/products.js';
import { scaling } from './sections/scaling.js';
import { spread } from './sections/spread.js';
import { start } from './sections/start.js';
import { threads } from './sections/threads.js';

/** The sections of RESULTS.md beside that of the peers, in their order. */
export const SECTIONS: readonly Section[] = [
  products,
  scaling,
  endurance,
  start,
  spread,
  nodes,
  cells,
  threads,
];
