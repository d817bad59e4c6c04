// The data of the cases, as our own workloads have it: frequent symbols are frequent, and what they
// are does not matter to the time.

/** Uniform numbers in [0, 1) of a linear congruential generator. */
function generator() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Windows of a text read by B lanes side by side, again and again: of each the inputs and the
 * targets, time-major [T, B].
 */
export function windowsOf({ lanes, window }, symbols, count = 100) {
  const random = generator();
  const text = Int32Array.from({ length: count * lanes * window + 1 }, () =>
    Math.floor(random() * random() * symbols),
  );
  const stretch = count * window;
  return Array.from({ length: count }, (_, index) => {
    const at = (row, lane) => lane * stretch + index * window + row;
    const block = (shift) =>
      Int32Array.from(
        { length: window * lanes },
        (_, i) => text[at(Math.floor(i / lanes), i % lanes) + shift] ?? 0,
      );
    return { inputs: block(0), targets: block(1) };
  });
}

/** Batches of a classifier: of each the inputs [batch, D] and the classes [batch]. */
export function batchesOf({ sizes, batch }, count = 16) {
  const random = generator();
  return Array.from({ length: count }, () => ({
    inputs: Float32Array.from({ length: batch * sizes[0] }, random),
    targets: Int32Array.from({ length: batch }, () => Math.floor(random() * sizes.at(-1))),
  }));
}

/** Takes the elements of a list in turn, again and again. */
export function inTurn(list) {
  let next = 0;
  return () => list[next++ % list.length];
}
