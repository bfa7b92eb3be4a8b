import type { CitableItem } from './material.ts';

export interface Judgement {
  status: 'met' | 'unsaid' | 'missing';
  /** Best first. */
  ids: string[];
}

const fewestShared = 2;
const mostIds = 2;

/** Counts the words that a requirement and each part of a CV share; nothing here understands either. */
export function judgeRequirement(requirement: string, items: readonly CitableItem[]): Judgement {
  const wanted = new Set(wordsOf(requirement));
  const ranked = items
    .map(({ id, text }) => ({ id, shared: wordsOf(text).filter((word) => wanted.has(word)).length }))
    .filter(({ shared }) => shared > 0)
    .sort((one, other) => other.shared - one.shared);
  const ids = ranked.slice(0, mostIds).map(({ id }) => id);
  const [best] = ranked;
  if (best === undefined) return { status: 'missing', ids };
  return { status: best.shared >= fewestShared ? 'met' : 'unsaid', ids };
}

function wordsOf(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}+#]{4,}/gu) ?? [])];
}
