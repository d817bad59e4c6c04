import { ArgumentError } from '@tbptt/core';
import { describe, requireRange, SIZE } from '@tbptt/core/operation';
import type { StudiedUnit } from './layer-study.js';

/**
 * Returns the most informative units: the strongest correlations first, but at most `each` units
 * for a feature as long as there are others, since the tenth unit that knows where words end says
 * nothing new. Units that are correlated with nothing come last.
 *
 * @param each Default: 3.
 * @throws ArgumentError if the units are not an array of studied units, or if a number is not a
 * whole number of at least 1
 */
export function chooseUnits(units: readonly StudiedUnit[], most: number, each = 3): readonly StudiedUnit[] {
  const operation = 'chooseUnits';
  if (!areStudied(units)) {
    throw new ArgumentError(
      operation,
      `the units are ${describe(units)}; they must be an array of the units of studyUnits.`,
    );
  }
  requireRange(operation, 'most', most, SIZE);
  requireRange(operation, 'each', each, SIZE);
  const counts = new Map<string, number>();
  const chosen = units.filter(({ feature }) => {
    const count = (counts.get(feature) ?? 0) + 1;
    counts.set(feature, count);
    return count <= each && feature !== '';
  });
  const rest = units.filter((unit) => !chosen.includes(unit));
  return [...chosen.slice(0, most), ...rest.slice(0, Math.max(0, most - chosen.length))];
}

function areStudied(units: unknown): boolean {
  const isStudied = (unit: Partial<StudiedUnit> | null | undefined) => typeof unit?.feature === 'string';
  return Array.isArray(units) && (units as readonly (Partial<StudiedUnit> | null)[]).every(isStudied);
}
