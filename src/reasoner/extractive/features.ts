import { acronymPairs, isAcronym, spelledOut } from '../../text/acronyms.ts';
import { commonFullForm } from '../../text/common-acronyms.ts';
import { rarityOf } from '../../text/rarity.ts';
import { isStopWord } from '../../text/stems.ts';
import { familyOf } from '../../text/word-families.ts';
import { type Token, tokenize } from '../../text/words.ts';
import { isGenericWord } from './generic-words.ts';
import { groupsOf } from './related-words.ts';

/** What a text speaks of: each feature (a stem, or an acronym however it is written) with its weight, 0–1. */
export type Features = ReadonlyMap<string, number>;

/** Weight of a word that postings and CVs use about any work. */
const genericWeight = 0.06;
/** A name (Cassandra, Sage, Kubernetes) is seldom shared by chance. */
const namedFactor = 1.25;
/** Words of an employer's name from this rarity on say nothing of the work; "Foods" or "Bank" do. */
const nameFrom = 0.6;
/** Joins the stems of two neighbours ("game days"): a pair found again is evidence, one not found says nothing. */
const pairMark = '_';
/** Words of a full form of which the text only has the acronym. */
const impliedWeight = 0.02;
/** A related word (pager for on-call) counts for this share of the same word. */
const relatedShare = 0.55;

/**
 * Turns texts into features that can be compared. Made from posting and CV together, so that an acronym in one
 * meets its full form in the other.
 */
export class FeatureSpace {
  readonly #fullForms = new Map<string, string[]>();
  readonly #weights = new Map<string, number>();
  readonly #read = new Map<string, Features>();
  /** Skills written like ordinary words or single letters (Go, R), which count in exactly this writing. */
  readonly #named: ReadonlySet<string>;
  /** Names of employers and places that say nothing about the work. */
  readonly #ignored: ReadonlySet<string>;

  constructor(
    texts: readonly string[],
    ignoredNames: readonly string[] = [],
    skills: readonly string[] = [],
  ) {
    this.#named = new Set(skills.filter((skill) => /^\p{Lu}(?:\p{Ll}{1,2})?$/u.test(skill)));
    this.#ignored = new Set(
      ignoredNames.flatMap((name) =>
        tokenize(name).flatMap(({ text }) => (rarityOf(text) >= nameFrom ? [familyOf(text)] : [])),
      ),
    );
    for (const pair of texts.flatMap(acronymPairs)) this.#know(pair.acronym, pair.full);
    const acronyms = new Set(
      texts.flatMap((text) => tokenize(text).flatMap(({ text: word }) => (isAcronym(word) ? [word] : []))),
    );
    for (const acronym of acronyms) {
      const full =
        commonFullForm(acronym) ??
        texts.map((text) => spelledOut(text, acronym)).find((form) => form !== undefined);
      if (full !== undefined) this.#know(acronym, full);
    }
  }

  #know(acronym: string, full: string): void {
    const key = acronymKey(acronym);
    if (this.#fullForms.has(key)) return;
    const stems = wordsIn(full)
      .filter((word) => !isStopWord(word))
      .map(familyOf);
    if (stems.length > 1) this.#fullForms.set(key, stems);
  }

  featuresOf(text: string): Features {
    let features = this.#read.get(text);
    if (features === undefined) {
      features = this.#featuresIn(text);
      this.#read.set(text, features);
    }
    return features;
  }

  /** Features of several texts together. */
  featuresOfAll(texts: readonly string[]): Features {
    const all = new Map<string, number>();
    for (const text of texts) {
      for (const [feature, weight] of this.featuresOf(text)) {
        if ((all.get(feature) ?? 0) < weight) all.set(feature, weight);
      }
    }
    return all;
  }

  #featuresIn(text: string): Features {
    const features = new Map<string, number>();
    const add = (feature: string, weight: number) => {
      if (!this.#ignored.has(feature) && (features.get(feature) ?? 0) < weight) features.set(feature, weight);
    };
    const stems: string[] = [];
    let previous: { stem: string; weight: number; end: number } | undefined;
    for (const token of tokenize(text)) {
      if (
        this.#named.has(token.text) &&
        !/^\s(?:to|through|above|on|beyond|out)\b/.test(text.slice(token.end))
      ) {
        add(`=${token.text}`, 1);
        continue;
      }
      if (/^[€£$¥\d]/.test(token.text) || isStopWord(token.text)) continue;
      const full = isAcronym(token.text) ? this.#fullForms.get(acronymKey(token.text)) : undefined;
      if (full !== undefined) {
        add(acronymKey(token.text), 1);
        for (const stem of full) add(stem, impliedWeight);
        continue;
      }
      for (const word of partsOf(token)) {
        if (isStopWord(word)) continue;
        const stem = familyOf(word.replace(/(?<=\p{Lu}{2})s$/u, ''));
        const weight = this.#weightOf(word) * (isName(word, token, text) ? namedFactor : 1);
        stems.push(stem);
        add(stem, weight);
        const adjacent = previous !== undefined && token.start - previous.end <= 1;
        if (previous !== undefined && adjacent)
          add(`${previous.stem}${pairMark}${stem}`, pairWeight(previous.weight, weight));
        previous = { stem, weight, end: token.end };
      }
    }
    const sequence = ` ${stems.join(' ')} `;
    for (const [key, full] of this.#fullForms) if (sequence.includes(` ${full.join(' ')} `)) add(key, 1);
    return features;
  }

  #weightOf(word: string): number {
    const known = this.#weights.get(word);
    if (known !== undefined) return known;
    const weight = isGenericWord(word)
      ? genericWeight
      : Math.max(0.1, Math.min(1, (rarityOf(word) - 0.28) / 0.42));
    const sure = /[+#*/&\d.]/.test(word) || isAcronym(word) ? Math.max(weight, 0.8) : weight;
    this.#weights.set(word, sure);
    return sure;
  }
}

