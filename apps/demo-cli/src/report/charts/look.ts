import { compact } from '../../ui/format.js';

/** The names of the page's colors. */
export const [FAINT, SOFT, STRONG] = ['var(--line)', 'var(--soft)', 'var(--text)'];

/** The margins that charts share. */
export const common = { marginTop: 28, marginBottom: 40, marginLeft: 44 };

/** 950, 31k, 1.20M */
export function compactTick(value: number): string {
  return value >= 1000 ? compact(value).replace('.0', '') : String(value);
}

/** Returns a number with two significant digits. */
export function short(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return 'no number';
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return compact(value).replace('.0', '');
  return String(Number(value.toPrecision(2)));
}
