/**
 * What the page does, for hosts without one (Node, Deno): trains with the strict kernels, and
 * throws unless the bits are the recorded ones.
 */
import { STRICT_DIGEST } from './strict-digest.js';
import { train, trainWithThreads } from './training.js';

const { digest, resumedDigest } = await train('strict');
if (digest !== STRICT_DIGEST) throw new Error(`the weights have the digest ${digest}, not ${STRICT_DIGEST}`);
if (resumedDigest !== STRICT_DIGEST) throw new Error(`a resumed run has the digest ${resumedDigest}`);
const threaded = await trainWithThreads(2);
if (threaded.digest !== STRICT_DIGEST) throw new Error(`with threads the digest is ${threaded.digest}`);
console.log(
  `  ${threaded.count} threads: the same bits${threaded.reason === null ? '' : ` (${threaded.reason})`}`,
);
console.log(`  strict kernels: the recorded digest, ${digest.slice(0, 8)}...`);
