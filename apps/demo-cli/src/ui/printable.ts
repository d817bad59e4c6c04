/**
 * The text with control characters but line ends replaced by their pictures (␛ for escape): what a model samples, or a file is called, must not
 * give orders to the terminal.
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

/** Marks that turn the direction of writing. */
function isDirection(code: number): boolean {
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}
