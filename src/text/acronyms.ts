import { isStopWord } from './stems.ts';
import { tokenize } from './words.ts';

export interface AcronymPair {
  acronym: string;
  full: string;
}

const acronymShape = /^(?:\p{Lu}[\p{Lu}\p{N}&/-]{1,7})s?$/u;

/** Whether a word is written like an acronym: WCAG, SLOs, P&L, B2B. */
export function isAcronym(word: string): boolean {
  const first = word.charCodeAt(0);
  if (word.length < 2 || (first >= 97 && first <= 122)) return false;
  return acronymShape.test(word) && /\p{Lu}.*\p{Lu}/u.test(word);
}

/**
 * Pairs that a text itself explains: "Web Content Accessibility Guidelines (WCAG)" and
 * "SLO (service level objective)". Both parts are as the text writes them, the acronym without a plural s.
 */
export function acronymPairs(text: string): AcronymPair[] {
  const pairs = new Map<string, AcronymPair>();
  const add = (acronym: string, full: string | undefined) => {
    const bare = acronym.replace(/(?<=\p{Lu})s$/u, '');
    if (full !== undefined && !pairs.has(bare)) pairs.set(bare, { acronym: bare, full });
  };
  for (const match of text.matchAll(/[([]([^()[\]]{2,80})[)\]]/g)) {
    const inside = match[1] ?? '';
    const before = text.slice(Math.max(0, match.index - 120), match.index);
    const lastWord = tokenize(before).at(-1);
    const acronym = inside.trim();
    if (isAcronym(acronym)) add(acronym, fullFormAtEnd(before, acronym));
    else if (lastWord !== undefined && isAcronym(lastWord.text) && before.slice(lastWord.end).trim() === '')
      add(lastWord.text, fullFormAtEnd(inside.split(/[,;:]/)[0] ?? '', lastWord.text, true));
  }
  return [...pairs.values()];
}

/** The words at the end of a text whose initials spell the acronym. */
function fullFormAtEnd(text: string, acronym: string, wholly = false): string | undefined {
  const letters = lettersOf(acronym);
  const clause = text.slice(
    Math.max(0, ...[...text.matchAll(/[.;:!?\n](?=\s)/g)].map(({ index }) => index + 1)),
  );
  const words = initialledWords(clause);
  const offset = text.length - clause.length;
  for (let from = words.length - 1; from >= 0; from -= 1) {
    const first = words[from];
    if (first === undefined || (wholly && from > 0)) continue;
    if (spells(words.slice(from), letters)) return text.slice(offset + first.start).trim();
  }
  return undefined;
}

/**
 * Phrases in the text whose initials spell the acronym, so that a posting's "SLOs" finds a CV's "service level
 * objectives". Chance hits are held off: the phrase must be capitalised throughout, or stand alone between
 * function words and punctuation, or share the plural and end its clause; two letters are too few to tell.
 */
export function spelledOut(text: string, acronym: string): string | undefined {
  const letters = lettersOf(acronym);
  if (letters.length < 3) return undefined;
  const { words, initials } = rememberedWords(text);
  for (let from = initials.indexOf(letters); from !== -1; from = initials.indexOf(letters, from + 1)) {
    const phrase = words.slice(from, from + letters.length);
    const last = phrase.at(-1);
    const first = phrase[0];
    if (first === undefined || last === undefined) continue;
    const written = text.slice(first.start, last.end);
    if (/[.,;:()\n]/.test(written)) continue;
    if (phrase.some(({ lower }) => isStopWord(lower) || lower.length < 3)) continue;
    const capitalised = phrase.every(({ text: word }) => /^\p{Lu}/u.test(word));
    const closes = endsClause(text, last.end, words[from + letters.length]);
    const opens = startsClause(text, words[from - 1], first.start);
    const plural = /\p{Lu}s$/u.test(acronym) && last.lower.endsWith('s');
    if (capitalised || (closes && (opens || plural))) return written;
  }
  return undefined;
}

interface InitialledWord {
  text: string;
  lower: string;
  initial: string;
  start: number;
  end: number;
}

function startsClause(text: string, before: InitialledWord | undefined, start: number): boolean {
  return before === undefined || isStopWord(before.lower) || /[^\s-]/.test(text.slice(before.end, start));
}

function endsClause(text: string, end: number, after: InitialledWord | undefined): boolean {
  return after === undefined || isStopWord(after.lower) || /[^\s-]/.test(text.slice(end, after.start));
}

function lettersOf(acronym: string): string {
  return acronym
    .replace(/(?<=\p{Lu})s$/u, '')
    .replaceAll(/[^\p{L}]/gu, '')
    .toLowerCase();
}

interface InitialledText {
  words: InitialledWord[];
  /** One character per word, so that a run of initials is found as a substring. */
  initials: string;
}

/** Words of the texts asked about last: a posting and a CV are asked about every acronym in them. */
const remembered = new Map<string, InitialledText>();

function rememberedWords(text: string): InitialledText {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  if (remembered.size >= 4) remembered.clear();
  const words = initialledWords(text);
  const initials = words.map(({ initial }) => (initial.length === 1 ? initial : ' ')).join('');
  remembered.set(text, { words, initials });
  return { words, initials };
}

function initialledWords(text: string): InitialledWord[] {
  return tokenize(text).flatMap((token) => {
    let start = token.start;
    return token.text.split('-').map((part) => {
      const word = {
        text: part,
        lower: part.toLowerCase(),
        initial: part[0]?.toLowerCase() ?? '',
        start,
        end: start + part.length,
      };
      start = word.end + 1;
      return word;
    });
  });
}

/** Initials spell the letters; function words in between ("return on investment") may count or not. */
function spells(words: readonly InitialledWord[], letters: string): boolean {
  const all = words.map(({ initial }) => initial).join('');
  if (all === letters) return true;
  const [first] = words;
  if (first !== undefined && isStopWord(first.lower)) return false;
  return (
    words
      .filter(({ lower }) => !isStopWord(lower))
      .map(({ initial }) => initial)
      .join('') === letters
  );
}
