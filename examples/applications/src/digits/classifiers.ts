import {
  Conv2d,
  Dropout,
  Flatten,
  type Layer,
  Linear,
  MaxPool2d,
  permute,
  type Random,
  relu,
  reshape,
  Sequential,
  type Tensor,
} from '@tbptt/core';
import { CLASSES, SIDE } from '@tbptt/learning';
import { LSTM } from '@tbptt/rnn';

/** A layer that takes images `[B, 784]` and gives logits `[B, 10]`. */
export type Classifier = Exclude<Layer, (...given: never) => unknown>;

/** Two layers of convolution, each with pooling, and two of full connections (LeCun et al. 1998). */
export function convolutional(random: Random): Classifier {
  return new Sequential(
    (images: Tensor) => reshape(images, [-1, 1, SIDE, SIDE]),
    new Conv2d(1, 12, 5, { padding: 2, random }),
    relu,
    new MaxPool2d(2),
    new Conv2d(12, 24, 5, { padding: 2, random }),
    relu,
    new MaxPool2d(2),
    new Flatten(),
    new Dropout(0.3, { random }),
    new Linear(24 * 49, 96, { random }),
    relu,
    new Dropout(0.3, { random }),
    new Linear(96, CLASSES, { random }),
  );
}

/** One hidden layer of 300 units. */
export function perceptron(random: Random): Classifier {
  return new Sequential(
    new Linear(SIDE ** 2, 300, { random }),
    relu,
    new Dropout(0.3, { random }),
    new Linear(300, CLASSES, { random }),
  );
}

/** An LSTM reads an image row by row, and a linear layer looks at its state after the last one. */
export class RowReader {
  readonly lstm: LSTM;
  readonly dropout: Dropout;
  readonly head: Linear;

  constructor(random: Random) {
    this.lstm = new LSTM(SIDE, 128, { random });
    this.dropout = new Dropout(0.2, { random });
    this.head = new Linear(128, CLASSES, { random });
  }

  forward(images: Tensor): Tensor {
    return this.head.forward(this.dropout.forward(this.#read(images).state.h));
  }

  /** The logits after each row, `[28, B, 10]`: what it believes as it reads. */
  beliefs(images: Tensor): Tensor {
    return this.head.forward(this.#read(images).outputs);
  }

  #read(images: Tensor) {
    const rows = permute(reshape(images, [-1, SIDE, SIDE]), [1, 0, 2]);
    return this.lstm.unroll(rows, this.lstm.initialState(rows.shape[1] ?? 0));
  }
}
