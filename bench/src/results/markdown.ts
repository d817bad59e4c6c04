/** A table of Markdown: the first row is its head. */
export function table(rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const [head = [], ...body] = rows.map((row) => `| ${row.join(' | ')} |`);
  const rule = `|${(rows[0] ?? []).map((_, index) => (index === 0 ? ' --- ' : ' ---: ')).join('|')}|`;
  return [head as string, rule, ...body];
}

/** `1.23`: a ratio with three digits. */
export function three(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', {
    maximumSignificantDigits: 3,
    minimumSignificantDigits: 3,
  });
}
