const grouped = new Intl.NumberFormat('en-US');

/** 1,213,144 */
export function count(value: number): string {
  return grouped.format(Math.round(value));
}

/** "1 layer", "2 layers" */
export function counted(value: number, one: string): string {
  return `${count(value)} ${one}${value === 1 ? '' : 's'}`;
}

/** 2.318, 5.49e+29 */
export function bits(value: number): string {
  return value < 1e5 ? value.toFixed(3) : value.toExponential(2);
}

/** 980, 31.2k, 1.20M, 48.1G */
export function compact(value: number): string {
  if (value < 999.5) return value.toFixed(0);
  if (value < 999_950) return `${(value / 1e3).toFixed(1)}k`;
  return value < 999_950_000 ? `${(value / 1e6).toFixed(2)}M` : `${(value / 1e9).toFixed(1)}G`;
}

/** 0:07, 12:34, 1:02:03 */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-:--';
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const padded = (part: number): string => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(whole % 60)}` : `${minutes}:${padded(whole % 60)}`;
}

/** 90 seconds, 42 minutes, 2.5 hours */
export function duration(seconds: number): string {
  if (seconds < 100) return counted(Math.round(seconds), 'second');
  const minutes = seconds / 60;
  return minutes < 100 ? counted(Math.round(minutes), 'minute') : `${(minutes / 60).toFixed(1)} hours`;
}

/** 10 %, 0.5 % */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
