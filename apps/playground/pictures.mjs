// Takes the pictures of the page that READMEs show, after a build:
// `pnpm --filter @tbptt/playground pictures`.
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const executablePath = process.env['TBPTT_CHROMIUM'] ?? '/usr/bin/chromium';
const server = await preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 41_770 } });
const browser = await chromium.launch({ executablePath, chromiumSandbox: false });

async function take(name, address, { seconds, ...options }) {
  const page = await browser.newPage(options);
  await page.goto(`${server.resolvedUrls.local[0]}${address}`);
  await page.waitForTimeout(1000 * seconds);
  await page.screenshot({ path: `${folder}${name}.png` });
  await page.close();
}

await take('playground-wide', '?chapter=memory', { viewport: { width: 1280, height: 800 }, seconds: 30 });
await take('playground-narrow', '?chapter=phases&preset=textbook&step=5', {
  viewport: { width: 390, height: 844 },
  colorScheme: 'dark',
  seconds: 2,
});
await browser.close();
await server.close();
