import { isAcronym, spelledOut } from '../text/acronyms.ts';
import { commonAcronym, fullFormsIn } from '../text/common-acronyms.ts';
import { TermIndex } from '../text/terms.ts';
import { familyOf } from './claiming-verbs.ts';
import { isGeneralWord } from './general-words.ts';
import { isLeading, saysTakingPart } from './leadership.ts';
import { entriesOf, type MasterIndex } from './master-index.ts';
import { hasWord, type SourceText } from './source-text.ts';
import { isRank, isTitleWord } from './title-words.ts';
import type { Violation, ViolationKind } from './violation.ts';
import { type ClaimWord, looksLikeName, needsCase } from './words.ts';

/** Ranks that are verbs or common nouns as well, so that only a capital inside a sentence makes them a rank. */
const ambiguousRanks =
  /^(?:lead|head|partner|associate|master|chair|staff|fellow|charge|expert|license[d]?|assistant)$/u;

/**
 * Words of a text that its sources do not bear out: names, terms, ranks and any other word that claims
 * something. Words that only join claims are free.
 */
export function checkWords(
  text: string,
  words: readonly ClaimWord[],
  sources: readonly SourceText[],
  index: MasterIndex,
): Violation[] {
  const keys = sources.map((source) => source.keys);
  const allSources = sources.map((source) => source.text).join('\n');
  const full = knownFullForms(text, allSources, index);
  const unknown = words.filter((word) => {
    if (full.some(({ start, end }) => word.start >= start && word.end <= end)) return false;
    if (hasWord(word, keys) || isContact(word) || !/\p{L}/u.test(word.text)) return false;
    if (isAcronym(word.text) && isExplained(word.text, allSources, index)) return false;
    if (isRankHere(word)) return true;
    if (isLeading(word.text) && !looksLikeName(word)) {
      return familyOf(word.text, '') === undefined && claimsLead(text, allSources);
    }
    return isClaim(word);
  });
  const violations = joinRuns(text, unknown).map((run): Violation => {
    const start = run[0]?.start ?? 0;
    const end = run.at(-1)?.end ?? 0;
    const claim = text.slice(start, end);
    const kind = kindOf(run, text.slice(0, start), index);
    return { kind, words: claim, start, end, reason: reasonOf(kind, claim) };
  });
  return [...violations, ...changedTitles(text, words, unknown, sources)].sort((a, b) => a.start - b.start);
}

function isContact({ text }: ClaimWord): boolean {
  return /^https?:|@[^\s@]+\./u.test(text);
}

/** A general word is no claim unless it is written as a name: "Swift", "IT". A compound is as free as its parts. */
export function isClaim(word: ClaimWord): boolean {
  if (needsCase(word.text)) return true;
  if (isGeneralWord(word.lower)) return looksLikeName(word) && word.parts.length === 0;
  return word.parts.length === 0 || /[\p{N}/&+#]/u.test(word.text) || word.parts.some(isClaim);
}

function isExplained(acronym: string, sources: string, index: MasterIndex): boolean {
  if (spelledOut(sources, acronym) !== undefined) return true;
  const bare = acronym.replace(/(?<=\p{Lu})s$/u, '');
  const pair = index.acronyms.find((known) => known.acronym === bare);
  return pair !== undefined && sources.toLowerCase().includes(pair.full.toLowerCase());
}

/** Phrases for which the sources have the usual acronym, or one that the master CV explains. */
function knownFullForms(text: string, sources: string, index: MasterIndex): { start: number; end: number }[] {
  const usual = fullFormsIn(text).map(({ full, start }) => ({
    acronym: commonAcronym(full) ?? '',
    full,
    start,
  }));
  const lower = text.toLowerCase();
  const explained = index.acronyms.map((pair) => ({
    ...pair,
    start: lower.indexOf(pair.full.toLowerCase()),
  }));
  return [...usual, ...explained]
    .filter(({ acronym, start }) => start >= 0 && new TermIndex(sources).has(acronym))
    .map(({ full, start }) => ({ start, end: start + full.length }));
}

function isRankHere(word: ClaimWord): boolean {
  if (!isTitleWord(word.lower)) return false;
  return !ambiguousRanks.test(word.lower) || looksLikeName(word);
}

function claimsLead(text: string, sources: string): boolean {
  const sourceLeads = sources.split(/[^\p{L}-]+/u).some(isLeading);
  return !sourceLeads && saysTakingPart(sources) && !saysTakingPart(text);
}

/** Unknown words side by side are one claim: "Apache Kafka". */
function joinRuns(text: string, unknown: readonly ClaimWord[]): ClaimWord[][] {
  const runs: ClaimWord[][] = [];
  for (const word of unknown) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && /^[ \-/&]{1,3}$/u.test(text.slice(last.end, word.start)))
      runs.at(-1)?.push(word);
    else runs.push([word]);
  }
  return runs;
}

function kindOf(run: readonly ClaimWord[], before: string, index: MasterIndex): ViolationKind {
  if (run.some(isRankHere)) return 'title';
  if (run.every((word) => isLeading(word.text))) return 'scope';
  const isName = run.every(({ text }) => /^\p{Lu}/u.test(text));
  const employers = entriesOf(index.cv).map(({ name }) => name.toLowerCase());
  const claim = run.map(({ lower }) => lower).join(' ');
  if (isName && employers.some((name) => name.includes(claim))) return 'employer';
  if (isName && /(?:^|[\s,])(?:at|@|joined|for)\s+$/iu.test(before)) return 'employer';
  return 'skill';
}

function reasonOf(kind: ViolationKind, claim: string): string {
  if (kind === 'scope') return `the source tells of taking part, not of being in charge ("${claim}")`;
  return `no source says "${claim}"`;
}

/**
 * Ranks on other words than in the source: with "Senior Analyst" and "Platform Engineer" as sources, "Senior
 * Platform Engineer" has only known words and still is another title.
 */
function changedTitles(
  text: string,
  words: readonly ClaimWord[],
  unknown: readonly ClaimWord[],
  sources: readonly SourceText[],
): Violation[] {
  const changed: Violation[] = [];
  for (const [at, first] of words.entries()) {
    const second = words[at + 1];
    if (second === undefined || unknown.includes(first) || unknown.includes(second)) continue;
    if (!isTitlePair(text, first, second)) continue;
    if (sources.some((source) => hasPair(source, first, second))) continue;
    const words_ = text.slice(first.start, second.end);
    const reason = `no source has the title "${words_}"`;
    changed.push({ kind: 'title', words: words_, start: first.start, end: second.end, reason });
  }
  return changed;
}

function isTitlePair(text: string, first: ClaimWord, second: ClaimWord): boolean {
  if (!/^[ ]$/u.test(text.slice(first.end, second.start))) return false;
  const capital = /^\p{Lu}/u;
  if (!capital.test(first.text)) return isRank(first.lower) && isRankHere(first) && isTitleWord(second.lower);
  return capital.test(second.text) && (isTitleWord(first.lower) || isTitleWord(second.lower));
}

function hasPair(source: SourceText, first: ClaimWord, second: ClaimWord): boolean {
  return source.words.some((word, at) => {
    const next = source.words[at + 1];
    return (
      next !== undefined &&
      word.keys.some((key) => first.keys.includes(key)) &&
      next.keys.some((key) => second.keys.includes(key))
    );
  });
}
