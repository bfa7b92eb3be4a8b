import type { Posting } from '../../posting/posting.ts';
import { rarityOf } from '../../text/rarity.ts';
import { isStopWord, stemOf } from '../../text/stems.ts';
import { TermIndex } from '../../text/terms.ts';
import { tokenize } from '../../text/words.ts';
import type { Fit, Keyword } from '../fit.ts';

/** Distinct stems of what a text says, without words that say nothing by themselves. */
export function contentStems(text: string): Map<string, number> {
  const stems = new Map<string, number>();
  for (const { text: word } of tokenize(text)) {
    if (!isStopWord(word) && !/^\d/u.test(word)) stems.set(stemOf(word), rarityOf(word));
  }
  return stems;
}

/** How near two texts are in their wording: cosine over distinct stems, weighed by rarity; 0–1. */
export function similarityOf(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [stem, rarity] of one) if (other.has(stem)) shared += rarity * rarity;
  return shared === 0 ? 0 : shared / (lengthOf(one) * lengthOf(other));
}

function lengthOf(stems: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const rarity of stems.values()) sum += rarity * rarity;
  return Math.sqrt(sum);
}

/** What a posting is interested in: title, keywords and requirements, the most telling words weighing most. */
export class Interest {
  readonly #weights = new Map<string, number>();
  readonly #keywords: readonly Keyword[];

  constructor(posting: Posting, fit: Fit) {
    this.#keywords = fit.keywords;
    this.#learn(posting.title, 1);
    for (const { term, forms, importance } of fit.keywords) {
      for (const form of [term, ...forms]) this.#learn(form, importance === 'must' ? 1 : 0.6);
    }
    for (const { text, importance } of fit.requirements) this.#learn(text, importance === 'must' ? 0.6 : 0.3);
  }

  /** Sum of the weights of the posting's words in the text, damped by the text's length; 0 and up. */
  in(text: string): number {
    let sum = 0;
    const stems = contentStems(text);
    for (const [stem, rarity] of stems) sum += (this.#weights.get(stem) ?? 0) * rarity;
    return sum / Math.sqrt(6 + stems.size);
  }

  /** Place of the most important keyword that the text says, 0 the first; Infinity when it says none. */
  keywordRank(text: string): number {
    const index = new TermIndex(text);
    const at = this.#keywords.findIndex(({ term, forms }) =>
      [term, ...forms].some((form) => index.has(form)),
    );
    return at === -1 ? Number.POSITIVE_INFINITY : at;
  }

  #learn(text: string, weight: number): void {
    for (const stem of contentStems(text).keys()) {
      this.#weights.set(stem, Math.max(weight, this.#weights.get(stem) ?? 0));
    }
  }
}
