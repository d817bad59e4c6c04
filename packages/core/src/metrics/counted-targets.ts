import { ShapeError } from '../errors.js';
import { IGNORED } from '../losses/class-targets.js';
import { argMax } from '../ops/arg-max.js';
import { checkIndices, type Indices, requireBelow, requireIndices } from '../tensor/indices.js';
import { formatShape, sameShape } from '../tensor/shape.js';
import { isTensor, type Tensor } from '../tensor/tensor.js';

/** Predicted classes: `Indices` `[...]`, or scores `[..., V]`, of which the largest is the class. */
export type Predicted = Tensor | Indices;

/**
 * Returns the predicted classes, checked against the targets `[...]`.
 *
 * @throws ArgumentError if a class is out of range, or an operand of the wrong type.
 * @throws ShapeError if the shapes do not fit.
 */
export function predictedClasses(
  operation: string,
  predicted: Predicted,
  targets: Indices,
  classes: number,
): Indices {
  requireIndices(operation, 'the targets', targets);
  requireBelow(operation, targets, classes, IGNORED);
  let given = predicted;
  if (isTensor(given)) {
    requireScores(operation, given, targets, classes);
    given = argMax(given);
  }
  checkIndices(operation, given, classes);
  if (sameShape(given.shape, targets.shape)) return given;
  throw new ShapeError(
    operation,
    `the predicted classes are ${formatShape(given.shape)}, the targets ${formatShape(targets.shape)}; they must have the same shape.`,
    { predicted: given.shape, targets: targets.shape },
  );
}

/** Checks scores `[..., V]` of targets `[...]`. */
export function requireScores(operation: string, scores: Tensor, targets: Indices, classes?: number): void {
  const { shape } = scores;
  const fits = shape.length > 0 && sameShape(shape.slice(0, -1), targets.shape);
  if (fits && (classes === undefined || shape.at(-1) === classes)) return;
  throw new ShapeError(
    operation,
    `the scores are ${formatShape(shape)}, the targets ${formatShape(targets.shape)}; the scores must be ` +
      `${formatShape(targets.shape).replace(/\]$/, targets.shape.length === 0 ? '' : ', ')}${classes ?? 'V'}], a score for each class.`,
    { scores: shape, targets: targets.shape },
  );
}
