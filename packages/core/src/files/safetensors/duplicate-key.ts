/**
 * The first key that stands twice in one object of a JSON text, if any: `JSON.parse` says nothing and takes the last. The text must be
 * valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  const objects: Set<string>[] = [];
  let lastString = '';
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '"') {
      const end = endOfString(json, i);
      lastString = json.slice(i, end);
      i = end - 1;
    } else if (character === ':') {
      const key = JSON.parse(lastString) as string;
      const keys = objects.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    } else if (character === '{') {
      objects.push(new Set());
    } else if (character === '}') {
      objects.pop();
    }
  }
  return undefined;
}

/** Where the string literal that starts at `start` ends. */
function endOfString(json: string, start: number): number {
  let i = start + 1;
  while (i < json.length && json[i] !== '"') i += json[i] === '\\' ? 2 : 1;
  return i + 1;
}
