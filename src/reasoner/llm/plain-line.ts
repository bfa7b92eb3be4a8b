import { stripEmphasis } from '../../text/emphasis.ts';

/** What a model wrote as one line of plain text: no emphasis markup, no list or heading marks. */
export function plainLine(written: string): string {
  return stripEmphasis(written)
    .replaceAll(/\s+/gu, ' ')
    .replace(/^\s*(?:[•‣▪◦·*-]|#{1,6})\s+/u, '')
    .trim();
}
