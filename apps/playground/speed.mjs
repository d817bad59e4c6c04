// How many characters a second the page trains on, and Node with the same job:
// `pnpm --filter @tbptt/playground speed`. Runs in turns, in the page and in Node, each a few seconds after
// a start that does not count; prints the median of the ratios. Everything that the chapter does counts:
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

/** Characters a second between two calls of `count`, the first after the start. */
async function rateOf(count, wait) {
  await wait(START);
  const [before, from] = [await count(), performance.now()];
  await wait(1000 * SECONDS);
  return (1000 * ((await count()) - before)) / (performance.now() - from);
}

async function inPage() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${server.resolvedUrls.local[0]}?chapter=memory`);
  const output = page.locator('[data-characters]');
  await output.waitFor();
  const rate = await rateOf(
    async () => Number(await output.getAttribute('data-characters')),
    (time) => page.waitForTimeout(time),
  );
  await page.close();
  return rate;
}

async function inNode() {
  const { steps } = memoryJob({ ...settings.START, ...settings.WRITING }, text);
  let characters = 0;
  return rateOf(
    () => characters,
    (time) => {
      const until = performance.now() + time;
      while (performance.now() < until) characters = steps.next().value?.characters ?? characters;
    },
  );
}

const ratios = [];
console.log(`Node ${process.version}, ${kernels.variant} kernels; Chromium ${browser.version()}`);
for (let round = 0; round < ROUNDS; round++) {
  const [page, node] = [await inPage(), await inNode()];
  ratios.push(page / node);
  console.log(`page ${Math.round(page)}, Node ${Math.round(node)} characters/s: ${(page / node).toFixed(3)}`);
}
console.log(`median ${ratios.toSorted((a, b) => a - b)[(ROUNDS - 1) / 2].toFixed(3)}`);
if (kernels.variant !== 'relaxed')
  console.log('This Node lacks relaxed SIMD, which Chromium has: take Node 24.');
await browser.close();
await sources.close();
await server.close();
