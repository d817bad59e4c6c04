import { duration } from '../ui/format.js';
import type { RunRecord } from './run-record.js';

/**
 * Returns the headline of a page: "LSTM 2 x 256 on Moby-Dick: 1.71 bits per character held out
 * after 42 minutes, still falling"
 */
export function headline({ data, model, curve, validations, summary, notices }: RunRecord): string {
  const name =
    model === undefined ? 'A model' : `${model.cell.toUpperCase()} ${model.layers} x ${model.hidden}`;
  const text = data === undefined ? '' : ` on ${data.text.replace(/^.*[\\/]/, '')}`;
  const last = curve.at(-1);
  const held = validations.at(-1)?.bitsPerCharacter;
  if (last === undefined) {
    return held === undefined
      ? `${name}${text}`
      : `${name}${text}: ${held.toFixed(2)} bits per character held out`;
  }
  const time = ` after ${duration(summary?.seconds ?? last.seconds)}`;
  if (notices.some((notice) => notice.includes('diverge')) || !Number.isFinite(last.bitsPerCharacter)) {
    return `${name}${text}: training diverged${time}`;
  }
  const loss =
    held === undefined
      ? `${last.bitsPerCharacter.toFixed(2)} bits per character in training`
      : `${held.toFixed(2)} bits per character held out`;
  return `${name}${text}: ${loss}${time}${trend(curve, validations)}`;
}

/** Whether the loss was still falling in the last fifth of the run, by the validations or by training. */
function trend(curve: RunRecord['curve'], validations: RunRecord['validations']): string {
  const last = validations.at(-1);
  if (last !== undefined && validations.length >= 3) {
    const lowest = (points: typeof validations): number =>
      Math.min(...points.map(({ bitsPerCharacter }) => bitsPerCharacter));
    const best = lowest(validations);
    if (last.bitsPerCharacter > best) return `, best at ${best.toFixed(2)}`;
    // Two validations may stand close together at the end: that of a regular time, and that of the end.
    const before = validations.filter(({ step }, index) => index === 0 || step <= 0.8 * last.step);
    return lowest(before) - last.bitsPerCharacter > 0.002 ? ', still falling' : ', no longer falling';
  }
  const fifth = Math.floor(curve.length / 5);
  if (fifth < 4) return '';
  const mean = (points: RunRecord['curve']): number =>
    points.reduce((sum, { bitsPerCharacter }) => sum + bitsPerCharacter, 0) / points.length;
  const fell = mean(curve.slice(-2 * fifth, -fifth)) - mean(curve.slice(-fifth));
  return fell > 0.01 ? ', still falling' : ', no longer falling';
}
