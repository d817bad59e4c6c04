import type { Family, LayerDynamics } from './layer-dynamics.js';

/** A block of columns of a sparse influence matrix: some rows of a family of parameters, for each unit. */
export interface ColumnBlock {
  readonly family: Family;
  /** The first column, and the number of columns. */
  readonly offset: number;
  readonly width: number;
  /**
   * [H, width] The row of the parameter in each column, undefined in columns without one. Omitted if
   * the columns are all rows in order.
   */
  readonly rows?: readonly (number | undefined)[];
}

/** Whether all recurrent weights are other than zero. */
export function isDense({ layer: { weightHh } }: LayerDynamics): boolean {
  return weightHh?.toFloats().every((weight) => weight !== 0) ?? false;
}

/**
 * Returns, for each unit, the units that its parameters reach within n steps, the first of which is
 * that of the unit itself; in ascending order.
 */
export function reachedUnits({ layer, sizes: { H, R } }: LayerDynamics, n: number): readonly number[][] {
  const weights = layer.weightHh?.toFloats() ?? [];
  const next = Array.from({ length: H }, (_, from) =>
    Array.from({ length: H }, (_, to) => to).filter((to) =>
      Array.from({ length: R }, (_, gate) => weights[(from * R + gate) * H + to]).some((w) => w !== 0),
    ),
  );
  return Array.from({ length: H }, (_, unit) => {
    const reached = new Set([unit]);
    let latest = [unit];
    for (let step = 1; step < n && latest.length > 0; step++) {
      latest = [...new Set(latest.flatMap((via) => next[via] ?? []))].filter((to) => !reached.has(to));
      for (const to of latest) reached.add(to);
    }
    return [...reached].toSorted((a, b) => a - b);
  });
}

/**
 * Lays the parameters of a unit out in columns, as many for every unit: all rows of every family, but
 * of the recurrent weights only those that are other than zero.
 */
export function columnBlocks(dynamics: LayerDynamics): {
  readonly blocks: readonly ColumnBlock[];
  readonly columns: number;
} {
  const { layer, sizes } = dynamics;
  const { H } = sizes;
  const weights = layer.weightHh?.toFloats() ?? [];
  let columns = 0;
  const blocks: ColumnBlock[] = [];
  for (const family of dynamics.families()) {
    const offset = columns;
    if (family.parameter !== layer.weightHh) {
      blocks.push({ family, offset, width: family.rows });
      columns += family.rows;
      continue;
    }
    const rows = Array.from({ length: H }, (_, j) =>
      Array.from({ length: family.rows }, (_, row) => row).filter(
        (row) => weights[row * family.columns + family.first + j] !== 0,
      ),
    );
    const width = Math.max(...rows.map(({ length }) => length));
    if (width === 0) continue;
    blocks.push({
      family,
      offset,
      width,
      rows: rows.flatMap((some) => Array.from({ length: width }, (_, slot) => some[slot])),
    });
    columns += width;
  }
  return { blocks, columns };
}
