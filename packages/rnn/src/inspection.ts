/** What the units of a network do while it reads. */

export type { Squashing } from './inspection/gate-values.js';
export {
  type GateRecord,
  type InspectUnitsOptions,
  inspectUnits,
  type LayerRecord,
  type UnitRecord,
} from './inspection/inspect-units.js';
