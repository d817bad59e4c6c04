import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type PreviewServer, preview } from 'vite';
import { findChromium } from '../../../../tools/browser/src/find-chromium.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const executablePath = findChromium();

/** Why the page cannot be tested here, if it cannot. */
export const obstacle =
  executablePath === undefined
    ? 'no chromium or google-chrome on the PATH; TBPTT_CHROMIUM may name one'
    : existsSync(`${root}dist/index.html`)
      ? undefined
      : 'apps/playground is not built; pnpm build builds it';
if (obstacle) console.warn(`The tests of the playground are skipped: ${obstacle}.`);

/** A page of the playground, and what went wrong in it. */
export interface Visit {
  readonly page: Page;
  /** Messages of the console and errors that nobody caught. */
  readonly complaints: readonly string[];
}

/** The production build in Chromium. */
export class Served {
  #server: PreviewServer | undefined;
  #browser: Browser | undefined;

  async start(port: number): Promise<void> {
    if (executablePath === undefined || obstacle) return;
    this.#server = await preview({ root, logLevel: 'warn', preview: { host: '127.0.0.1', port } });
    this.#browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.#server?.close();
  }

  /** Opens the page at an address such as `?chapter=phases`. */
  async visit(address: string, options: BrowserContextOptions = {}): Promise<Visit> {
    if (this.#browser === undefined) throw new Error(obstacle ?? 'The server is not started.');
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${this.#server?.resolvedUrls?.local[0] ?? ''}${address}`);
    return { page, complaints };
  }
}
