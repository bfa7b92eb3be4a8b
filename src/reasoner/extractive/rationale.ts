import type { Posting } from '../../posting/posting.ts';
import type { Entry, MasterCv } from '../../resume/resume.ts';
import type { Fit, RequirementMatch } from '../fit.ts';
import type { Finding, PainPoints } from '../pain-points.ts';
import { entriesOf } from './citable.ts';

const verdicts: Record<Fit['band'], string> = {
  exceptional: 'an exceptional match for',
  strong: 'a strong match for',
  good: 'a good match for',
  moderate: 'a moderate match for',
  weak: 'a weak match for',
};

/**
 * Why the fit is what it is, in whole sentences built from quotes: the verdict, the bullets that carry it with
 * employer and figure, the pain point they bear on, and how the must-haves stand.
 */
export function writeRationale(
  posting: Posting,
  painPoints: PainPoints,
  cv: MasterCv,
  fit: Omit<Fit, 'rationale'>,
): string {
  const title = posting.company === undefined ? posting.title : `${posting.title} at ${posting.company}`;
  const verdict = `With ${fit.score} of 100 points the master CV is ${verdicts[fit.band]} the post “${title}”.`;
  return [verdict, ...evidenceSentences(cv, fit), painSentence(painPoints), ...standing(fit.requirements)]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
}

interface CitedBullet {
  entry: Entry;
  text: string;
  requirementIds: string[];
}

function evidenceSentences(cv: MasterCv, fit: Omit<Fit, 'rationale'>): string[] {
  const entries = new Map(
    entriesOf(cv).flatMap((entry) => entry.bullets.map(({ id, text }) => [id, { entry, text }] as const)),
  );
  const workIds = new Set(cv.work.map(({ id }) => id));
  const cited: CitedBullet[] = fit.bullets.flatMap(({ id, requirementIds }) => {
    const found = entries.get(id);
    return found === undefined ? [] : [{ ...found, requirementIds }];
  });
  const atWork = cited.filter(({ entry }) => workIds.has(entry.id));
  const best = atWork.find(({ text }) => /\d/.test(text) && text.length < 400) ?? atWork[0];
  if (best === undefined) return plainHistory(cv);
  const answered = fit.requirements.filter(
    ({ id, status }) => status === 'met' && best.requirementIds.includes(id),
  );
  const speaksTo =
    answered.find(
      ({ evidence }) => evidence[0] !== undefined && entries.get(evidence[0].id)?.text === best.text,
    ) ?? answered[0];
  const link =
    speaksTo === undefined
      ? 'It is the closest that the CV comes to the work described.'
      : `That answers the request for “${excerpt(speaksTo.text, 110)}”.`;
  const first = `The clearest evidence comes from ${placeOf(best.entry)}: “${excerpt(best.text, 220)}”. ${link}`;
  const second = atWork.find(
    ({ text, entry }) => text !== best.text && entry.id !== best.entry.id && /\d/.test(text),
  );
  if (second === undefined || speaksTo === undefined) return [first];
  return [
    first,
    `Earlier or elsewhere, at ${placeOf(second.entry)}, it adds: “${excerpt(second.text, 160)}”.`,
  ];
}

/** For a CV without bullets: where its owner works or worked. */
function plainHistory(cv: MasterCv): string[] {
  const [entry] = cv.work;
  if (entry === undefined)
    return ['The master CV names no employer and no bullet that could serve as evidence.'];
  const figure = [entry.summary, cv.basics.summary].find((text) => text !== undefined && /\d/.test(text));
  const quoted = figure === undefined ? '' : ` It says of this time: “${excerpt(figure, 220)}”.`;
  return [`Its newest entry is ${placeOf(entry)}, without bullets that could serve as evidence.${quoted}`];
}

function placeOf({ name, position }: Entry): string {
  return position === undefined || position === '' ? name : `${name} (${position})`;
}

function painSentence(painPoints: PainPoints): string | undefined {
  const kinds: [Finding | undefined, string][] = [
    [painPoints.painPoints[0], 'What hurts the employer now, in the words of the posting, is'],
    [painPoints.risksIfUnfilled[0], 'What the posting shows to be at risk is'],
    [painPoints.strategicNeeds[0], 'Where the employer wants to get to, in the words of the posting, is'],
    [painPoints.successMetrics[0], 'What the person will be measured by, in the words of the posting, is'],
  ];
  const named = kinds.find(([finding]) => finding !== undefined);
  if (named?.[0] === undefined) return undefined;
  return `${named[1]} this: “${excerpt(named[0].quote, 200)}”.`;
}

/** Counted over the same list as the report's table. */
function standing(matches: readonly RequirementMatch[]): string[] {
  const musts = matches.filter(({ importance }) => importance === 'must');
  if (musts.length === 0) return [];
  const count = (status: RequirementMatch['status']) =>
    musts.filter((match) => match.status === status).length;
  const tally = `Of ${musts.length} must-have${musts.length === 1 ? '' : 's'}, bullets of the CV show ${count('met')}, other parts of it mention ${count('unsaid')}, and ${count('missing')} cannot be found.`;
  const gap = musts.find(({ status }) => status === 'missing');
  return gap === undefined ? [tally] : [tally, `The first gap is “${excerpt(gap.text, 110)}”.`];
}

/** The beginning of the text up to a clause's end, without the full stop; quotes within become single ones. */
function excerpt(text: string, maxCharacters: number): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll(/[“”"]/g, "'").trim();
  if (line.length <= maxCharacters) return line.replace(/[.,;:]+$/, '');
  const head = line.slice(0, maxCharacters);
  const clause = Math.max(...[', ', '; ', ': ', '. ', ' (', ' – '].map((mark) => head.lastIndexOf(mark)));
  const end = clause > maxCharacters / 2 ? clause : head.lastIndexOf(' ');
  return `${head.slice(0, end).replace(/[\s.,;:(–—-]+$/, '')} …`;
}