export function isPair(feature: string): boolean {
  return feature.includes(pairMark);
}

/** Features, pairs included, of some three or four words. */
const shortText = 8;

/** Weight of the wanted features that the offered ones have, and of those they lack. */
export function overlap(
  wanted: Features,
  offered: Features,
  related = true,
): { matched: number; unmatched: number; hits: number; heaviest: number; words: number } {
  let words = 0;
  let matched = 0;
  let heaviest = 0;
  let unmatched = 0;
  let hits = 0;
  for (const [feature, weight] of wanted) {
    if (offered.has(feature)) {
      // In a short text the same word counts for no less than a related one.
      const least =
        related && wanted.size <= shortText && groupsOf(feature).length > 0 ? relatedShare * 0.4 : 0;
      matched += Math.max(weight, least);
      if (weight >= 0.3) hits += 1;
      heaviest = Math.max(heaviest, weight);
      if (!isPair(feature)) words += 1;
      continue;
    }
    if (isPair(feature)) continue;
    const own = related ? groupsOf(feature) : [];
    if (own.length > 0) {
      const groups = groupsIn(offered);
      if (own.some((group) => groups.has(group))) {
        matched += relatedShare * Math.max(weight, 0.4);
        heaviest = Math.max(heaviest, weight);
        continue;
      }
    }
    unmatched += weight;
  }
  return { matched, unmatched, hits, heaviest, words };
}

const groupsByFeatures = new WeakMap<Features, Set<string>>();

/** Groups of related words that the features touch. */
export function groupsIn(features: Features): Set<string> {
  let groups = groupsByFeatures.get(features);
  if (groups === undefined) {
    groups = new Set([...features.keys()].flatMap(groupsOf));
    groupsByFeatures.set(features, groups);
  }
  return groups;
}

/** Written like a name or a term: symbols, digits, acronyms, capitals inside a sentence. */
function isName(word: string, token: Token, text: string): boolean {
  const lower = word.charCodeAt(0) >= 97 && word.charCodeAt(0) <= 122;
  if (/[+#*/&\d.]/.test(word)) return true;
  if (lower || token.start < 2 || word[0] === word[0]?.toLowerCase()) return false;
  if (isAcronym(word)) return true;
  const before = text[token.start - 1] === ' ' ? text[token.start - 2] : text[token.start - 1];
  return !/[.!?:;\n\s–—•*-]/.test(before ?? '.') && !isGenericWord(word);
}

function pairWeight(one: number, other: number): number {
  return Math.max(one, other) <= genericWeight ? 0.05 : 0.35 + 0.3 * Math.min(1, Math.max(one, other));
}

function acronymKey(acronym: string): string {
  return `#${acronym.replace(/(?<=\p{Lu})s$/u, '').toLowerCase()}`;
}

function partsOf(token: Token): string[] {
  return token.text.includes('-') && /^\p{L}{2,}(?:-\p{L}{2,})+$/u.test(token.text)
    ? [...token.text.split('-')]
    : [token.text];
}

function wordsIn(text: string): string[] {
  return tokenize(text).flatMap(partsOf);
}
