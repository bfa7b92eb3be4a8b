import type { MasterCv } from '../../resume/resume.ts';
import { familyOf } from '../../text/word-families.ts';
import { tokenize } from '../../text/words.ts';
import { endYear, newestYear, yearOf } from './citable.ts';
import { type FeatureSpace, type Features, overlap } from './features.ts';

/** Grades, forms of employment and fillers in titles, which say nothing about the trade. */
const noise =
  /\b(senior|junior|staff|principal|lead|leading|chief|head of|head|deputy|assistant|associate|graduate|trainee|apprentice|intern(ship)?|sr|jr|mid|level|grade|band|entry|experienced|qualified|part[- ]time|full[- ]time|half[- ]time|temporary|permanent|contract(or)?|freelance|interim|remote|hybrid|m\/f\/d|m\/w\/d|f\/m\/x|i{1,3}|iv|former(ly)?)\b/gi;

/** Heads that name a rank or form of work in every trade, and heads that name a discipline broadly. */
const rankHead =
  /^(administrator|adviser|advisor|agent|assistant|associate|consultant|coordinator|director|executive|leader|manager|officer|operator|representative|specialist|supervisor|worker)s?$/i;
const disciplineHead =
  /^(analyst|developer|designer|engineer|scientist|technician|technologist|teacher|nurse)s?$/i;

function featuresOfTitle(title: string, space: FeatureSpace): Features {
  const heads = new Map<string, number>();
  for (const { text } of tokenize(title)) {
    if (rankHead.test(text)) heads.set(familyOf(text), 0.12);
    else if (disciplineHead.test(text)) heads.set(familyOf(text), 0.55);
  }
  const features = new Map<string, number>();
  for (const [feature, weight] of space.featuresOf(title.replaceAll(noise, ' '))) {
    // In a title even a common word ("learning", "service") names the trade.
    const pair = feature.includes('_');
    features.set(feature, pair ? weight / 2 : (heads.get(feature) ?? 0.6 + 0.4 * weight));
  }
  return features;
}

/**
 * How near the posting's title is to what the CV calls its owner, 0–1: label and positions, newer ones first.
 * What stands in brackets or after a comma or dash in the posting's title is a specialisation and counts half.
 */
export function titleSimilarity(title: string, cv: MasterCv, space: FeatureSpace): number {
  const core = title.replace(/\s*(?:\(.*|[–—|,:].*|\s-\s.*)$/, '');
  const wantedCore = featuresOfTitle(core, space);
  const wantedRest = featuresOfTitle(title.slice(core.length), space);
  const present = newestYear(cv);
  const held = [
    ...(cv.basics.label === undefined ? [] : [{ title: cv.basics.label, weight: 1 }]),
    ...cv.work.map((entry) => ({
      title: entry.position ?? '',
      weight:
        Math.max(0.55, 1 - 0.045 * (present - endYear(entry, cv))) *
        (yearsIn(entry.startDate, endYear(entry, cv)) < 1 ? 0.85 : 1),
    })),
  ];
  const scores = held
    .flatMap(({ title: name, weight }) =>
      name.split(/\s*[/|;]\s*|\s+and then\s+/).map((part) => ({ part, weight })),
    )
    .map(
      ({ part, weight }) =>
        weight * likeness(wantedCore, featuresOfTitle(part.replace(/\(.*?\)/g, ' '), space)),
    );
  const core01 = Math.max(0, ...scores);
  if (wantedRest.size === 0) return core01;
  const everything = space.featuresOf(held.map(({ title: name }) => name).join(' '));
  const { matched, unmatched } = overlap(wantedRest, everything);
  return Math.min(1, core01 * 0.85 + 0.15 * (matched / Math.max(0.1, matched + unmatched)));
}

/** Share of the wanted title that is there, softened by what the held title has besides. */
function likeness(wanted: Features, held: Features): number {
  const { matched, unmatched } = overlap(wanted, held);
  if (matched === 0) return 0;
  const besides = overlap(held, wanted).unmatched;
  return matched / (matched + unmatched + 0.2 * Math.min(besides, 2));
}

function yearsIn(start: string | undefined, end: number): number {
  const from = yearOf(start);
  return from === undefined ? 1 : end - from;
}
