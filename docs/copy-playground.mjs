// The playground is a folder of the site. It is built before: see `docs:build` of the root.
import { cpSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

cpSync(
  fileURLToPath(new URL('../apps/playground/dist', import.meta.url)),
  fileURLToPath(new URL('site/playground', import.meta.url)),
  { recursive: true },
);

const first = readFileSync(new URL('site/index.html', import.meta.url), 'utf8');
if (!first.includes('href="playground/index.html"'))
  throw new Error('No link of the site leads to the playground.');
