import type { MasterCv } from '../../resume/resume.ts';
import { endYear, newestYear, yearOf } from './citable.ts';
import { type Features, type FeatureSpace, overlap } from './features.ts';

/** Grades, forms of employment and fillers in titles, which say nothing about the trade. */
const noise =
  /\b(senior|junior|staff|principal|lead|leading|chief|head of|head|deputy|assistant|associate|graduate|trainee|apprentice|intern(ship)?|sr|jr|mid|level|grade|band|entry|experienced|qualified|part[- ]time|full[- ]time|half[- ]time|temporary|permanent|contract(or)?|freelance|interim|remote|hybrid|m\/f\/d|m\/w\/d|f\/m\/x|i{1,3}|iv|former(ly)?)\b/giu;

/**
 * How near the posting's title is to what the CV calls its owner, 0–1: label and positions, newer ones first.
 * What stands in brackets or after a comma or dash in the posting's title is a specialisation and counts half.
 */
export function titleSimilarity(title: string, cv: MasterCv, space: FeatureSpace): number {
  const core = title.replace(/\s*(?:\(.*|[–—|,:].*|\s-\s.*)$/u, '');
  const wantedCore = space.featuresOf(core.replaceAll(noise, ' '));
  const wantedRest = space.featuresOf(title.slice(core.length).replaceAll(noise, ' '));
  const present = newestYear(cv);
  const held = [
    ...(cv.basics.label === undefined ? [] : [{ title: cv.basics.label, weight: 1 }]),
    ...cv.work.map((entry) => ({
      title: entry.position ?? '',
      weight: Math.max(0.55, 1 - 0.045 * (present - endYear(entry, cv))) * (yearsIn(entry.startDate, endYear(entry, cv)) < 1 ? 0.85 : 1),
    })),
  ];
  const scores = held
    .flatMap(({ title: name, weight }) => name.split(/\s*[/|;]\s*|\s+and then\s+/u).map((part) => ({ part, weight })))
    .map(({ part, weight }) => weight * likeness(wantedCore, space.featuresOf(part.replace(/\(.*?\)/gu, ' ').replaceAll(noise, ' '))));
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
