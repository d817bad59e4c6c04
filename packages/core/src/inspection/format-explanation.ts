import { describe } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import type { Change, Explanation } from './explain.js';
import type { Rows } from './rows.js';
import { wrapped } from './wrapped.js';

const COLUMNS = 80;
const INDENT = '  ';
const NAME_COLUMNS = 11;
const LABEL_COLUMNS = 5;
const NUMBER_COLUMNS = 10;
const MOST_NUMBERS = 6;
const MOST_ROWS = 6;

/**
 * Returns an explanation as a text of at most 80 columns: the four phases, with a line for each
 * sample or row and four decimals. Of large matrices only the first rows and columns are shown.
 *
 * @throws ArgumentError if the argument is not what `explain` returned.
 */
export function formatExplanation(explanation: Explanation): string {
  if (!isExplanation(explanation)) {
    throw new ArgumentError(
      'formatExplanation',
      `the explanation is ${describe(explanation)}; it must be what explain returned.`,
      { explanation },
    );
  }
  const sections = [
    title(explanation),
    forward(explanation),
    loss(explanation),
    deltas(explanation),
    gradients(explanation),
    update(explanation),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Returns whether a value has the parts of an explanation. */
function isExplanation(value: unknown): value is Explanation {
  if (typeof value !== 'object' || value === null) return false;
  const {
    layers,
    inputs,
    forward,
    loss,
    deltas,
    gradients,
    update,
  }: Partial<Record<keyof Explanation, unknown>> = value;
  const areLists = [layers, inputs, forward, deltas, gradients].every((part) => Array.isArray(part));
  return areLists && [loss, update].every((part) => typeof part === 'object' && part !== null);
}

function title({ inputs, layers }: Explanation): readonly string[] {
  const samples = `${inputs.length} ${inputs.length === 1 ? 'sample' : 'samples'}`;
  const sizes = layers.map(({ outputs, activation }) => `${outputs}${suffix(activation)}`);
  const network = [layers[0]?.inputs, ...sizes].join(' -> ');
  return wrapped(`Back-propagation of ${samples} through a network of ${network} units`, COLUMNS);
}

function suffix(activation: string): string {
  return activation === 'identity' ? '' : ` ${activation}`;
}

function forward({ inputs, layers, forward }: Explanation): readonly string[] {
  return [
    '1. Forward: z = a W + b with the a of the layer before, then a = f(z)',
    '',
    ...matrix('inputs', 'a', inputs),
    ...forward.flatMap(({ layer, z, a }) => [
      ...matrix(named(layer), 'z', z),
      ...matrix(layers[layer]?.activation ?? '', 'a', a),
    ]),
  ];
}

function loss({ loss: { name, value, derivative } }: Explanation): readonly string[] {
  return [
    ...wrapped(`2. Loss: L = ${name}(a, targets), and its derivative by a`, COLUMNS),
    '',
    ...matrix('loss', 'L', [[value]]),
    ...matrix('', 'dL/da', derivative),
  ];
}

function deltas({ deltas }: Explanation): readonly string[] {
  return [
    "3. Deltas, last layer first: delta = dL/dz = dL/da f'(z);",
    '   the dL/da of the layer before is delta times the transpose of W',
    '',
    ...deltas.flatMap(({ layer, error, slope, delta }) => [
      ...matrix(named(layer), 'dL/da', error),
      ...(slope === undefined ? [] : matrix('', "f'(z)", slope)),
      ...matrix('', 'delta', delta),
    ]),
  ];
}

function gradients({ inputs, gradients }: Explanation): readonly string[] {
  const summed = inputs.length === 1 ? '' : ', summed over the samples';
  return [
    '4. Gradients: dW is the outer product of the a that came in and delta,',
    `   and db is delta${summed}`,
    '',
    ...gradients.flatMap(({ layer, weight, bias }) => [
      ...matrix(named(layer), 'dW', weight),
      ...(bias === undefined ? [] : matrix('', 'db', [bias])),
    ]),
  ];
}

function update({ update: { learningRate, layers } }: Explanation): readonly string[] {
  return [
    `Update: W - ${learningRate} dW and b - ${learningRate} db`,
    '',
    ...layers.flatMap(({ layer, weight, bias }) => [
      ...change(named(layer), 'W', weight),
      ...(bias === undefined ? [] : change('', 'b', { before: [bias.before], after: [bias.after] })),
    ]),
  ];
}

function named(layer: number): string {
  return `layer ${layer + 1}`;
}

function change(name: string, label: string, { before, after }: Change<Rows>): readonly string[] {
  return [...matrix(name, label, before), ...matrix('', `new ${label}`, after)];
}

/** Returns a line for each row of a matrix. The first line begins with a name and a label. */
function matrix(name: string, label: string, rows: Rows): readonly string[] {
  const shown = rows.length > MOST_ROWS ? rows.slice(0, MOST_ROWS - 1) : rows;
  const lines = shown.map((row, n) => heading(n === 0 ? name : '', n === 0 ? label : '') + numbers(row));
  if (shown.length === rows.length) return lines;
  return [...lines, `${heading('', '')} ... and ${rows.length - shown.length} more rows`];
}

function heading(name: string, label: string): string {
  const fitted = name.length < NAME_COLUMNS ? name : `${name.slice(0, NAME_COLUMNS - 4)}...`;
  return `${INDENT}${fitted.padEnd(NAME_COLUMNS)}${label.padEnd(LABEL_COLUMNS)}`;
}

function numbers(row: readonly number[]): string {
  const shown = row.length > MOST_NUMBERS ? row.slice(0, MOST_NUMBERS - 1) : row;
  const text = shown.map((number) => formatted(number).padStart(NUMBER_COLUMNS)).join('');
  return shown.length === row.length ? text : `${text} ... of ${row.length}`;
}

/** Returns a number with four decimals, or with an exponent if it is very small or large. */
function formatted(number: number): string {
  const size = Math.abs(number);
  return number === 0 || (size >= 5e-5 && size < 1e3) || !Number.isFinite(number)
    ? number.toFixed(4)
    : number.toExponential(2);
}
