import { chooseUnits, type StudiedUnit } from '@tbptt/rnn/inspection';
import { count } from '../ui/format.js';
import type { TextStudy } from '../units/study-text.js';
import { escaped } from './escaped.js';

/** The number of units that can be chosen. */
const UNITS = 24;

/** Returns the text in the colors of a unit that the reader chooses. */
export function unitSection(study: TextStudy | undefined, read: string): string {
  if (study === undefined) return '';
  const chosen = chooseUnits(study.units, UNITS);
  const best = chosen[0];
  if (best === undefined) return '';
  // The loss of each character is shown as one more unit, 1 for 10 bits and more.
  const surprise = study.surprise.map((loss) => (loss > 0 ? Math.min(1, loss / 10) : 0));
  const levels = [...chosen.map(({ activations }) => activations), surprise].map((numbers) =>
    Array.from(numbers, letter).join(''),
  );
  const cells = study.passage.map((character, i) => {
    const level = Math.round(10 * (best.activations[i] ?? 0));
    const name = [level < 0 ? 'd' : '', character === '\n' ? 'nl' : '']
      .filter((part) => part !== '')
      .join(' ');
    const alpha = level === 0 ? '' : ` style="--a:calc(${Math.abs(level) / 10}*var(--most))"`;
    return `<i${name === '' ? '' : ` class="${name}"`}${alpha}>${escaped(character)}</i>`;
  });
  const choice = (
    index: number,
    caption: string,
    name: string,
    numbers: Float32Array,
    note: string,
  ): string =>
    `<label><input type="radio" name="unit" value="${index}" data-caption="${escaped(caption)}"` +
    `${index === 0 ? ' checked' : ''}><b>${escaped(name)}</b>${sparkline(numbers)}<span>${note}</span></label>`;
  const choices = chosen.map((unit, index) =>
    choice(
      index,
      captionOf(unit, study),
      unit.feature === '' ? 'unknown' : unit.feature,
      unit.activations,
      `unit ${unit.layer}.${unit.unit}, r = ${signed(unit.correlation)}`,
    ),
  );
  const caption = 'The loss of each character, given those before it: 1 is 10 bits and more.';
  choices.push(choice(chosen.length, caption, 'what surprises it', surprise, 'loss of each character'));
  return [
    '<section><h2>What single units do</h2>',
    `<p>The text is colored by the activation ${escaped(study.activation)} of one unit after each character. ` +
      'Units are in the order of their correlation r, ' +
      `over ${count(study.characters)} characters of ${escaped(read)}, ` +
      'with what a simple rule knows about the place in the text.</p>',
    `<fieldset id="units"><legend>Unit</legend><div class="units">${choices.join('\n')}</div></fieldset>`,
    '<figure>',
    `<figcaption><span id="unit" aria-live="polite">${escaped(captionOf(best, study))}</span> ` +
      '<span style="white-space:nowrap">−1<span class="scale"></span>1</span></figcaption>',
    `<div id="heat" class="heat text">${cells.join('')}</div>`,
    '</figure>',
    `<script type="application/json" id="levels">${JSON.stringify(levels)}</script>`,
    '</section>',
  ].join('\n');
}

function captionOf({ layer, unit, feature, correlation }: StudiedUnit, { activation }: TextStudy): string {
  const known =
    feature === ''
      ? 'varies with none of the rules'
      : `${Math.abs(correlation) > 0.5 ? 'follows' : 'varies with'} “${feature}” (r = ${signed(correlation)})`;
  return `Unit ${unit} of layer ${layer} ${known}; color: ${activation}, negative values underlined.`;
}

/** `a` to `u` for -1 to 1. */
function letter(activation: number): string {
  return String.fromCharCode(107 + Math.round(10 * Math.max(-1, Math.min(1, activation))));
}

function signed(value: number): string {
  return `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)}`;
}

/** The first numbers, -1 to 1, as a line. */
function sparkline(numbers: Float32Array): string {
  const points = Array.from(numbers.subarray(0, 160), (a, i) => `${i},${Math.round(10 - 9 * a)}`);
  return (
    '<svg viewBox="0 0 160 20" preserveAspectRatio="none" aria-hidden="true">' +
    '<path d="M0,10H160" stroke="var(--line)"/>' +
    `<polyline points="${points.join(' ')}" fill="none" stroke="var(--soft)" vector-effect="non-scaling-stroke"/></svg>`
  );
}
