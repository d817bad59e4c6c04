// One step of each cell and its gradient, written out: TensorFlow.js's own gradients multiply by
// transposed weights, which this backend does in plain loops some 20 times slower than XNNPACK, and
// form a weight gradient per step instead of one per window.
import * as tf from '@tensorflow/tfjs';

const { add, mul, sub } = tf;

/** `1 - x²`, the derivative of tanh by its result. */
const ofTanh = (t) => sub(1, tf.square(t));
/** `s (1 - s)`, the derivative of the sigmoid by its result. */
const ofSigmoid = (s) => mul(s, sub(1, s));

/**
 * The cells by name. `step(x, h, [state])` takes the products of the input and of the recurrent
 * weights, [B, G H] each, and gives the next state, its first part the output, and what `back`
 * wants to see again. `back(saved, dState)` gives the gradients of both products and of the states
 * beside the first that pass the cell by (`through` for the first).
 */
export const cells = {
  RNN: {
    gates: 1,
    states: 1,
    step(x, h) {
      const output = tf.tanh(add(x, h));
      return { state: [output], saved: [output] };
    },
    back([output], [dh]) {
      const d = mul(dh, ofTanh(output));
      return { dx: d, dh: d, dState: [] };
    },
  },
  LSTM: {
    gates: 4,
    states: 2,
    step(x, h, [, c]) {
      const [zi, zf, zg, zo] = tf.split(add(x, h), 4, 1);
      const [i, f, g, o] = [tf.sigmoid(zi), tf.sigmoid(zf), tf.tanh(zg), tf.sigmoid(zo)];
      const memory = add(mul(f, c), mul(i, g));
      const squashed = tf.tanh(memory);
      return { state: [mul(o, squashed), memory], saved: [i, f, g, o, c, squashed] };
    },
    back([i, f, g, o, c, squashed], [dh, dc]) {
      const own = mul(mul(dh, o), ofTanh(squashed));
      const dMemory = dc === undefined ? own : add(dc, own);
      const d = tf.concat(
        [
          mul(mul(dMemory, g), ofSigmoid(i)),
          mul(mul(dMemory, c), ofSigmoid(f)),
          mul(mul(dMemory, i), ofTanh(g)),
          mul(mul(dh, squashed), ofSigmoid(o)),
        ],
        1,
      );
      return { dx: d, dh: d, dState: [mul(dMemory, f)] };
    },
  },
  GRU: {
    gates: 3,
    states: 1,
    step(x, h, [before]) {
      const [xr, xz, xn] = tf.split(x, 3, 1);
      const [hr, hz, hn] = tf.split(h, 3, 1);
      const [r, z] = [tf.sigmoid(add(xr, hr)), tf.sigmoid(add(xz, hz))];
      const n = tf.tanh(add(xn, mul(r, hn)));
      const difference = sub(before, n);
      return { state: [add(n, mul(z, difference))], saved: [r, z, n, hn, difference] };
    },
    back([r, z, n, hn, difference], [dh]) {
      const through = mul(dh, z);
      const dn = mul(sub(dh, through), ofTanh(n));
      const dz = mul(mul(dh, difference), ofSigmoid(z));
      const dr = mul(mul(dn, hn), ofSigmoid(r));
      return { dx: tf.concat([dr, dz, dn], 1), dh: tf.concat([dr, dz, mul(dn, r)], 1), dState: [], through };
    },
  },
};
