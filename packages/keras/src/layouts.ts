import {
  ArgumentError,
  type Conv1d,
  type Conv2d,
  type PersistentTensor,
  permute,
  type Shape,
  type Tensor,
  tensor,
} from '@tbptt/core';

/** A weight of a Keras layer, and the parameters that take its numbers. */
export interface Part {
  /** Its shape in Keras. */
  readonly shape: Shape;
  /** Returns parameters with the numbers that they take. */
  readonly assign: (found: Tensor) => readonly (readonly [PersistentTensor, Tensor])[];
}

/** The parameters of a recurrent layer. */
interface RecurrentWeights {
  readonly weightIh: PersistentTensor;
  readonly weightHh: PersistentTensor | undefined;
  readonly biasIh: PersistentTensor | undefined;
  readonly biasHh: PersistentTensor | undefined;
  readonly weightHr?: PersistentTensor | undefined;
}

/** Keras has the gates i, f, c, o in the order of ours, i, f, g, o, and one bias. */
export const lstmWeights = (layer: RecurrentWeights): readonly Part[] =>
  recurrentWeights(layer, [0, 1, 2, 3], 1);

export const rnnWeights = (layer: RecurrentWeights): readonly Part[] => recurrentWeights(layer, [0], 1);

/**
 * Keras has the gates z, r, h; ours are r, z, n. With the reset gate after the product Keras has
 * two biases.
 */
export const gruWeights = (layer: RecurrentWeights, resetAfter: boolean): readonly Part[] =>
  recurrentWeights(layer, [1, 0, 2], resetAfter ? 2 : 1);

/** Keras has `[...kernel, inputs / groups, outputs]`; ours is `[outputs, inputs / groups, ...kernel]`. */
export function convolutionWeights({ weight, bias }: Conv1d | Conv2d): readonly Part[] {
  const [outputs = 0, inputs = 0, ...kernel] = weight.shape;
  const last = kernel.length;
  const order = [last + 1, last, ...kernel.keys()];
  const parts: Part[] = [
    { shape: [...kernel, inputs, outputs], assign: (found) => [[weight, permute(found, order)]] },
  ];
  if (bias !== undefined) parts.push({ shape: bias.shape, assign: (found) => [[bias, found]] });
  return parts;
}

/**
 * The weights of a recurrent layer.
 *
 * @param gates the place of each of our gates among Keras's
 */
function recurrentWeights(
  { weightIh, weightHh, biasIh, biasHh, weightHr }: RecurrentWeights,
  gates: readonly number[],
  biases: 1 | 2,
): readonly Part[] {
  if (weightHh === undefined || weightHr !== undefined) {
    throw new ArgumentError(
      'fromKeras',
      'the output of a layer is projected; the layers of Keras have no projection.',
    );
  }
  const parts: Part[] = [weightIh, weightHh].map((parameter) => ({
    shape: parameter.shape,
    assign: (found) => [[parameter, inOurOrder(found, gates)]],
  }));
  if (biasIh === undefined || biasHh === undefined) return parts;
  const columns = biasIh.size;
  parts.push({
    shape: biases === 1 ? [columns] : [2, columns],
    assign: (found) => {
      const numbers = inOurOrder(found, gates).toFloats();
      const second = biases === 1 ? new Float32Array(columns) : numbers.subarray(columns);
      return [
        [biasIh, tensor([columns], numbers.subarray(0, columns))],
        [biasHh, tensor([columns], second)],
      ];
    },
  });
  return parts;
}

/** Returns `[..., G H]` with the blocks of H columns in the order of our gates. */
function inOurOrder(found: Tensor, gates: readonly number[]): Tensor {
  const columns = found.shape.at(-1) ?? 0;
  const H = columns / gates.length;
  const numbers = found.toFloats();
  const result = new Float32Array(numbers.length);
  for (let row = 0; row < numbers.length; row += columns) {
    for (const [ours, theirs] of gates.entries()) {
      result.set(numbers.subarray(row + theirs * H, row + (theirs + 1) * H), row + ours * H);
    }
  }
  return tensor(found.shape, result);
}
