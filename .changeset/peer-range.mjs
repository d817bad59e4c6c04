// node .changeset/peer-range.mjs RANGE
// Sets the range under which the packages name each other as peers. `pnpm run version` widens it
// while changesets counts: below 1.0.0 a new minor of core lies outside of `^`, and changesets
// answers a peer out of range by a major version of every package that names it. Written back to
// `workspace:^`, the published range is the strict one. Goes away with 1.0.0.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const range = process.argv[2];
if (!range?.startsWith('workspace:')) throw new Error(`peer-range: "${range}" must start with workspace:`);

for (const name of readdirSync('packages')) {
  const file = `packages/${name}/package.json`;
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter((peer) => peer.startsWith('@tbptt/'));
  if (peers.length === 0) continue;
  for (const peer of peers) manifest.peerDependencies[peer] = range;
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
