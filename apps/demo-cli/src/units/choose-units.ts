import type { StudiedUnit } from './unit-study.js';

/**
 * Returns the units that are most worth a look: the strongest correlations first, but at most
 * `each` units for a feature as long as there are others, since the tenth unit that knows where
 * words end says nothing new.
 */
export function chooseUnits(units: readonly StudiedUnit[], most: number, each = 3): readonly StudiedUnit[] {
  const counts = new Map<string, number>();
  const chosen = units.filter(({ feature }) => {
    const count = (counts.get(feature) ?? 0) + 1;
    counts.set(feature, count);
    return count <= each && feature !== '';
  });
  const rest = units.filter((unit) => !chosen.includes(unit));
  return [...chosen.slice(0, most), ...rest.slice(0, Math.max(0, most - chosen.length))];
}
