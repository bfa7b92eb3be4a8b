import { isGeneralWord } from './general-words.ts';
import type { MasterIndex } from './master-index.ts';
import { hasWord, type SourceText } from './source-text.ts';
import type { ClaimWord } from './words.ts';

/** Another source only joins the nearest one if it bears out this share of the claim's weight by itself. */
const leastShare = 0.2;
const mostSources = 4;
/** General words tell texts apart only where nothing else does. */
const generalWordShare = 0.15;

/**
 * The sources that a wording most likely came from: the one that has most of its words, rare ones weighing
 * more (inverse document frequency over the master CV's texts), then others that bear out what is still open.
 */
export function likelySources(
  words: readonly ClaimWord[],
  candidates: readonly SourceText[],
  index: MasterIndex,
): SourceText[] {
  let open = words.map((word) => ({ word, weight: weightOf(word, index) }));
  const total = open.reduce((sum, { weight }) => sum + weight, 0);
  const picked: SourceText[] = [];
  while (picked.length < mostSources) {
    const best = nearest(
      open,
      candidates.filter((candidate) => !picked.includes(candidate)),
    );
    if (best === undefined || (picked.length > 0 && best.score < total * leastShare)) break;
    picked.push(best.source);
    open = open.filter(({ word }) => !hasWord(word, [best.source.keys]));
  }
  return picked;
}

function nearest(
  words: readonly { word: ClaimWord; weight: number }[],
  candidates: readonly SourceText[],
): { source: SourceText; score: number } | undefined {
  let best: { source: SourceText; score: number; rank: number } | undefined;
  for (const source of candidates) {
    const score = words.reduce(
      (sum, { word, weight }) => sum + (hasWord(word, [source.keys]) ? weight : 0),
      0,
    );
    // Among equals the shorter text is the nearer one.
    const rank = score - source.words.length * 1e-4;
    if (score > 0 && (best === undefined || rank > best.rank)) best = { source, score, rank };
  }
  return best;
}

function weightOf(word: ClaimWord, index: MasterIndex): number {
  const inTexts = Math.max(0, ...word.keys.map((key) => index.frequency.get(key) ?? 0));
  const rarity = Math.log((index.texts.size + 1) / (inTexts + 1));
  return isGeneralWord(word.lower) ? rarity * generalWordShare : rarity;
}
