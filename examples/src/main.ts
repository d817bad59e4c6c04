import { printDescents, printGradients, printIris, printNames, printOrigins } from './print.js';
import { examples, isExample } from './run.js';

const descents = Object.keys(examples).filter(isExample);
const others: Readonly<Record<string, (json: boolean) => void>> = {
  iris: printIris,
  names: printNames,
  origins: printOrigins,
  'which-gradient': printGradients,
};

const all = [...descents, ...Object.keys(others)];
const asked = process.argv.slice(2).filter((word) => word !== '--json');
const json = process.argv.includes('--json');
const unknown = asked.find((name) => !all.includes(name));
if (unknown === undefined) {
  const wanted = asked.length > 0 ? asked : all;
  const programs = Object.entries(others).filter(([name]) => wanted.includes(name));
  const table = wanted.filter(isExample);
  if (table.length > 0) printDescents(table);
  for (const [index, [, program]] of programs.entries()) {
    if (index > 0 || table.length > 0) console.log();
    program(json);
  }
} else {
  console.error(`There is no example '${unknown}'; there are ${all.join(', ')}.`);
  process.exitCode = 2;
}
