// node bench/ranks.mjs N [CASE ...] [--blas] [--rounds R] [--seconds S] ['--hosts=mpirun options']
// Trains the cases (default: S2 S3 S4) by N processes of mpirun and by one, with the same lanes in all,
// in turns, after `pnpm build`. Prints, for each case, symbols per second of both, how many times as fast
// N are (the median of the rounds), and the share of the step in which the first process exchanges
// gradients, waiting included.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { crossEntropy, kernels, parametersOf, seeded } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { adam, averageAcross, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { CharLM, truncatedBPTT } from '@tbptt/rnn';

const CASES = { S2: [128, 50, 50], S3: [256, 64, 64], S4: [512, 64, 100] };
const SYMBOLS = 65;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    blas: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    hosts: { type: 'string', default: '' },
    rank: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

if (values.rank) await train(positionals[0]);
else measure(Number(positionals[0]), positionals.slice(1));

function measure(ranks, names) {
  if (!(ranks >= 2)) throw new Error('give the number of processes, at least 2');
  for (const name of names.length > 0 ? names : Object.keys(CASES)) {
    const found = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const [one, several] = [1, ranks].map((size) => start(size, name));
      found.push({ one, several, ratio: several.rate / one.rate });
    }
    const ratios = found.map(({ ratio }) => ratio);
    const middle = (pick) => median(found.map(pick));
    console.log(
      JSON.stringify({
        case: name,
        ranks,
        blas: values.blas,
        one: Math.round(middle(({ one }) => one.rate)),
        several: Math.round(middle(({ several }) => several.rate)),
        ratio: Number(median(ratios).toFixed(3)),
        least: Number(Math.min(...ratios).toFixed(3)),
        most: Number(Math.max(...ratios).toFixed(3)),
        exchange: Number(middle(({ several }) => several.exchange).toFixed(4)),
        exchangeMs: Number(middle(({ several }) => several.exchangeMs).toFixed(3)),
        gradientBytes: found[0].several.bytes,
        library: found[0].several.library,
      }),
    );
  }
}

/** Starts processes that train a case, and returns what the first of them has found. */
function start(size, name) {
  const program = [fileURLToPath(import.meta.url), '--rank', name, '--seconds', values.seconds];
  const args = [...program, ...(values.blas ? ['--blas'] : [])];
  const hosts = values.hosts.split(' ').filter((word) => word !== '');
  const words = size === 1 ? args : ['-n', String(size), ...hosts, process.execPath, ...args];
  const { stdout, stderr, status } = spawnSync(size === 1 ? process.execPath : 'mpirun', words, {
    encoding: 'utf8',
    env: { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' },
  });
  if (status !== 0) throw new Error(`${name} by ${size}: ${stderr}`);
  return JSON.parse(stdout.trim());
}

/** Trains a case in one of the processes, for the seconds of the first. */
async function train(name) {
  const { world } = await import('@tbptt/mpi');
  const group = await world();
  if (values.blas) {
    const { blas } = await import('@tbptt/blas');
    kernels.use('auto', { product: await blas() });
  }
  let exchanging = 0;
  const timed = {
    rank: group.rank,
    size: group.size,
    broadcast: (arrays, root) => group.broadcast(arrays, root),
    barrier: () => group.barrier(),
    allReduce(arrays) {
      const begun = performance.now();
      group.allReduce(arrays);
      exchanging += performance.now() - begun;
    },
  };
  const [hidden, lanes, window] = CASES[name];
  const random = seeded(1);
  const ids = Int32Array.from({ length: 100 * lanes * window + 1 }, () =>
    Math.floor(SYMBOLS * random.float() * random.float()),
  );
  const model = new CharLM(SYMBOLS, { hidden, layers: 2, random });
  const stream = new Lanes(ids, { lanes, group });
  const chain = [
    averageAcross(timed, { weight: stream.lanes }),
    clipByGlobalNorm(5),
    adam({ learningRate: 2e-3 }),
  ];
  const optimizer = new Optimizer(model, group.size === 1 ? chain.slice(1) : chain);
  const updates = truncatedBPTT(model, stream, { k1: window, optimizer, loss: crossEntropy, epochs: 1e9 });
  for (let i = 0; i < 3; i++) updates.next();
  group.barrier();
  exchanging = 0;
  const begun = performance.now();
  const more = new Float64Array(1);
  let steps = 0;
  do {
    for (let i = 0; i < 2; i++) updates.next();
    steps += 2;
    more[0] = performance.now() - begun < 1000 * seconds ? 1 : 0;
    group.broadcast([more]);
  } while (more[0] === 1);
  const elapsed = performance.now() - begun;
  if (group.rank > 0) return;
  const bytes = 4 * [...parametersOf(model).values()].reduce((sum, { size }) => sum + size, 0);
  console.log(
    JSON.stringify({
      rate: (1000 * steps * lanes * window) / elapsed,
      exchange: exchanging / elapsed,
      exchangeMs: exchanging / steps,
      bytes,
      library: group.library ?? null,
      kernels: kernels.variant,
    }),
  );
}
