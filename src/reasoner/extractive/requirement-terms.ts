import { isAcronym } from '../../text/acronyms.ts';
import { fullFormsIn } from '../../text/common-acronyms.ts';
import { isEverydayWord, rarityOf } from '../../text/rarity.ts';
import { isStopWord } from '../../text/stems.ts';
import { type Token, tokenize } from '../../text/words.ts';
import { isGenericWord } from './generic-words.ts';
import { languagesIn } from './spoken-languages.ts';

const calendar =
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$|^(?:january|february|march|april|may|june|july|august|september|october|november|december|christmas|easter)$/i;

const amount =
  /^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many|few|some|most|more)$/i;

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
    ...plainTerms(text),
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

/** Names that a requirement gives as such, without the rare and plain words that are terms as well. */
export function namedTermsOf(text: string): string[] {
  return [...new Set(namedTerms(text).map(({ term }) => term))];
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
      next !== undefined &&
      /^[A-Z]/.test(token.text) &&
      text.slice(token.end, next.start) === ' ' &&
      /^\p{Lu}/u.test(next.text) &&
      !isStopWord(token.text) &&
      (!opensSentence ||
        isTitleCased(text, tokens, index) ||
        (!/(?:ed|ing)$/.test(token.text) && !isGenericWord(token.text)));
    const last = run.at(-1);
    const adjacent = last !== undefined && text.slice(last.end, token.start) === ' ';
    // Inside a name even an ordinary word belongs to it: Immediate Life Support.
    const continues = adjacent && /^\p{Lu}\p{Ll}/u.test(token.text) && !isStopWord(token.text);
    if (!opensName && !continues && !isNamed(token.text, opensSentence)) {
      close();
      continue;
    }
    const chain = adjacent && /^\p{Lu}\p{L}*\d*$/u.test(token.text) && !opensSentence && run.length < 5;
    if (!chain) close();
    run.push(token);
  }
  close();
  return named;
}

/** Three capitalised words in a row that say no sentence: "New York Bar", "Qualified Teacher Status". */
function isTitleCased(text: string, tokens: readonly Token[], at: number): boolean {
  const three = tokens.slice(at, at + 3);
  return (
    three.length === 3 &&
    three.every(
      (token, place) =>
        /^\p{Lu}\p{Ll}/u.test(token.text) &&
        (place === 0 || text.slice(three[place - 1]?.end, token.start) === ' '),
    )
  );
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
      if (words.length === 0 || words.length > 3 || /["“”?!*@]/.test(term)) continue;
      if (amount.test(words[0]?.text ?? '')) continue;
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

const objectOf =
  /\b(?:experience|knowledge|understanding|command|training|skills?|background) (?:of|with|in|at) ((?:[a-zà-ÿ][a-zà-ÿ-]+ ?){1,3})/gi;
const paperNamed =
  /\b((?:[a-zà-ÿ][a-zà-ÿ-]+ ){1,2}(?:licen[cs]e|certificate|hygiene|ticket|permit|qualification|diploma))\b/gi;

/** Terms of plain trades: what experience is asked in (payroll), and papers (forklift licence, food hygiene). */
function plainTerms(text: string): { term: string; start: number }[] {
  const short = /^[A-Za-zÀ-ÿ -]{4,32}$/.test(text) && isBareName(text) ? [text] : [];
  const found = [
    ...[...text.matchAll(paperNamed)].map((match) => match[1] ?? ''),
    ...[...text.matchAll(objectOf)].map((match) => match[1] ?? ''),
    ...short,
  ];
  return found.flatMap((piece) => {
    const words = piece.trim().split(/\s+/);
    while (words.length > 0 && isFiller(words[0] ?? '')) words.shift();
    while (/^(?:expertise|experience|skills?|knowledge|record)$/i.test(words.at(-1) ?? '')) words.pop();
    const end = words.findIndex((word) => isStopWord(word));
    const kept = end === -1 ? words : words.slice(0, end);
    const term = kept.join(' ');
    const telling = kept.filter((word) => !isGenericWord(word));
    const start = text.indexOf(term);
    if (telling.length === 0 || start === -1) return [];
    return Math.max(...telling.map(rarityOf)) < (kept.length === 1 ? 0.6 : 0.5) ? [] : [{ term, start }];
  });
}

function isBareName(text: string): boolean {
  const words = text.trim().split(/\s+/);
  return words.length <= 3 && !words.some(isStopWord);
}

function isFiller(word: string): boolean {
  return (
    isStopWord(word) ||
    /(?:ly|ed)$/.test(word) ||
    /^(?:valid|current|full|clean|basic|good|strong|own|an?)$/i.test(word)
  );
}
