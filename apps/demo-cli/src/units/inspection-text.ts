import { count, percent } from '../ui/format.js';
import { printable } from '../ui/printable.js';
import type { InspectionReport } from './inspection-report.js';

/** Backgrounds among the 256 colors of terminals, from weak to strong: orange for positive activations. */
const POSITIVE = [230, 223, 216, 215, 208];
/** Blue for negative ones. */
const NEGATIVE = [195, 153, 117, 75, 39];

const BLACK_TEXT = '38;5;16';

/** Marks for terminals without colors, from -1 to 1. */
const MARKS = ['=', '-', ' ', '+', '#'];

/** Returns an inspection for people, in 256 colors or none. */
export function inspectionText(report: InspectionReport, columns: number, isColored: boolean): string {
  const { characters, units, gates, shown, activation } = report;
  const rows = units.map(({ layer, unit, feature, correlation }) => {
    const name = `${layer}.${unit}`.padStart(8);
    return `${name}  ${signed(correlation)}  ${feature === '' ? 'nothing that is known' : feature}`;
  });
  const saturated = gates.map(
    ({ layer, gate, open, closed }) =>
      `${String(layer).padStart(8)}  ${gate.padEnd(8)}${share(open)}  ${share(closed)}`,
  );
  const known =
    shown.feature === '' ? '' : `, r = ${signed(shown.correlation).trim()} with "${shown.feature}"`;
  const title = `unit ${shown.unit} of layer ${shown.layer}, ${activation}${known}`;
  const legend = isColored
    ? `${painted(-1, ' negative ')} ${painted(1, ' positive ')}`
    : '= below -0.6, - below -0.2, + above 0.2, # above 0.6';
  return [
    `Units by their correlation r with the text, over ${count(characters)} characters`,
    '',
    '    unit      r  with',
    ...rows,
    '',
    ...(gates.length === 0
      ? []
      : ['   layer  gate      open  closed   (above 0.9, below 0.1)', ...saturated, '']),
    `${title}   ${legend}`,
    '',
    ...passageLines(shown.text, shown.activations, columns, isColored),
    '',
  ].join('\n');
}

/** The lines of the passage: colored, or each with a line of marks below it. */
function passageLines(
  text: string,
  activations: readonly number[],
  columns: number,
  isColored: boolean,
): readonly string[] {
  const lines: { text: string; marks: string }[] = [{ text: '', marks: '' }];
  let width = 0;
  for (const [index, character] of Array.from(text).entries()) {
    const activation = activations[index] ?? 0;
    const shown = character === '\n' ? ' ' : printable(character);
    if (width >= columns - 1) {
      lines.push({ text: '', marks: '' });
      width = 0;
    }
    const line = lines.at(-1);
    if (line === undefined) break;
    line.text += isColored ? painted(activation, shown) : shown;
    line.marks += MARKS[Math.round(2 + 2 * clamped(activation * 1.25))] ?? ' ';
    width++;
    if (character === '\n') {
      lines.push({ text: '', marks: '' });
      width = 0;
    }
  }
  return lines.flatMap((line) => {
    if (isColored) return [line.text];
    const text = line.text.trimEnd();
    return text === '' ? [''] : [text, line.marks.trimEnd()];
  });
}

/** A text on the color of an activation. */
function painted(activation: number, text: string): string {
  const level = Math.round(5 * Math.abs(clamped(activation)));
  if (level === 0) return text;
  const color = (activation < 0 ? NEGATIVE : POSITIVE)[level - 1] ?? 0;
  return `\x1b[${BLACK_TEXT};48;5;${color}m${text}\x1b[0m`;
}

function clamped(activation: number): number {
  return Math.max(-1, Math.min(1, activation));
}

function signed(value: number): string {
  return value.toFixed(2).padStart(5);
}

function share(value: number): string {
  return percent(Math.round(100 * value) / 100).padStart(6);
}
