import { counted } from './format.js';
import { type ReportOf, right, type TruthRow } from './reports.js';
import type { Colors } from './terminal.js';

/** Returns the truth table that a network has learned, between a heading and a verdict. */
export function xorText({ rows, steps, loss, seconds, learned }: ReportOf<'xor'>, color: Colors): string {
  const { bold, dim, green, red } = color;
  const lines = rows.map((row) => `  ${truth(row)}   ${right(row) ? green('right') : red('wrong')}\n`);
  const verdict = learned ? 'learned' : 'not learned; try more steps or another seed';
  return [
    `\n${bold('XOR')}, learned by a network of 2, 8 and 1 units (Adam, ${counted(steps, 'step')})\n\n`,
    `  ${dim('a b   a xor b   network')}\n`,
    ...lines,
    `\n  ${verdict}: mean squared error ${loss.toExponential(1)} after ${seconds.toFixed(2)} s\n`,
  ].join('');
}

function truth({ inputs, target, output }: TruthRow): string {
  const answer = output.toFixed(3).replace(/^-(?=0\.000$)/, '');
  return `${inputs.join(' ')}   ${String(target).padEnd(9)} ${answer.padStart(7)}`;
}
