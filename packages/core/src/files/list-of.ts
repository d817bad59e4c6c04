const MOST_NAMES = 8;

/** Returns names for a message: each cut if it is long, and only the first few of many. */
export function listOf(names: readonly string[]): string {
  const first = names
    .slice(0, MOST_NAMES)
    .map((name) => (name.length > 200 ? `${name.slice(0, 200)}...` : name));
  const more = names.length - first.length;
  return `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
