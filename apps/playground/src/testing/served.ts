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

/** How a page is opened: what a context of the browser takes, and what is done before it loads. */
export interface VisitOptions extends BrowserContextOptions {
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** The production build in Chromium. */
export class Served {
  #server: PreviewServer | undefined;
  #browser: Browser | undefined;
  #pages: Page[] = [];
  #complaints: string[] = [];

  /** Serves the page and starts Chromium, with arguments such as `--js-flags=--jitless`. */
  async start(port: number, args: readonly string[] = []): Promise<void> {
    if (executablePath === undefined || obstacle) return;
    this.#server = await preview({ root, logLevel: 'warn', preview: { host: '127.0.0.1', port } });
    this.#browser = await chromium.launch({ executablePath, chromiumSandbox: false, args: [...args] });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.#server?.close();
  }

  get browser(): Browser {
    if (this.#browser === undefined) throw new Error(obstacle ?? 'The server is not started.');
    return this.#browser;
  }

  /** Opens the page at an address such as `?chapter=phases`. */
  async visit(address: string, { prepare, ...options }: VisitOptions = {}): Promise<Page> {
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
    this.#pages.push(page);
    page.on('console', (message) => this.#complaints.push(message.text()));
    page.on('pageerror', (error) => this.#complaints.push(error.message));
    await prepare?.(page);
    await page.goto(`${this.#server?.resolvedUrls?.local[0] ?? ''}${address}`);
    return page;
  }

  /** Closes all pages. Throws if the console or an error that nobody caught said something. */
  async leave(): Promise<void> {
    await Promise.all(this.#pages.splice(0).map((page) => page.close()));
    const complaints = this.#complaints.splice(0);
    if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('; ')}`);
  }
}
