import { citableText } from '../resume/cv-text.ts';
import type { Entry, MasterCv } from '../resume/resume.ts';
import { type AcronymPair, acronymPairs } from '../text/acronyms.ts';
import { type SourceText, sourceText } from './source-text.ts';

/** The master CV taken apart: every citable text by id, and what is needed to weigh words. */
export interface MasterIndex {
  cv: MasterCv;
  texts: ReadonlyMap<string, SourceText>;
  /** Name, place and contact details: words that a CV may always use. */
  person: SourceText;
  /** Acronyms that the master CV itself explains. */
  acronyms: AcronymPair[];
  /** In how many texts a key stands. */
  frequency: ReadonlyMap<string, number>;
}

const indexes = new WeakMap<MasterCv, MasterIndex>();

/** Built once per master CV object, which is never changed after reading. */
export function masterIndex(cv: MasterCv): MasterIndex {
  const known = indexes.get(cv);
  if (known !== undefined) return known;
  const citable = citableText(cv);
  const texts = new Map([...citable].map(([id, text]) => [id, sourceText(id, text)]));
  const frequency = new Map<string, number>();
  for (const { keys } of texts.values()) {
    for (const key of keys) frequency.set(key, (frequency.get(key) ?? 0) + 1);
  }
  const index: MasterIndex = {
    cv,
    texts,
    person: sourceText('basics', personText(cv)),
    acronyms: acronymPairs([...citable.values()].join('\n')),
    frequency,
  };
  indexes.set(cv, index);
  return index;
}

/** Id of the entry that an id belongs to: `w1` for `w1.b3`. */
export function entryIdOf(id: string): string {
  return id.split('.')[0] ?? id;
}

/** Roles, voluntary posts and projects. */
export function entriesOf(cv: MasterCv): Entry[] {
  return [...cv.work, ...cv.volunteer, ...cv.projects];
}

function personText({ basics }: MasterCv): string {
  const { name, email, phone, url, location, profiles } = basics;
  const country = countryName(location?.countryCode);
  const pages = profiles.flatMap(({ network, username, url: page }) => [network, username, page]);
  return [name, email, phone, url, ...Object.values(location ?? {}), country, ...pages]
    .filter(Boolean)
    .join(', ');
}

function countryName(code: string | undefined): string | undefined {
  if (code === undefined || !/^[a-z]{2}$/iu.test(code)) return undefined;
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code.toUpperCase());
}
