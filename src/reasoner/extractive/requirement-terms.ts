import { isAcronym } from '../../text/acronyms.ts';
import { fullFormsIn } from '../../text/common-acronyms.ts';
import { isEverydayWord, rarityOf } from '../../text/rarity.ts';
import { isStopWord } from '../../text/stems.ts';
import { type Token, tokenize } from '../../text/words.ts';
import { isGenericWord } from './generic-words.ts';
import { languagesIn } from './spoken-languages.ts';

const calendar =
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$|^(?:january|february|march|april|may|june|july|august|september|october|november|december|christmas|easter)$/i;

/** How rare a lower-case word must be to count as a term by itself: procurement, reconciliation, phlebotomy. */
const rareEnough = 0.72;

/**
 * The specific terms of a requirement in reading order: names (Azure Service Bus), symbols and acronyms (C#,
 * CI/CD, ICU), pieces of lists (payments, reconciliation or billing) and rare single words.
 */
export function termsOf(text: string): string[] {
  const found: { term: string; start: number }[] = [
    ...fullFormsIn(text).map(({ full, start }) => ({ term: full, start })),
    ...languagesIn(text).map((term) => ({ term, start: text.indexOf(term) })),
    ...namedTerms(text),
    ...listedTerms(text),
    ...rareWords(text),
  ];
  const terms: string[] = [];
  const taken: { start: number; end: number }[] = [];
  for (const { term, start } of found) {
    const end = start + term.length;
    if (taken.some((span) => start < span.end && span.start < end)) continue;
    taken.push({ start, end });
    if (!terms.some((known) => known.toLowerCase() === term.toLowerCase())) terms.push(term);
  }
  return terms.slice(0, 16);
}

/** Proper names, acronyms and terms with symbols; names of several words stay together. */
function namedTerms(text: string): { term: string; start: number }[] {
  const tokens = tokenize(text);
  const named: { term: string; start: number }[] = [];
  let run: Token[] = [];
  const close = () => {
    const first = run[0];
    const last = run.at(-1);
    if (first !== undefined && last !== undefined) {
      named.push({ term: text.slice(first.start, last.end), start: first.start });
    }
    run = [];
  };
  for (const [index, token] of tokens.entries()) {
    const opensSentence = startsSentence(text, token, tokens[index - 1]);
    const next = tokens[index + 1];
    // "Power BI" and "Certified Welder" may open a sentence: the capital of the next word tells.
    const opensName =
      opensSentence &&
      next !== undefined &&
      /^[A-Z]/.test(token.text) &&
      text.slice(token.end, next.start) === ' ' &&
      /^\p{Lu}/u.test(next.text) &&
      !/(?:ed|ing)$/.test(token.text) &&
      !isStopWord(token.text) &&
      !isGenericWord(token.text);
    if (!opensName && !isNamed(token.text, opensSentence)) {
      close();
      continue;
    }
    const last = run.at(-1);
    const adjacent = last !== undefined && text.slice(last.end, token.start) === ' ';
    const chain = adjacent && /^\p{Lu}\p{L}*\d*$/u.test(token.text) && !opensSentence && run.length < 5;
    if (!chain) close();
    run.push(token);
  }
  close();
  return named;
}

function startsSentence(text: string, token: Token, previous: Token | undefined): boolean {
  return previous === undefined || /[.!?:;•\n]|[-–—]\s/.test(text.slice(previous.end, token.start));
}

function isNamed(word: string, opensSentence: boolean): boolean {
  if (/^[€£$¥\d]/.test(word) || /@|^https?:/.test(word) || calendar.test(word)) return false;
  if (/\p{L}/u.test(word) && /[+#*/&\d]|^\.|\.js$/.test(word)) return true;
  if (/^\p{Lu}$/u.test(word)) return !opensSentence && word !== 'I' && word !== 'A';
  if (isAcronym(word)) return true;
  if (/^\p{Ll}+\p{Lu}|^\p{Lu}\p{Ll}+\p{Lu}/u.test(word)) return true;
  if (!/^\p{Lu}/u.test(word) || isStopWord(word)) return false;
  if (isGenericWord(word)) return false;
  return opensSentence
    ? !isEverydayWord(word.split('-')[0] ?? word) && rarityOf(word) === 1 && !/(ing|ed|ly)$/.test(word)
    : true;
}

/** Short pieces between commas, brackets and "or"/"and": each is a term if nothing in it is a function word. */
function listedTerms(text: string): { term: string; start: number }[] {
  if (!/[,;(]/.test(text)) return [];
  const terms: { term: string; start: number }[] = [];
  for (const match of text.matchAll(/[^,;:()–—.\n]+/g)) {
    for (const piece of match[0].matchAll(/(?:(?!\s(?:and|or|&)\s).)+/g)) {
      const term = piece[0].replace(/^\s*(?:and|or)\s+/, '').trim();
      const words = tokenize(term);
      const start = match.index + piece.index + piece[0].indexOf(term);
      if (words.length === 0 || words.length > 3 || /["“”?!*]/.test(term)) continue;
      if (
        words.some(
          ({ text: word, lower }) => isStopWord(word) || /^\d/.test(word) || /(?:ly|ed)$/.test(lower),
        )
      )
        continue;
      if (words.every(({ text: word }) => isGenericWord(word)) || calendar.test(words[0]?.text ?? ''))
        continue;
      if (words.length === 1 && rarityOf(term) < 0.55) continue;
      terms.push({ term, start });
    }
  }
  return terms;
}

function rareWords(text: string): { term: string; start: number }[] {
  const tokens = tokenize(text);
  return tokens
    .filter(
      ({ text: word }, at) => /^\p{Ll}/u.test(word) || (at === 0 && /^\p{Lu}\p{Ll}+-\p{Ll}/u.test(word)),
    )
    .filter(
      ({ text: word, lower }) =>
        /^\p{L}[\p{Ll}-]{3,}$/u.test(word) &&
        !isStopWord(word) &&
        !isGenericWord(word) &&
        !/(?:ly|ed|ness)$/.test(lower) &&
        !lower.split('-').every((part) => isStopWord(part) || isGenericWord(part)) &&
        rarityOf(word) >= rareEnough,
    )
    .map(({ text: term, start }) => ({ term, start }));
}
