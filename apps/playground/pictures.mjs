// Takes the pictures of the page that READMEs show, after a build:
// `pnpm --filter @tbptt/playground pictures`. With the file of a report, such as one of
// `tbptt charlm --minutes 3 --validate-every 0.3m --report run.html`, it takes the picture of that.
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const executablePath = process.env['TBPTT_CHROMIUM'] ?? '/usr/bin/chromium';
const [report] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, chromiumSandbox: false });

async function take(name, address, { seconds, ...options }, prepare = () => {}) {
  const page = await browser.newPage(options);
  await page.goto(address);
  await page.evaluate(prepare);
  await page.waitForTimeout(1000 * seconds);
  await page.screenshot({ path: `${folder}${name}.png` });
  await page.close();
}

/** Removes all but the loss, and eight units with the text that the first of them colors. */
function keepLossAndUnits() {
  for (const section of document.querySelectorAll('section:not(.first)')) {
    if (section.querySelector('h2')?.textContent !== 'What single units do') section.remove();
  }
  for (const unit of [...document.querySelectorAll('.units label')].slice(8)) unit.remove();
  const [figure] = document.querySelectorAll('section.first figure');
  for (const part of [...(figure?.parentElement?.children ?? [])]) if (part !== figure) part.remove();
}

if (report === undefined) {
  const server = await preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 41_770 } });
  const [home] = server.resolvedUrls.local;
  await take('playground-wide', `${home}?chapter=memory`, {
    viewport: { width: 1280, height: 800 },
    seconds: 30,
  });
  await take('playground-narrow', `${home}?chapter=phases&preset=textbook&step=5`, {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    seconds: 2,
  });
  await server.close();
} else {
  const size = { viewport: { width: 1000, height: 1076 }, seconds: 1 };
  await take('report', pathToFileURL(resolve(report)).href, size, keepLossAndUnits);
}
await browser.close();
