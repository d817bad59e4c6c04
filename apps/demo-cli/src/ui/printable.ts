/**
 * Returns a text with symbols in place of control characters, such as ␛ for escape. Line ends are
 * kept. Samples of models and names of files must not control the terminal.
 */
export function printable(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n') return character;
    if (character === '\t') return ' ';
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return (code >= 0x80 && code < 0xa0) || isDirection(code) ? '\ufffd' : character;
  }).join('');
}

/** Whether a code point changes the direction of writing. */
function isDirection(code: number): boolean {
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}
