import type { CvDraft, Repair, SourcedText, TailoredSkillGroup } from '../../../reasoner/tailored-cv.ts';
import { splitSentences } from '../../../text/sentences.ts';
import { tidy } from './bullets.ts';
import { claimsBeyond } from './claims.ts';
import type { LoadedCv } from './load.ts';

/** What stands above the roles. */
export interface Header {
  label?: SourcedText;
  summary: SourcedText[];
  skills: TailoredSkillGroup[];
}

/**
 * Checks a draft's label, summary and skills against the master CV. Where the draft gives nothing that stands,
 * the fallback, a draft in the master's own words, does.
 */
export function checkHeader(draft: CvDraft, fallback: CvDraft, loaded: LoadedCv, repairs: Repair[]): Header {
  const label = checkLabel(draft.label, loaded, repairs) ?? checkLabel(fallback.label, loaded, []);
  const summary = checkSummary(draft.summary, loaded, repairs);
  return {
    ...(label === undefined ? {} : { label }),
    summary: summary.length > 0 ? summary : checkSummary(fallback.summary, loaded, []),
    skills: checkSkills(draft.skills, fallback.skills, loaded, repairs),
  };
}

/** A label is a title, and titles match exactly: the master's label, a title held, or a part of these. */
function checkLabel(
  label: SourcedText | undefined,
  loaded: LoadedCv,
  repairs: Repair[],
): SourcedText | undefined {
  if (label === undefined) return undefined;
  const text = tidy(label.text);
  if (text === '') return undefined;
  const { basics, work } = loaded.cv;
  const titles = [
    { id: 'basics.label', title: basics.label },
    ...work.map(({ id, position }) => ({ id, title: position })),
  ];
  const match =
    titles.find(({ title }) => title !== undefined && tidy(title) === text) ??
    titles.find(({ title }) => title !== undefined && isPartOf(text, tidy(title)));
  if (match !== undefined) return { text, sources: [match.id] };
  repairs.push({ where: 'label', claim: text, action: 'source used' });
  return undefined;
}

function isPartOf(part: string, whole: string): boolean {
  const at = whole.toLowerCase().indexOf(part.toLowerCase());
  if (at === -1) return false;
  const around = `${whole[at - 1] ?? ' '}${whole[at + part.length] ?? ' '}`;
  return !/[\p{L}\p{N}]/u.test(around);
}

function checkSummary(sentences: readonly SourcedText[], loaded: LoadedCv, repairs: Repair[]): SourcedText[] {
  const checked: SourcedText[] = [];
  const seen = new Set<string>();
  for (const { text: written, sources: named } of sentences) {
    const text = tidy(written);
    const sources = [...new Set(named)].filter((id) => loaded.texts.has(id));
    if (text === '' || seen.has(text.toLowerCase())) continue;
    seen.add(text.toLowerCase());
    const beyond = sources.length === 0 ? [text] : claimsBeyond({ text, sources }, loaded);
    if (beyond.length === 0) checked.push({ text, sources });
    else repairs.push({ where: 'summary', claim: beyond.join('; '), action: 'dropped' });
  }
  return checked;
}

/** Sentences of the master's summary that a header does not use yet; they serve where a CV is too short. */
export function spareSentences(header: Header, loaded: LoadedCv): SourcedText[] {
  const used = new Set(header.summary.map(({ text }) => text));
  return splitSentences(loaded.cv.basics.summary ?? '')
    .map(tidy)
    .filter((text) => text !== '' && !used.has(text))
    .map((text) => ({ text, sources: ['basics.summary'] }));
}

/**
 * The master's skills in the draft's order, in the master's spelling and groups; what the draft leaves out
 * follows, so that no keyword which the CV can honestly show gets lost.
 */
function checkSkills(
  drafted: readonly TailoredSkillGroup[],
  fallback: readonly TailoredSkillGroup[],
  loaded: LoadedCv,
  repairs: Repair[],
): TailoredSkillGroup[] {
  const owners = new Map<string, { group: string; keyword: string }>();
  for (const { id, keywords } of loaded.cv.skills) {
    for (const keyword of keywords) {
      const key = tidy(keyword).toLowerCase();
      if (!owners.has(key)) owners.set(key, { group: id, keyword });
    }
  }
  const chosen = new Map<string, string[]>();
  const placed = new Set<string>();
  const place = (keyword: string): boolean => {
    const key = tidy(keyword).toLowerCase();
    const owner = owners.get(key);
    if (owner === undefined) return false;
    if (!placed.has(key)) {
      placed.add(key);
      chosen.set(owner.group, [...(chosen.get(owner.group) ?? []), owner.keyword]);
    }
    return true;
  };
  for (const keyword of drafted.flatMap(({ keywords }) => keywords)) {
    if (!place(keyword) && tidy(keyword) !== '') {
      repairs.push({ where: 'skills', claim: tidy(keyword), action: 'dropped' });
    }
  }
  for (const keyword of fallback.flatMap(({ keywords }) => keywords)) place(keyword);

  const order = [...drafted, ...fallback].map(({ sourceId }) => sourceId);
  return loaded.cv.skills
    .map(({ id, name }) => ({ sourceId: id, name, keywords: chosen.get(id) ?? [] }))
    .toSorted((one, other) => order.indexOf(one.sourceId) - order.indexOf(other.sourceId));
}
