import { collectParameters, collectPersistentTensors } from '../autodiff/parameters.js';
import { formatShape } from '../tensor/shape.js';

const BYTES = Float32Array.BYTES_PER_ELEMENT;
const HEADINGS = ['tensor', 'shape', 'count', 'bytes', ''] as const;

/**
 * Returns a table of the tensors of a model: the path of each tensor, its shape, the number of its
 * elements and its bytes. The last column is `trained`, or `kept` for weights of frozen layers and
 * for running statistics. The last lines are the totals.
 *
 * @throws ArgumentError if the model is not an object, if two tensors have the same path, or if one
 * was made by another copy of this package.
 */
export function summary(model: object): string {
  const trained = new Set<unknown>(collectParameters('summary', model).values());
  const tensors = [...collectPersistentTensors('summary', model)];
  const rows = tensors.map(([path, tensor]) => {
    const kind = trained.has(tensor) ? 'trained' : 'kept';
    return [path, formatShape(tensor.shape), count(tensor.size), count(BYTES * tensor.size), kind];
  });
  const totals = [
    total(
      'trained',
      tensors.filter(([, tensor]) => trained.has(tensor)).map(([, { size }]) => size),
    ),
    total(
      'all',
      tensors.map(([, { size }]) => size),
    ),
  ];
  const lines = [[...HEADINGS], ...rows, ...totals];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return `${lines.map((line) => formatted(line, widths)).join('\n')}\n`;
}

function total(name: string, sizes: readonly number[]): string[] {
  const size = sizes.reduce((sum, one) => sum + one, 0);
  return [name, '', count(size), count(BYTES * size), ''];
}

/** Returns a line of the table. Names are aligned at their beginning, numbers at their end. */
function formatted(line: readonly string[], widths: readonly number[]): string {
  const cells = line.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 2 || column === 3 ? cell.padStart(width) : cell.padEnd(width);
  });
  return cells.join('  ').trimEnd();
}

function count(n: number): string {
  return String(n).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');
}
