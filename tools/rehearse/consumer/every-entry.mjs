// node every-entry.mjs PACKAGE
// Imports every entry of an installed package, and says how many names each exports.
import { readFileSync } from 'node:fs';
import process from 'node:process';

const [name] = process.argv.slice(2);
const { exports, version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
const found = [];
for (const entry of Object.keys(exports).filter((path) => !path.endsWith('.json'))) {
  const names = Object.keys(await import(name + entry.slice(1)));
  if (names.length === 0) throw new Error(`${name}${entry.slice(1)} exports nothing`);
  found.push(`${entry} ${names.length}`);
}
console.log(`  ${name} ${version} exports ${found.join(', ')}`);
