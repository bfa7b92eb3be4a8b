import type { Entry, MasterCv } from '../../resume/resume.ts';
import { stripEmphasis } from '../../text/emphasis.ts';
import { countWords } from '../../text/words.ts';
import type { Fit } from '../fit.ts';
import type { SourcedText, TailoredCv } from '../tailored-cv.ts';
import { afterI } from './first-person.ts';

/** A bullet that an e-mail can tell. */
export interface Evidence {
  entry: Entry;
  text: string;
  /** 0–1, of the bullet. */
  relevance: number;
  /** "At Thrumwick Tickets": begins a sentence. */
  where: string;
  /** "my time at Thrumwick Tickets" */
  about: string;
  /** The same once it is named: "my time there". */
  aboutAgain: string;
  /** The bullet as it goes on after "I"; absent where it is better quoted. */
  clause?: string;
}

const longestWords = 45;

/**
 * Bullets to tell an employer about, best first: relevant, short, with a figure, easily told in the first
 * person, and each after the first speaking to another requirement. From the tailored CV; from the master
 * where that shows none.
 */
export function findEvidence(tailored: TailoredCv, cv: MasterCv, fit: Fit): Evidence[] {
  const entries = new Map([...cv.work, ...cv.projects, ...cv.volunteer].map((entry) => [entry.id, entry]));
  const printed = [...tailored.work, ...tailored.projects, ...tailored.volunteer].flatMap(
    ({ sourceId, bullets }) => bullets.map((bullet) => ({ bullet, entry: entries.get(sourceId) })),
  );
  const held = [...entries.values()].flatMap((entry) =>
    entry.bullets.map(({ id, text }) => ({ bullet: { text, sources: [id] }, entry })),
  );
  const judged = new Map(fit.bullets.map((judgement) => [judgement.id, judgement]));
  let left = (printed.length > 0 ? printed : held).flatMap(({ bullet, entry }) => {
    if (entry === undefined) return [];
    const judgements = bullet.sources.flatMap((id) => judged.get(id) ?? []);
    const relevance = Math.max(0, ...judgements.map((judgement) => judgement.relevance));
    const evidence = { ...toEvidence(bullet, entry), relevance };
    if (countWords(evidence.text) > longestWords || /[“”"[\]{}<>|]/u.test(evidence.text)) return [];
    return {
      evidence,
      worth: relevance + easeOf(evidence),
      speaksTo: judgements.flatMap(({ requirementIds }) => requirementIds),
    };
  });
  const chosen: Evidence[] = [];
  const spokenTo = new Set<string>();
  while (left.length > 0 && chosen.length < 12) {
    const freshness = ({ speaksTo }: (typeof left)[number]) =>
      speaksTo.some((id) => !spokenTo.has(id)) ? 0.15 : 0;
    const best = left.reduce((most, item) =>
      item.worth + freshness(item) > most.worth + freshness(most) ? item : most,
    );
    chosen.push(best.evidence);
    for (const id of best.speaksTo) spokenTo.add(id);
    left = left.filter((item) => item !== best);
  }
  return chosen;
}

function easeOf({ text, clause }: Evidence): number {
  return (/\d/u.test(text) ? 0.1 : 0) + (clause === undefined ? 0 : 0.15) - (countWords(text) > 32 ? 0.1 : 0);
}

function toEvidence({ text: written }: SourcedText, entry: Entry): Omit<Evidence, 'relevance'> {
  const text = stripEmphasis(written)
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replace(/[.;,:]+$/u, '');
  const clause = afterI(text, entry.endDate === undefined);
  return { entry, text, ...placeOf(entry), ...(clause === undefined ? {} : { clause }) };
}

function placeOf({ id, name }: Entry): Pick<Evidence, 'where' | 'about' | 'aboutAgain'> {
  if (id.startsWith('p'))
    return { where: `In my project ${name}`, about: `my project ${name}`, aboutAgain: 'this project' };
  if (/^freelanc\w*$/iu.test(name))
    return { where: 'Working freelance', about: 'my freelance work', aboutAgain: 'this work' };
  if (/^self[- ]employed$/iu.test(name))
    return { where: 'Working for myself', about: 'my work for myself', aboutAgain: 'this work' };
  return { where: `At ${name}`, about: `my time at ${name}`, aboutAgain: 'my time there' };
}
