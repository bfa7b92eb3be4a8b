import { contentStems, type Interest } from '../../../reasoner/extractive/interest.ts';
import { answeredIds, type Fit } from '../../../reasoner/fit.ts';
import type { CvDraft, Repair, SourcedText } from '../../../reasoner/tailored-cv.ts';
import { stripEmphasis } from '../../../text/emphasis.ts';
import { countWords } from '../../../text/words.ts';
import { claimsBeyond } from './claims.ts';
import type { LoadedCv, LoadedEntry } from './load.ts';

/** A bullet that may be printed: checked, and sourced in the entry that it stands under. */
export interface BulletCandidate extends SourcedText {
  in: LoadedEntry;
  /** 0–1. */
  relevance: number;
  /** Requirements that it speaks to and that the master answers. */
  requirementIds: string[];
  stems: ReadonlyMap<string, number>;
  /** Not a bullet of the master but a sentence on the entry; serves where bullets are too few. */
  spare: boolean;
}

/** A rewording that is longer than this many times its sources says something that they do not. */
const maxGrowth = 1.4;

/**
 * Turns a draft's bullets into candidates, per role. Markup goes; what a bullet claims beyond its sources makes
 * the source bullet stand in; a bullet without a source in its own role is dropped. Master bullets that the
 * draft leaves out follow behind, so that a meagre draft cannot make a meagre CV.
 */
export function checkBullets(
  draft: CvDraft['entries'],
  fit: Fit,
  loaded: LoadedCv,
  interest: Interest,
  repairs: Repair[],
): BulletCandidate[] {
  const known = new Set(loaded.entries.map(({ entry }) => entry.id));
  for (const { sourceId, bullets } of draft) {
    if (!known.has(sourceId) && bullets.length > 0) {
      repairs.push({
        where: sourceId,
        claim: `an entry ${sourceId} that the master CV does not have`,
        action: 'dropped',
      });
    }
  }
  const candidates = loaded.entries.flatMap((owner) => {
    const proposed = draft
      .filter(({ sourceId }) => sourceId === owner.entry.id)
      .flatMap(({ bullets }) => bullets);
    return checkEntry(owner, proposed, fit, loaded, repairs);
  });
  return [...candidates, ...sentencesOnEntries(candidates, loaded, interest)];
}

function checkEntry(
  owner: LoadedEntry,
  proposed: CvDraft['entries'][number]['bullets'],
  fit: Fit,
  loaded: LoadedCv,
  repairs: Repair[],
): BulletCandidate[] {
  const judged = new Map(fit.bullets.map((bullet) => [bullet.id, bullet]));
  const answered = answeredIds(fit);
  const candidates: BulletCandidate[] = [];
  const used = new Set<string>();
  const add = (text: string, sources: string[], relevance: number) => {
    for (const id of sources) used.add(id);
    const requirementIds = [...new Set(sources.flatMap((id) => judged.get(id)?.requirementIds ?? []))].filter(
      (id) => answered.has(id),
    );
    candidates.push({
      in: owner,
      text,
      sources,
      relevance,
      requirementIds,
      stems: contentStems(text),
      spare: false,
    });
  };
  const fitRelevance = (sources: string[]) =>
    Math.max(0, ...sources.map((id) => judged.get(id)?.relevance ?? 0));

  for (const bullet of proposed) {
    const checked = checkBullet(bullet, owner, loaded, repairs);
    if (checked === undefined) continue;
    if (checked.sources.some((id) => used.has(id))) {
      repairs.push({
        where: owner.entry.id,
        claim: `${checked.sources.join(', ')} once more`,
        action: 'dropped',
      });
      continue;
    }
    const claimed = Number.isFinite(bullet.relevance) ? Math.min(1, Math.max(0, bullet.relevance)) : 0;
    add(checked.text, checked.sources, (claimed + fitRelevance(checked.sources)) / 2);
  }
  for (const { id, text } of owner.entry.bullets) {
    if (!used.has(id)) add(tidy(text), [id], fitRelevance([id]) / 2);
  }
  return candidates;
}

/**
 * The master's own sentence on each entry. An entry without bullets is told by it; elsewhere it is a spare.
 * No fit judges these, so their nearness to the posting is put on the scale of the bullets that one judged.
 */
function sentencesOnEntries(
  candidates: readonly BulletCandidate[],
  loaded: LoadedCv,
  interest: Interest,
): BulletCandidate[] {
  const most = Math.max(0, ...candidates.map(({ relevance }) => relevance)) || 0.5;
  const nearest = Math.max(Number.EPSILON, ...candidates.map(({ text }) => interest.in(text)));
  return loaded.entries.flatMap((owner) => {
    const { id, summary, description } = owner.entry;
    // An employer's description is about the employer; a project's is about the work.
    const about = owner.section === 'projects' ? description : undefined;
    const text = tidy(summary || about || '');
    if (text === '') return [];
    const own = candidates.filter((candidate) => candidate.in === owner);
    const alone = 0.8 * most * Math.min(1, interest.in(text) / nearest);
    return {
      in: owner,
      text,
      sources: [summary ? `${id}.summary` : id],
      // Behind the bullets that it stands in for.
      relevance: Math.min(alone, ...own.map(({ relevance }) => relevance / 2)),
      requirementIds: [],
      stems: contentStems(text),
      spare: own.length > 0,
    };
  });
}

function checkBullet(
  bullet: SourcedText,
  { entry }: LoadedEntry,
  loaded: LoadedCv,
  repairs: Repair[],
): SourcedText | undefined {
  const text = tidy(bullet.text);
  const own = entry.bullets.map(({ id }) => id);
  const verbatim = entry.bullets.find((source) => tidy(source.text) === text);
  const named = [...new Set(bullet.sources)].filter((id) => own.includes(id) || id === `${entry.id}.summary`);
  const sources = verbatim === undefined ? named : [verbatim.id];
  if (sources.length === 0 || text === '') {
    if (text !== '') repairs.push({ where: entry.id, claim: text, action: 'dropped' });
    return undefined;
  }
  if (verbatim !== undefined) return { text, sources };
  const beyond = claimsBeyond({ text, sources }, loaded);
  const grown =
    countWords(text) > maxGrowth * countWords(sources.map((id) => loaded.texts.get(id)).join(' '));
  if (beyond.length === 0 && !grown) return { text, sources };
  const [best = ''] = sources;
  const claim = beyond.length > 0 ? beyond.join('; ') : 'more words than the source has';
  repairs.push({ where: best, claim, action: 'source used' });
  return { text: tidy(loaded.texts.get(best) ?? ''), sources: [best] };
}

/** One line without markup and without a bullet sign in front. */
export function tidy(text: string): string {
  return stripEmphasis(text)
    .replaceAll(/\s+/gu, ' ')
    .replace(/^\s*[•‣▪◦·*-]\s+/u, '')
    .trim();
}
