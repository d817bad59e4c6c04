/** An array of a fixture. */
export interface NumberArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: ArrayLike<number>;
}

/** `[1, 2]` of the element that stands at `offset` in row-major order; empty for a single number. */
export function positionOf(shape: readonly number[], offset: number): readonly number[] {
  const position: number[] = [];
  let rest = offset;
  for (const length of shape.toReversed()) {
    position.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return position;
}

/** A matrix with rows and columns exchanged; anything else as it is. */
export function transposed(array: NumberArray): NumberArray {
  const { shape, data } = array;
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows === undefined || columns === undefined) return array;
  const swapped = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) swapped[j * rows + i] = data[i * columns + j] as number;
  }
  return { shape: [columns, rows], data: swapped };
}

/** Part `index` along the first axis, which disappears. */
export function partOf({ shape, data }: NumberArray, index: number): NumberArray {
  const inner = shape.slice(1);
  const size = inner.reduce((product, length) => product * length, 1);
  return { shape: inner, data: Array.from(data).slice(index * size, (index + 1) * size) };
}
