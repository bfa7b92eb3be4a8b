import { isStopWord } from '../text/stems.ts';
import { checkCredentialParts } from './check-credential-parts.ts';
import { checkDates, checkFigures, takeApart } from './check-figures.ts';
import { isGeneralWord } from './general-words.ts';
import type { MasterIndex } from './master-index.ts';
import { likelySources } from './nearest-source.ts';
import { hasWord, type SourceText } from './source-text.ts';
import type { Violation } from './violation.ts';

interface Item {
  text: string;
  start: number;
}

/**
 * Checks a list of skills or languages: all words of an item must stand in one and the same text. "Group: a, b" is a label and two items.
 */
export function checkTerms(text: string, texts: readonly SourceText[], withLabel: boolean): Violation[] {
  const label = withLabel ? /^[^:,;]{2,40}:(?=\s)/u.exec(text)?.[0] : undefined;
  const items = splitItems(text.slice(label?.length ?? 0), label?.length ?? 0, /[,;|•·\n]/u);
  const named = label === undefined ? [] : [{ text: label.slice(0, -1), start: 0 }];
  return [...named, ...items].flatMap((item): Violation[] => {
    if (isKnownTerm(item.text, texts)) return [];
    const isLabel = item.start === 0 && label !== undefined;
    if (
      isLabel &&
      takeApart(item.text).words.every(
        (word) => isLabelWord(word.lower) || texts.some(({ keys }) => hasWord(word, [keys])),
      )
    )
      return [];
    const end = item.start + item.text.length;
    return [
      {
        kind: 'skill',
        words: item.text,
        start: item.start,
        end,
        reason: `the master CV does not name "${item.text}"`,
      },
    ];
  });
}

/** Labels under which CVs group skills. */
function isLabelWord(word: string): boolean {
  return (
    isGeneralWord(word) ||
    /^(?:skills?|technical|tools?|languages?|programming|software|frameworks?|libraries|databases?|platforms?|cloud|methods|methodologies|technologies|soft|hard|core|certifications?|competenc(?:e|ies)|systems|equipment|expert|proficient|familiar|fluent|strengths|domains?)$/iu.test(
      word,
    )
  );
}

function isKnownTerm(item: string, texts: readonly SourceText[]): boolean {
  const { words, figures, dates } = takeApart(item);
  return texts.some((source) => {
    const counts = words.filter(({ lower, text }) => /^\p{Lu}{2,}$/u.test(text) || !isStopWord(lower));
    if (counts.length === 0 && figures.length + dates.length === 0) return words.length > 0;
    return (
      counts.every((word) => hasWord(word, [source.keys])) &&
      checkFigures(item, figures, words, [source]).length === 0 &&
      checkDates(dates, item, [source]).length === 0
    );
  });
}

/**
 * Checks a line that names a certificate, an award, a publication or the like, or several of them: all of a
 * name, its issuer and its date must come from one and the same entry.
 */
export function checkCredentials(
  text: string,
  texts: readonly SourceText[],
  index: MasterIndex,
  following = '',
): Violation[] {
  const whole = checkCredential({ text, start: 0 }, texts, index, following);
  if (whole.length === 0) return [];
  const parts = splitItems(text, 0, /[,;|•·\n]/u).flatMap((item) =>
    checkCredential(item, texts, index, following),
  );
  const claimed = (violations: readonly Violation[]) =>
    violations.reduce((sum, { words }) => sum + words.length, 0);
  return claimed(parts) < claimed(whole) && !parts.some(({ kind }) => kind === 'date') ? parts : whole;
}

function checkCredential(
  item: Item,
  texts: readonly SourceText[],
  index: MasterIndex,
  following: string,
): Violation[] {
  const { words, figures, dates } = takeApart(item.text);
  const candidates = texts.length === 0 ? [] : likelyCredentials(item.text, texts, index);
  const results = candidates.map((source) => [
    ...checkFigures(item.text, figures, words, [source]),
    ...checkDates(dates, item.text, [source]),
    ...checkCredentialParts(item.text, following, source.id, index.cv),
    ...words
      .filter(
        (word) =>
          !hasWord(word, [source.keys]) && !(isStopWord(word.lower) && !/^\p{Lu}{2,}$/u.test(word.text)),
      )
      .map(
        ({ text, start, end }): Violation => ({
          kind: 'skill',
          words: text,
          start,
          end,
          reason: `the nearest entry is "${source.text}"`,
        }),
      ),
  ]);
  const best = results.sort((a, b) => a.length - b.length)[0];
  const found = best ?? [
    {
      kind: 'skill' as const,
      words: item.text,
      start: 0,
      end: item.text.length,
      reason: 'the master CV has no such entry',
    },
  ];
  return found.map((violation) => ({
    ...violation,
    start: violation.start + item.start,
    end: violation.end + item.start,
  }));
}

/** Entries that share words with the claim, nearest first; a few, as several may share issuer and words. */
function likelyCredentials(text: string, texts: readonly SourceText[], index: MasterIndex): SourceText[] {
  const { words } = takeApart(text);
  const [nearest] = likelySources(words, texts, index);
  return nearest === undefined
    ? []
    : [nearest, ...texts.filter((other) => other !== nearest && sharesMost(words.length, other, text))];
}

function sharesMost(count: number, source: SourceText, text: string): boolean {
  return takeApart(text).words.filter((word) => hasWord(word, [source.keys])).length * 2 >= count;
}

/** Splits at separators outside brackets; offsets count from `base`. */
function splitItems(text: string, base: number, separator: RegExp): Item[] {
  const items: Item[] = [];
  let depth = 0;
  let from = 0;
  const close = (to: number) => {
    const raw = text.slice(from, to);
    const trimmed = raw
      .trim()
      .replace(/\.$/u, '')
      .replace(/^(?:and|or) /iu, '');
    if (/[\p{L}\p{N}]/u.test(trimmed))
      items.push({ text: trimmed, start: base + from + raw.indexOf(trimmed) });
    from = to + 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '(') depth += 1;
    if (character === ')') depth = Math.max(0, depth - 1);
    if (depth === 0 && separator.test(character)) close(at);
  }
  close(text.length);
  return items;
}
