import { citableText } from '../../resume/cv-text.ts';
import type { MasterCv } from '../../resume/resume.ts';
import type { BulletRelevance } from '../fit.ts';

/** About 1,800 tokens: an ordinary CV whole, of a long one what matters for the posting. */
const maxCharacters = 7_000;
const longestPart = 240;
const longestLine = 600;

/**
 * The citable parts of a master CV as lines with their ids, in the master's order. Of a CV that is too long the
 * bullets that the posting is least interested in stay out.
 */
export function cvLines(cv: MasterCv, bullets: readonly BulletRelevance[]): string {
  const contactless = [...citableText(cv)].filter(([id]) => !/^[ri]\d+$/u.test(id));
  const rank = new Map(bullets.map(({ id }, at) => [id, at]));
  // What is no bullet of a role comes first: it is short, and titles and dates hold the rest together.
  const byWorth = contactless.toSorted(([one], [other]) => (rank.get(one) ?? -1) - (rank.get(other) ?? -1));
  const kept = new Set<string>();
  let characters = 0;
  for (const [id, text] of byWorth) {
    characters += Math.min(text.length, longestPart) + id.length + 3;
    if (characters > maxCharacters) break;
    kept.add(id);
  }
  return contactless
    .filter(([id]) => kept.has(id))
    .map(([id, text]) => lineOf(id, text, longestPart))
    .join('\n');
}

/** A part of the CV on one line behind its id. */
export function lineOf(id: string, text: string, maxLength = longestLine): string {
  const line = text.replaceAll(/\s+/gu, ' ');
  return `${id}: ${line.length > maxLength ? `${line.slice(0, maxLength)} …` : line}`;
}
