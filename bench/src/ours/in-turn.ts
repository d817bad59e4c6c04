/** Batches that are made before the measurement and used in turn. */
const BATCHES = 16;

/** Makes batches, and returns what gives them one after the other, again and again. */
export function inTurn<Batch>(make: () => Batch): () => Batch {
  const batches = Array.from({ length: BATCHES }, make);
  let next = 0;
  return () => batches[next++ % BATCHES] as Batch;
}
