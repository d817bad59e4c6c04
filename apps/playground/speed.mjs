// How many characters a second the page trains on, and Node with the same job:
// `pnpm --filter @tbptt/playground speed`. Runs in turns, in the page and in Node, each a few seconds after
// a start that does not count; prints the medians of the ratios: by the clock, and by the processor's time of
// the thread that trains, which other programs do not lengthen. Everything that the chapter does counts:
// looking into the network, samples, reports.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createServer, preview } from 'vite';

const ROUNDS = 5;
const START = 2000;
const SECONDS = 6;
const root = fileURLToPath(new URL('.', import.meta.url));
const executablePath = process.env['TBPTT_CHROMIUM'] ?? '/usr/bin/chromium';
const text = readFileSync(`${root}dist/moby-dick.txt`, 'utf8');

const sources = await createServer({ root, logLevel: 'error', server: { middlewareMode: true, ws: false } });
const { memoryJob } = await sources.ssrLoadModule('/src/memory/memory-job.ts');
const settings = await sources.ssrLoadModule('/src/memory/memory-settings.ts');
const { kernels } = await sources.ssrLoadModule('@tbptt/core');
const server = await preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 41_760 } });
const browser = await chromium.launch({ executablePath, chromiumSandbox: false });

/** Characters by the seconds of the clock and of the processor, between two calls after the start. */
async function rateOf({ wait, count, begin, end }) {
  await wait(START);
  await begin();
  const [before, from] = [await count(), performance.now()];
  await wait(1000 * SECONDS);
  const [characters, seconds] = [(await count()) - before, (performance.now() - from) / 1000];
  return { clock: characters / seconds, processor: characters / (await end()) };
}

async function inPage() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${server.resolvedUrls.local[0]}?chapter=memory`);
  const output = page.locator('[data-characters]');
  await output.waitFor();
  const rate = await rateOf({
    wait: (time) => page.waitForTimeout(time),
    count: async () => Number(await output.getAttribute('data-characters')),
    begin: () => browser.startTracing(page, { categories: ['-*', 'toplevel'] }),
    end: async () => {
      const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
      const named = traceEvents.filter(
        ({ name, args }) => name === 'thread_name' && /DedicatedWorker/.test(args.name),
      );
      const workers = new Set(named.map(({ pid, tid }) => `${pid}.${tid}`));
      return traceEvents
        .filter(({ name, ph }) => name === 'ThreadControllerImpl::RunTask' && ph === 'X')
        .filter(({ pid, tid }) => workers.has(`${pid}.${tid}`))
        .reduce((sum, { tdur = 0 }) => sum + tdur / 1e6, 0);
    },
  });
  await page.close();
  return rate;
}

async function inNode() {
  const { steps } = memoryJob({ ...settings.START, ...settings.WRITING }, text);
  let characters = 0;
  let used;
  return rateOf({
    wait: (time) => {
      const until = performance.now() + time;
      while (performance.now() < until) characters = steps.next().value?.characters ?? characters;
    },
    count: () => characters,
    begin: () => {
      used = process.threadCpuUsage();
    },
    end: () => {
      const { user, system } = process.threadCpuUsage(used);
      return (user + system) / 1e6;
    },
  });
}

if (kernels.variant !== 'relaxed' || process.threadCpuUsage === undefined) {
  throw new Error('This Node lacks relaxed SIMD, which Chromium has: take Node 24 or later.');
}
const ratios = { clock: [], processor: [] };
console.log(`Node ${process.version}, ${kernels.variant} kernels; Chromium ${browser.version()}`);
for (let round = 0; round < ROUNDS; round++) {
  const [page, node] = [await inPage(), await inNode()];
  for (const by of Object.keys(ratios)) {
    ratios[by].push(page[by] / node[by]);
    console.log(
      `by the ${by}: page ${Math.round(page[by])}, Node ${Math.round(node[by])} characters/s, ${(page[by] / node[by]).toFixed(3)}`,
    );
  }
}
for (const [by, all] of Object.entries(ratios)) {
  console.log(`median by the ${by}: ${all.toSorted((a, b) => a - b)[(ROUNDS - 1) / 2].toFixed(3)}`);
}
await browser.close();
await sources.close();
await server.close();
