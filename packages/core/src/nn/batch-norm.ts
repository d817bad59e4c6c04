import {
  describe,
  isInRange,
  NOT_NEGATIVE,
  type OptionNames,
  requireFlag,
  requireOptions,
  requireRange,
  SIZE,
} from '../arguments.js';
import { KeptResult } from '../autodiff/copy-out.js';
import { currentScope, type Scope } from '../autodiff/scope.js';
import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { applyEquation } from '../ops/apply.js';
import { broadcastTo } from '../ops/broadcast-to.js';
import { reshape } from '../ops/rearrange.js';
import { momentsOf, standardize } from '../ops/standardize.js';
import { swapAxes } from '../ops/swap-axes.js';
import { Parameter } from '../tensor/parameter.js';
import { PersistentTensor } from '../tensor/persistent-tensor.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape } from '../tensor/shape.js';
import { full, scalar as scalarTensor, type Tensor, zeros } from '../tensor/tensor.js';
import { type Affine, affineOf, type Moments, normalize, rescale } from './normalize.js';
import type { TorchMembers } from './torch-module.js';

/** Options of `BatchNorm`. */
export interface BatchNormOptions {
  /**
   * The weight of a new batch in the running statistics, from 0 to 1, or `cumulative` for the mean
   * over all batches (`None` in PyTorch). Default: 0.1.
   */
  readonly momentum?: number | 'cumulative';
  /** Whether a scale and a shift are learned. Default: true. */
  readonly affine?: boolean;
  /** Added to the variance before its square root is taken. Default: 1e-5. */
  readonly eps?: number;
}

const OPTIONS: OptionNames<BatchNormOptions> = { momentum: true, affine: true, eps: true };

const running = equation(
  'runningStatistic',
  { arrays: ['before', 'batch'], uniforms: ['momentum', 'correction'] },
  ({ before, batch, momentum, correction }) => ({
    after: scalar.add(
      scalar.mul(scalar.sub(1, momentum), before),
      scalar.mul(momentum, scalar.mul(correction, batch)),
    ),
  }),
);

/**
 * Normalizes each channel: `y = (x - mean) / √(variance + eps) * weight + bias`, from `[N, C]` or
 * `[N, C, L]` to the same shape (Ioffe & Szegedy 2015, arXiv:1502.03167).
 *
 * Inside a step the moments of a channel are those of the batch, over `N` and `L`, with the biased
 * variance (divided by the count). When the step has succeeded, the running statistics are updated:
 * `running = (1 - momentum) running + momentum batch`, with the unbiased variance (divided by the
 * count less one). A step that throws leaves them as they were. Outside a step, and if the layer is
 * `frozen`, the running statistics are the moments.
 *
 * The running statistics are saved in the state dictionary beside the parameters. PyTorch's
 * `running_mean`, `running_var` and `num_batches_tracked` are our `runningMean`, `runningVar` and
 * `numBatchesTracked`.
 */
export class BatchNorm {
  /** `[C]`, ones at first. Undefined if not `affine`. */
  readonly weight: Parameter | undefined;
  /** `[C]`, zeros at first. Undefined if not `affine`. */
  readonly bias: Parameter | undefined;
  /** `[C]`, zeros at first. */
  readonly runningMean: PersistentTensor;
  /** `[C]`, ones at first. */
  readonly runningVar: PersistentTensor;
  /** `[]` */
  readonly numBatchesTracked: PersistentTensor;
  readonly momentum: number | 'cumulative';
  readonly eps: number;

  /**
   * @throws ArgumentError if the number of channels is not a whole number of at least 1, or an
   * option is unknown or out of range.
   */
  constructor(
    readonly channels: number,
    options: BatchNormOptions = {},
  ) {
    requireRange('BatchNorm', 'the number of channels', channels, SIZE);
    requireOptions('BatchNorm', options, OPTIONS);
    const { momentum = 0.1, affine = true, eps = 1e-5 } = options;
    requireFlag('BatchNorm', 'affine', affine);
    requireRange('BatchNorm', 'eps', eps, NOT_NEGATIVE);
    if (momentum !== 'cumulative' && !isInRange(momentum, { least: 0, most: 1 })) {
      throw new ArgumentError(
        'BatchNorm',
        `the momentum is ${describe(momentum)}; it must be a number from 0 to 1, or 'cumulative'.`,
        { momentum },
      );
    }
    this.momentum = momentum;
    this.eps = eps;
    this.weight = affine ? new Parameter(full([channels], 1)) : undefined;
    this.bias = affine ? new Parameter(zeros([channels])) : undefined;
    this.runningMean = new PersistentTensor(zeros([channels]));
    this.runningVar = new PersistentTensor(full([channels], 1));
    this.numBatchesTracked = new PersistentTensor(zeros([]));
  }

