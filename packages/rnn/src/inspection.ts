/** What the units of a network do while it reads. */

export { chooseUnits } from './inspection/choose-units.js';
export type { Squashing } from './inspection/gate-values.js';
export {
  type GateRecord,
  type InspectUnitsOptions,
  inspectUnits,
  type LayerRecord,
  type UnitRecord,
} from './inspection/inspect-units.js';
export type { GateSaturation, StudiedUnit } from './inspection/layer-study.js';
export { type StudyUnitsOptions, studyUnits, type UnitStudy } from './inspection/study-units.js';
export { type TextFeature, textFeatures } from './inspection/text-features.js';
