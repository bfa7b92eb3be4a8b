import { stripEmphasis } from '../text/emphasis.ts';

/**
 * Characters that nobody sees: controls, soft hyphens, zero-width spaces, marks that turn the direction of writing,
 * and tags. Joiners stay, since some scripts need them inside words.
 */
const unseen =
  /[\p{Cc}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\u3164\uFEFF\uFFF9-\uFFFB]|\u034F|[\u{E0000}-\u{E007F}]/gu;

/** A text without what nobody sees; line breaks and tabs become spaces. */
export function visibleText(text: string): string {
  return text.replaceAll(/[\n\r\t\u0085\u2028\u2029]/gu, ' ').replaceAll(unseen, '');
}

/** What somebody wrote as one line of plain text: no emphasis markup, no list or heading marks, nothing unseen. */
export function visibleLine(written: string): string {
  return stripEmphasis(visibleText(written))
    .replaceAll(/\s+/gu, ' ')
    .replace(/^\s*(?:[•‣▪◦·*-]|#{1,6})\s+/u, '')
    .trim();
}

const address =
  /\b(?:https?|ftp|javascript|data|mailto|file):\S|\bwww\.|[^\s@]+@[^\s@]+\.|\[[^\]]*\]\(|<\s*[a-z/!]/iu;

/** Whether a text holds what a click could follow, or markup: an address of a page or a mailbox, a link, a tag. */
export function holdsAddress(text: string): boolean {
  return address.test(text);
}

/** A text up to the first address in it. */
export function beforeAddress(text: string): string {
  const at = text.search(address);
  return at === -1
    ? text
    : text
        .slice(0, at)
        .replace(/\S+$/u, '')
        .replace(/[\s(:,;–—-]+$/u, '');
}
