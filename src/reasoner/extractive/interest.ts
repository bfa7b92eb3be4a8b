import type { Posting } from '../../posting/posting.ts';
import { citableText } from '../../resume/cv-text.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { rarityOf } from '../../text/rarity.ts';
import { isStopWord, stemOf } from '../../text/stems.ts';
import { TermIndex, termIndexOf } from '../../text/terms.ts';
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

/** Each of many texts is compared with each; their stems do not change once found. */
const lengths = new WeakMap<ReadonlyMap<string, number>, number>();

function lengthOf(stems: ReadonlyMap<string, number>): number {
  const known = lengths.get(stems);
  if (known !== undefined) return known;
  let sum = 0;
  for (const rarity of stems.values()) sum += rarity * rarity;
  const length = Math.sqrt(sum);
  lengths.set(stems, length);
  return length;
}

/** What a posting is interested in: title, keywords and requirements, the most telling words weighing most. */
export class Interest {
  readonly #weights = new Map<string, number>();
  readonly #keywords: readonly Keyword[];
  readonly #posting: TermIndex;
  readonly #master: string;

  /** @param master text of the master CV, which may explain its own terms: "C* (Apache Cassandra)" */
  constructor(posting: Posting, fit: Fit, master: MasterCv) {
    this.#keywords = fit.keywords;
    this.#posting = termIndexOf(posting.text);
    this.#master = [...citableText(master).values()].join('\n');
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

  /**
   * How early a skill answers the posting, 0 the first; Infinity when it does not. By the most important
   * keyword that it says; a skill that the posting names, though not as a keyword, comes after these, and one
   * that it does not name as such (SQL Server, where SQL is asked for) after all that it names.
   */
  skillRank(skill: string): number {
    const meanings = [skill, ...this.#explanationsOf(skill)];
    const index = new TermIndex(meanings.join('\n'));
    const at = this.#keywords.findIndex(({ term, forms }) =>
      [term, ...forms].some((form) => index.has(form)),
    );
    const last = this.#keywords.length;
    if (meanings.some((meaning) => this.asksFor(meaning))) return at === -1 ? last : at;
    return at === -1 ? Number.POSITIVE_INFINITY : last + 1 + at;
  }

  /** Whether the posting says the skill in these words. */
  asksFor(skill: string): boolean {
    return this.#posting.has(skill);
  }

  #explanationsOf(skill: string): string[] {
    const explanations: string[] = [];
    const opening = `${skill} (`;
    for (let at = this.#master.indexOf(opening); at !== -1; at = this.#master.indexOf(opening, at + 1)) {
      const inside = /^\(([^()\n]{2,60})\)/u.exec(
        this.#master.slice(at + skill.length + 1, at + skill.length + 70),
      );
      if (inside?.[1] !== undefined) explanations.push(inside[1]);
    }
    return explanations;
  }

  #learn(text: string, weight: number): void {
    for (const stem of contentStems(text).keys()) {
      this.#weights.set(stem, Math.max(weight, this.#weights.get(stem) ?? 0));
    }
  }
}
