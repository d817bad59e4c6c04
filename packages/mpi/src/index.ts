/** The processes that `mpirun` or `srun` has started, as a group that trains one model. */

export type { World, WorldOptions } from './world.js';
export { world } from './world.js';
