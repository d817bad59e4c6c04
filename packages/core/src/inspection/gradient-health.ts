import { NOT_NEGATIVE, type OptionNames, requireOptions, requireRange } from '../arguments.js';
import { collectParameters } from '../autodiff/parameters.js';
import { ArgumentError } from '../errors.js';
import type { Shape } from '../tensor/shape.js';

/** Statistics of a set of gradients. Except for the counts, they leave out NaN and infinities. */
export interface GradientStatistics {
  /** The number of elements. */
  readonly size: number;
  /** `√Σ g²` */
  readonly norm: number;
  readonly mean: number;
  /** The largest `|g|`. */
  readonly largest: number;
  /** The share of exact zeros, from 0 to 1. */
  readonly zeroShare: number;
  /** The number of elements that are NaN or infinite. */
  readonly nonFinite: number;
}

/** Statistics of the gradient of a parameter. */
export interface ParameterHealth extends GradientStatistics {
  /** The path of the parameter in the model, such as `layers.0.weight`. */
  readonly path: string;
  readonly shape: Shape;
}

/** Statistics of the gradients of all parameters that are fields of one object. */
export interface LayerHealth extends GradientStatistics {
  /** The path of the object in the model, such as `layers.0`. Empty for the model itself. */
  readonly path: string;
  /** `norm / √size`. It can be compared between layers of different sizes. */
  readonly rootMeanSquare: number;
}

/** A problem of a gradient. */
export interface GradientProblem {
  readonly kind: 'non-finite' | 'exploding' | 'vanishing';
  /** The paths of the layers that have the problem. */
  readonly layers: readonly string[];
  /** The problem, the threshold and the remedy, as sentences. */
  readonly text: string;
}

/** The state of a model's gradient. */
export interface GradientHealth {
  readonly parameters: readonly ParameterHealth[];
  readonly layers: readonly LayerHealth[];
  /** Statistics of the whole gradient. */
  readonly total: GradientStatistics;
  /** The problems found. Empty if the gradient is healthy. */
  readonly problems: readonly GradientProblem[];
  /** The problems as sentences, or a sentence that there are none. */
  readonly verdict: string;
}

/** Options of `gradientHealth`: the thresholds of its verdict. */
export interface GradientHealthOptions {
  /** A gradient with a larger norm counts as exploding. Default: 100. */
  readonly exploding?: number;
  /**
   * A layer whose root mean square is below this share of the largest layer's counts as vanishing.
   * Default: 1e-3.
   */
  readonly vanishing?: number;
}

const OPTIONS: OptionNames<GradientHealthOptions> = { exploding: true, vanishing: true };

/**
 * Reports on the gradient that the last step left in the parameters of a model: its norm, mean,
 * largest element, zeros and non-finite elements, by parameter and by layer, and whether it
 * vanishes or explodes (Bengio, Simard & Frasconi 1994; Glorot & Bengio 2010).
 * `formatGradientHealth` makes a table of the report.
 *
 * The gradient of a parameter that took no part in the step counts as zero.
 *
 * @throws ArgumentError if no parameter has a gradient yet, if the model has no parameters, or if
 * an option is unknown or negative.
 */
