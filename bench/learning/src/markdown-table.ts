/**
 * Returns a table in Markdown.
 *
 * @param align a rule such as `---:` for each column. Default: the first to the left, the others to
 * the right.
 */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly string[] = head.map((_, column) => (column === 0 ? '---' : '---:')),
): string {
  return [head, align, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * Returns a pattern that finds the first table under a heading in Markdown, after text without a
 * `|`. The table ends before the next empty line.
 */
export function tableUnder(heading: string): RegExp {
  return new RegExp(`(?<=\\n${heading}\\n\\n[^|]*\\n)\\|[^]*?(?=\\n\\n)`);
}
