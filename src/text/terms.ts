import { isEverydayWord } from './rarity.ts';
import { stemOf, toAmerican } from './stems.ts';
import { tokenize } from './words.ts';

/**
 * How often a text says a term, as whole words: never inside another word, in any inflection of its ordinary
 * words (report, reports, reporting), with hyphen or space (cross-functional, cross functional). Case matters
 * only for short capitals that are also ordinary words (Go, IT, R, REST).
 */
export function countTerm(text: string, term: string): number {
  const wanted = wordsOf(term);
  const words = wordsOf(text);
  return wanted.length === 0 ? 0 : countAt(words, words.keys(), wanted, term);
}

export function containsTerm(text: string, term: string): boolean {
  return countTerm(text, term) > 0;
}

/** A text made ready for asking about many terms. */
export class TermIndex {
  readonly #words: readonly Word[];
  /** Where a word occurs, by each form in which a term's first word may find it. */
  readonly #places = new Map<string, number[]>();

  constructor(text: string) {
    this.#words = wordsOf(text);
    for (const [at, { lower, stem, joined }] of this.#words.entries()) {
      this.#place(lower, at);
      if (stem !== lower) this.#place(stem, at);
      if (joined !== undefined && joined !== lower && joined !== stem) this.#place(joined, at);
    }
  }

  #place(form: string, at: number): void {
    const places = this.#places.get(form);
    if (places === undefined) this.#places.set(form, [at]);
    else places.push(at);
  }

  count(term: string): number {
    const wanted = wordsOf(term);
    const [first] = wanted;
    if (first === undefined) return 0;
    const forms = [first.lower, first.stem, first.joined ?? first.lower];
    const places = new Set(forms.flatMap((form) => this.#places.get(form) ?? []));
    return places.size === 0
      ? 0
      : countAt(
          this.#words,
          [...places].toSorted((one, other) => one - other),
          wanted,
          term,
        );
  }

  has(term: string): boolean {
    return this.count(term) > 0;
  }
}

/** Indexes of the texts asked about last: several parts of a job ask the same posting and the same CV. */
const rememberedIndexes = new Map<string, TermIndex>();

/** As `new TermIndex(text)`, for whole postings and CVs. */
export function termIndexOf(text: string): TermIndex {
  const known = rememberedIndexes.get(text);
  if (known !== undefined) return known;
  if (rememberedIndexes.size >= 4) rememberedIndexes.clear();
  const index = new TermIndex(text);
  rememberedIndexes.set(text, index);
  return index;
}

interface Word {
  text: string;
  lower: string;
  stem: string;
  /** On the first part of a hyphenated word: the whole without hyphens, so that e-mail is email. */
  joined?: string;
}

/** Counts the term at the given places, in ascending order, without counting a word twice. */
function countAt(
  words: readonly Word[],
  places: Iterable<number>,
  wanted: readonly Word[],
  term: string,
): number {
  const [first] = wanted;
  const joined = first?.joined ?? (wanted.length === 1 ? first?.lower : undefined);
  const exactCase = needsCase(term);
  let count = 0;
  let free = 0;
  for (const at of places) {
    const found = words[at];
    if (at < free) continue;
    const whole = joined !== undefined && (found?.joined === joined || found?.lower === joined);
    if (whole && !exactCase) {
      count += 1;
      free = at + 1;
    } else if (wanted.every((word, offset) => isSame(words[at + offset], word, exactCase))) {
      count += 1;
      free = at + wanted.length;
    }
  }
  return count;
}

/** Capitals that mean something else in lower case: Go/go, IT/it, R, C, REST/rest. */
function needsCase(term: string): boolean {
  if (/^\p{Lu}\p{Ll}?$/u.test(term)) return true;
  return /^\p{Lu}{2,4}$/u.test(term) && isEverydayWord(term) && term.toLowerCase() !== 'ai';
}

function isSame(found: Word | undefined, wanted: Word, exactCase: boolean): boolean {
  if (found === undefined) return false;
  if (exactCase) return found.text === wanted.text || found.text === `${wanted.text}s`;
  return (
    found.lower === wanted.lower ||
    (found.stem === wanted.stem && differByInflection(found.lower, wanted.lower))
  );
}

/** Porter unites reaction with react and excellent with Excel; a term must not be met by a derived word. */
function differByInflection(one: string, other: string): boolean {
  let shared = 0;
  while (shared < one.length && one[shared] === other[shared]) shared += 1;
  const ending = /^(?:[bdgklmnprtv]?(?:ed|ing|er)|e|es|s|d|y|ies|ied|'s|)$/;
  return ending.test(one.slice(shared)) && ending.test(other.slice(shared));
}

const plainHyphenated = /^[\p{L}'’]+(?:-[\p{L}'’]+)+$/u;

function wordsOf(text: string): Word[] {
  return tokenize(text).flatMap((token) => partsOf(token.text));
}

/** Texts repeat their words: each is taken apart once. */
const takenApart = new Map<string, Word[]>();

function partsOf(token: string): Word[] {
  const known = takenApart.get(token);
  if (known !== undefined) return known;
  const parts = token.includes('-') && plainHyphenated.test(token) ? token.split('-') : [token];
  const words = parts.map((part, at): Word => {
    const bare = part.replace(/['’]s$/, '');
    const word: Word = { text: bare, lower: toAmerican(bare.toLowerCase()), stem: pluralFree(bare) };
    if (at === 0 && parts.length > 1) word.joined = token.toLowerCase().replaceAll('-', '');
    return word;
  });
  if (takenApart.size > 20_000) takenApart.clear();
  takenApart.set(token, words);
  return words;
}

/** Stems words; takes the plural off acronyms (SLOs, PDFs), which the stemmer must not touch otherwise. */
function pluralFree(word: string): string {
  return /^\p{Lu}{2,}s$/u.test(word) ? word.slice(0, -1).toLowerCase() : stemOf(word);
}
