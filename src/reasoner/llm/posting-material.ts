import type { Posting } from '../../posting/posting.ts';
import { classifyBlocks, type SectionKind } from '../extractive/section-kind.ts';

/** About 2,000 tokens; what postings say beyond that has hardly anything to do with the work. */
const maxCharacters = 8_000;

/** From here on a posting is worth thinning out: what is shorter costs little and its parts explain each other. */
const thinFrom = 1_500;

/**
 * The posting's lines for a model, without those of the given kinds, each a verbatim piece of `posting.text`. A
 * posting of which too little would be left is given whole.
 */
export function postingText(
  posting: Posting,
  without: readonly SectionKind[],
  mostCharacters = maxCharacters,
): string {
  const whole = posting.text.slice(0, mostCharacters);
  if (posting.text.length < thinFrom) return whole;
  const dropped = new Set(
    classifyBlocks(posting)
      .filter(({ kind }) => without.includes(kind))
      .map(({ block }) => block.id),
  );
  const thin = posting.blocks
    .filter(({ id }) => !dropped.has(id))
    .filter((block, at, all) => block.kind !== 'heading' || isFollowed(all[at + 1]?.kind))
    .map(({ text }) => text)
    .join('\n');
  return thin.length < Math.min(whole.length / 3, 800) ? whole : thin.slice(0, mostCharacters);
}

/** A heading over nothing says nothing. */
function isFollowed(next: 'heading' | 'paragraph' | 'item' | undefined): boolean {
  return next !== undefined && next !== 'heading';
}

/** Title, company and place, as far as known; these were written by others, too. */
export function postingHead({ title, company, location }: Posting): string {
  return [title, company, location].filter((part) => part !== undefined && part !== '').join(' · ');
}