export function gradientHealth(model: object, options: GradientHealthOptions = {}): GradientHealth {
  requireOptions('gradientHealth', options, OPTIONS);
  const { exploding = 100, vanishing = 1e-3 } = options;
  requireRange('gradientHealth', 'exploding', exploding, { least: 0, most: Number.POSITIVE_INFINITY });
  requireRange('gradientHealth', 'vanishing', vanishing, NOT_NEGATIVE);
  const found = [...collectParameters('gradientHealth', model)].map(([path, { gradient, shape, size }]) => ({
    path,
    shape,
    size,
    gradient,
  }));
  if (found.length === 0) throw new ArgumentError('gradientHealth', 'the model has no parameters.');
  if (found.every(({ gradient }) => gradient === undefined)) {
    throw new ArgumentError(
      'gradientHealth',
      `the parameter ${found[0]?.path} has no gradient yet; take a step, or call differentiate(model, closure), first.`,
    );
  }
  const gradients = found.map(({ path, shape, size, gradient }) => ({
    path,
    shape,
    numbers: gradient?.toFloats() ?? new Float32Array(size),
  }));

  const byLayer = new Map<string, Float32Array[]>();
  for (const { path, numbers } of gradients) {
    const layer = path.slice(0, Math.max(path.lastIndexOf('.'), 0));
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), numbers]);
  }
  const layers = [...byLayer].map(([path, arrays]) => {
    const statistics = statisticsOf(arrays);
    return { path, ...statistics, rootMeanSquare: statistics.norm / Math.sqrt(statistics.size) };
  });
  const total = statisticsOf(gradients.map(({ numbers }) => numbers));
  const problems = [...nonFinite(total, layers), ...explosion(total, exploding), ...decay(layers, vanishing)];
  return {
    parameters: gradients.map(({ path, shape, numbers }) => ({ path, shape, ...statisticsOf([numbers]) })),
    layers,
    total,
    problems,
    verdict:
      problems.length > 0
        ? problems.map(({ text }) => text).join('\n')
        : `healthy: all gradients are finite, their norm is at most ${exploding}, and no layer is below ${vanishing} of the largest.`,
  };
}

function statisticsOf(arrays: readonly Float32Array[]): GradientStatistics {
  let [size, squares, sum, largest, zeros, nonFinite] = [0, 0, 0, 0, 0, 0];
  for (const numbers of arrays) {
    size += numbers.length;
    for (const number of numbers) {
      if (!Number.isFinite(number)) nonFinite++;
      else {
        squares += number * number;
        sum += number;
        largest = Math.max(largest, Math.abs(number));
        if (number === 0) zeros++;
      }
    }
  }
  const finite = Math.max(size - nonFinite, 1);
  const zeroShare = zeros / Math.max(size, 1);
  return { size, norm: Math.sqrt(squares), mean: sum / finite, largest, zeroShare, nonFinite };
}

function nonFinite(total: GradientStatistics, layers: readonly LayerHealth[]): GradientProblem[] {
  if (total.nonFinite === 0) return [];
  const concerned = layers.filter(({ nonFinite }) => nonFinite > 0).map(({ path }) => path);
  const text =
    `non-finite: ${total.nonFinite} of ${total.size} gradients are NaN or infinite, in ${list(concerned)}. ` +
    'Check the inputs for NaN, and take a smaller learning rate.';
  return [{ kind: 'non-finite', layers: concerned, text }];
}

function explosion(total: GradientStatistics, limit: number): GradientProblem[] {
  if (total.norm <= limit) return [];
  const text =
    `exploding: the norm of the whole gradient is ${short(total.norm)}, above ${limit}. ` +
    'Clip it (clipByGlobalNorm), or take a smaller learning rate.';
  return [{ kind: 'exploding', layers: [], text }];
}

function decay(layers: readonly LayerHealth[], share: number): GradientProblem[] {
  const largest = layers.reduce((a, b) => (b.rootMeanSquare > a.rootMeanSquare ? b : a));
  const help = 'Try relu, normalization, residual layers or another initialization.';
  if (largest.rootMeanSquare === 0) {
    if (layers.some(({ nonFinite }) => nonFinite > 0)) return [];
    const all = layers.map(({ path }) => path);
    return [{ kind: 'vanishing', layers: all, text: `vanishing: every gradient is zero. ${help}` }];
  }
  const small = layers.filter(({ rootMeanSquare }) => rootMeanSquare < share * largest.rootMeanSquare);
  if (small.length === 0) return [];
  const each = small.map(({ path, rootMeanSquare }) => `${name(path)} (${short(rootMeanSquare)})`);
  const text =
    `vanishing: the root mean square of ${each.join(', ')} is below ${share} of that of ${name(largest.path)} ` +
    `(${short(largest.rootMeanSquare)}). ${help}`;
  return [{ kind: 'vanishing', layers: small.map(({ path }) => path), text }];
}

function list(paths: readonly string[]): string {
  return paths.map(name).join(', ');
}

function name(path: string): string {
  return path === '' ? 'the model' : path;
}

function short(number: number): string {
  return number.toExponential(1);
}
