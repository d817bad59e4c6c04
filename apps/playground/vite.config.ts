import { defineConfig } from 'vite';

export default defineConfig({
  base: './', // the site is served from a folder of the documentation
  build: { target: 'es2022', modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  preview: { host: '127.0.0.1', port: 4173 },
});