  /**
   * x: `[N, C]` or `[N, C, L]`. The result has the same shape.
   *
   * @throws ShapeError if `x` has another shape, or if inside a step `N L` is less than 2.
   */
  forward(x: Tensor): Tensor {
    requireTensor('BatchNorm', 'the input', x);
    const [, channels, length] = x.shape;
    if ((x.shape.length !== 2 && x.shape.length !== 3) || channels !== this.channels) {
      throw new ShapeError(
        'BatchNorm',
        `the input is ${formatShape(x.shape)}; it must be [N, ${this.channels}] or [N, ${this.channels}, L].`,
        { input: x.shape, channels: this.channels },
      );
    }
    const perElement = (perChannel: Tensor) => spread(perChannel, length);
    const affine = affineOf(this);
    const spreadAffine: Affine | undefined = affine && {
      weight: perElement(affine.weight),
      bias: perElement(affine.bias),
    };
    const scope = currentScope();
    if (scope?.training === true) return rescale(this.#standardized(x, scope), spreadAffine);
    const moments = { mean: perElement(this.runningMean), variance: perElement(this.runningVar) };
    return normalize(x, moments, this.eps, spreadAffine);
  }

  /** Returns the members of `nn.BatchNorm1d`. See `toTorch`. */
  torchMembers(): TorchMembers {
    return {
      weight: this.weight,
      bias: this.bias,
      running_mean: this.runningMean,
      running_var: this.runningVar,
      num_batches_tracked: { tensor: this.numBatchesTracked, layout: 'count' },
    };
  }

  /**
   * Returns each channel with mean 0 and variance 1, and notes the moments for the running
   * statistics. A channel becomes a row, so that its moments are computed in double precision.
   */
  #standardized(x: Tensor, scope: Scope): Tensor {
    const count = x.size / this.channels;
    if (count < 2) {
      throw new ShapeError(
        'BatchNorm',
        `the input ${formatShape(x.shape)} has ${count === 1 ? 'one number' : 'no numbers'} for each channel; ` +
          'inside a step it must have at least two, for there to be a variance. Use a larger batch, or frozen(layer).',
        { input: x.shape, count },
      );
    }
    const swapped = swapAxes(x);
    const channels = reshape(swapped, [this.channels, count]);
    const { mean, variance } = momentsOf(channels);
    const { transaction } = scope;
    if (transaction !== undefined) {
      const batch = new KeptResult<Moments>('BatchNorm', scope, { mean, variance });
      transaction.onRead(() => batch.read());
      transaction.onSuccess(() => this.#updateStatistics(batch.copy, count));
    }
    return swapAxes(reshape(standardize(channels, this.eps), swapped.shape));
  }

  /**
   * Updates the running statistics by the moments of a batch of `count` numbers for each channel.
   */
  #updateStatistics({ mean, variance }: Moments, count: number): void {
    const batches = this.numBatchesTracked.item() + 1;
    const momentum = this.momentum === 'cumulative' ? 1 / batches : this.momentum;
    const update = (statistic: PersistentTensor, batch: Tensor, correction: number): void => {
      statistic.assign(applyEquation(running, { before: statistic, batch }, { momentum, correction }).after);
    };
    update(this.runningMean, mean, 1);
    update(this.runningVar, variance, count / (count - 1));
    this.numBatchesTracked.assign(scalarTensor(batches));
  }
}

/** Returns `[C]` as `[C, L]`, a row that kernels read for every n. Without L, `[C]` is returned. */
function spread(perChannel: Tensor, length: number | undefined): Tensor {
  if (length === undefined) return perChannel;
  return broadcastTo(reshape(perChannel, [perChannel.size, 1]), [perChannel.size, length]);
}
