import type { Keyword } from '../reasoner/fit.ts';
import type { SourcedText } from '../reasoner/tailored-cv.ts';
import type { MasterCv } from '../resume/resume.ts';
import { TermIndex } from '../text/terms.ts';
import { checkDates, checkFigures, takeApart } from './check-figures.ts';
import { checkNegation } from './check-negation.ts';
import { droppedRanks } from './check-titles.ts';
import { checkVerbs } from './check-verbs.ts';
import { checkWords } from './check-words.ts';
import { entryIdOf, type MasterIndex, masterIndex } from './master-index.ts';
import type { SourceText } from './source-text.ts';
import type { Violation } from './violation.ts';

/**
 * What a wording claims beyond its own sources. Figures must stand in the texts that it names; for names,
 * titles, dates and skills the entry that a named bullet belongs to counts too. Order and inflection are free,
 * and so are words that only join claims; any other word must come from a source.
 *
 * @param keywords of the posting; one that the master CV does not have is a violation in whatever words
 * @returns offsets into `wording.text`; empty when everything is covered
 */
export function checkWording(
  wording: SourcedText,
  cv: MasterCv,
  keywords: readonly Pick<Keyword, 'term' | 'forms' | 'inMaster'>[] = [],
): Violation[] {
  const index = masterIndex(cv);
  const { known, violations } = namedSources(wording, index);
  if (known.length === 0) return violations;
  return [
    ...violations,
    ...checkClaims(wording.text, known, entriesBehind(known, index), index),
    ...checkKeywords(wording.text, keywords),
  ];
}

/**
 * @param sources texts that must state the figures and bear out verbs of merit
 * @param context texts whose names, dates and terms count as known beside them
 */
export function checkClaims(
  text: string,
  sources: readonly SourceText[],
  context: readonly SourceText[],
  index: MasterIndex,
): Violation[] {
  const { figures, dates, words } = takeApart(text);
  const all = [...sources, ...context];
  const found = [
    ...checkFigures(text, figures, words, sources),
    ...checkDates(dates, text, all),
    ...checkWords(text, words, all, index),
    ...checkVerbs(text, words, sources),
    ...checkNegation(text, words, sources),
    ...droppedRanks(text, words, all),
  ].sort((a, b) => a.start - b.start);
  // Several checks may object to the same words.
  return found.filter(
    ({ start, end }, at) => !found.slice(0, at).some((known) => known.start === start && known.end === end),
  );
}

function namedSources(
  wording: SourcedText,
  index: MasterIndex,
): { known: SourceText[]; violations: Violation[] } {
  const fault = (reason: string): Violation => ({
    kind: 'source',
    words: '',
    start: 0,
    end: wording.text.length,
    reason,
  });
  if (wording.sources.length === 0) return { known: [], violations: [fault('no source is named')] };
  const known: SourceText[] = [];
  const violations: Violation[] = [];
  for (const id of wording.sources) {
    const source = index.texts.get(id);
    if (source === undefined) violations.push(fault(`the master CV has no ${id}`));
    else known.push(source);
  }
  return { known, violations };
}

/** The entries that the sources are parts of; their own figures do not count for a bullet. */
function entriesBehind(sources: readonly SourceText[], index: MasterIndex): SourceText[] {
  const ids = new Set(sources.map(({ id }) => entryIdOf(id)));
  return [...ids].flatMap((id) => index.texts.get(id) ?? []).filter((entry) => !sources.includes(entry));
}

function checkKeywords(
  text: string,
  keywords: readonly Pick<Keyword, 'term' | 'forms' | 'inMaster'>[],
): Violation[] {
  const index = new TermIndex(text);
  return keywords
    .filter(({ term, forms, inMaster }) => !inMaster && [term, ...forms].some((form) => index.has(form)))
    .map(({ term }) => {
      const start = Math.max(0, text.toLowerCase().indexOf(term.toLowerCase()));
      const reason = `"${term}" is only in the posting`;
      return { kind: 'skill', words: term, start, end: start + term.length, reason };
    });
}
