import { describe } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { formatShape } from '../tensor/shape.js';
import type { GradientHealth, GradientStatistics } from './gradient-health.js';
import { wrapped } from './wrapped.js';

const COLUMNS = 80;
const HEADINGS = ['size', 'norm', 'mean', 'largest', 'zeros', 'bad'] as const;
const WIDTHS = [9, 10, 11, 10, 7, 6] as const;
/** The columns that the widths leave of a line. */
const NAME_COLUMNS = 27;

/**
 * Returns the report of `gradientHealth` as a table of at most 80 columns: a line for each layer,
 * followed by one for each of its parameters, then the total and the verdict. The column `bad`
 * counts elements that are NaN or infinite.
 *
 * @throws ArgumentError if the argument is not a report of `gradientHealth`.
 */
export function formatGradientHealth(health: GradientHealth): string {
  if (!isHealth(health)) {
    throw new ArgumentError(
      'formatGradientHealth',
      `the report is ${describe(health)}; it must be what gradientHealth returned.`,
      { health },
    );
  }
  const { parameters, layers, total, verdict } = health;
  const lines = [row('gradient of', HEADINGS)];
  for (const layer of layers) {
    const prefix = layer.path === '' ? '' : `${layer.path}.`;
    lines.push(row(layer.path === '' ? '(the model)' : layer.path, cells(layer)));
    for (const parameter of parameters) {
      const field = parameter.path.slice(prefix.length);
      if (!parameter.path.startsWith(prefix) || field.includes('.')) continue;
      lines.push(row(`  ${field} ${formatShape(parameter.shape)}`, cells(parameter)));
    }
  }
  lines.push(row('total', cells(total)), '');
  return `${[...lines, ...verdict.split('\n').flatMap((line) => wrapped(line, COLUMNS))].join('\n')}\n`;
}

/** Returns whether a value has the parts of a report. */
function isHealth(value: unknown): value is GradientHealth {
  if (typeof value !== 'object' || value === null) return false;
  const { parameters, layers, total, verdict }: Partial<Record<keyof GradientHealth, unknown>> = value;
  const areLists = Array.isArray(parameters) && Array.isArray(layers);
  return areLists && typeof total === 'object' && total !== null && typeof verdict === 'string';
}

function cells({ size, norm, mean, largest, zeroShare, nonFinite }: GradientStatistics): readonly string[] {
  const share = `${(100 * zeroShare).toFixed(0)} %`;
  return [String(size), short(norm), short(mean), short(largest), share, String(nonFinite)];
}

function row(name: string, cells: readonly string[]): string {
  return fitted(name) + cells.map((cell, i) => cell.padStart(WIDTHS[i] ?? 0)).join('');
}

/** Returns a name that fits its column. The middle of a long name is left out. */
function fitted(name: string): string {
  if (name.length <= NAME_COLUMNS - 1) return name.padEnd(NAME_COLUMNS);
  const kept = NAME_COLUMNS - 4;
  const head = Math.floor(kept / 2);
  return `${name.slice(0, head)}...${name.slice(name.length - (kept - head))} `;
}

function short(number: number): string {
  return number === 0 ? '0' : number.toExponential(2);
}
