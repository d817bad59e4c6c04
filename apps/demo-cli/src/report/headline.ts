import { duration } from '../ui/format.js';
import type { RunRecord } from './run-record.js';

/** "LSTM 2 x 256 on Moby-Dick: 1.71 bits per character held out after 42 minutes, still falling" */
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

/** Whether the loss was still falling at the end, by the validations or by the last fifths of training. */
function trend(curve: RunRecord['curve'], validations: RunRecord['validations']): string {
  if (validations.length >= 3) {
    const best = Math.min(...validations.map(({ bitsPerCharacter }) => bitsPerCharacter));
    const last = validations.at(-1)?.bitsPerCharacter ?? 0;
    const before = Math.min(...validations.slice(0, -1).map(({ bitsPerCharacter }) => bitsPerCharacter));
    if (last > best) return `, best at ${best.toFixed(2)}`;
    return before - last > 0.002 ? ', still falling' : ', no longer falling';
  }
  const fifth = Math.floor(curve.length / 5);
  if (fifth < 4) return '';
  const mean = (points: RunRecord['curve']): number =>
    points.reduce((sum, { bitsPerCharacter }) => sum + bitsPerCharacter, 0) / points.length;
  const fell = mean(curve.slice(-2 * fifth, -fifth)) - mean(curve.slice(-fifth));
  return fell > 0.01 ? ', still falling' : ', no longer falling';
}
