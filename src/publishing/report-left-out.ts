import type { Bullet, MasterCv } from '../resume/resume.ts';
import type { Dossier } from './dossier.ts';
import { markdownText } from './markdown-text.ts';

/** A piece of the master CV that the tailored one does not print. */
interface LeftOut {
  id: string;
  text: string;
}

type Tailored = Dossier['tailored'];

/** Everything that the master CV holds and the tailored one does not: entries first, then bullets by relevance. */
export function leftOutSection({ fit, cv, tailored }: Dossier): string {
  const printed = printedIds(tailored);
  const relevance = new Map(fit.bullets.map((bullet) => [bullet.id, bullet.relevance]));
  const bullets = bulletsOf(cv);
  const unused = bullets
    .filter(({ id }) => !printed.has(id))
    .toSorted((one, other) => (relevance.get(other.id) ?? 0) - (relevance.get(one.id) ?? 0));
  const entries = [...wholeEntries(cv, printed), ...partsOfEntries(cv, tailored)];
  if (entries.length + unused.length === 0) return '';
  const count =
    unused.length === 0
      ? `All ${bullets.length} bullets of the master CV are in.`
      : `${unused.length} of the master CV’s ${bullets.length} bullets, and ${entries.length} other things.`;
  const lines = [...entries, ...unused].map(({ id, text }) => `- ${markdownText(`${id}: ${text}`)}`);
  return ['## What was left out', '', count, '', ...lines].join('\n');
}

/** Of an entry the bullets may be printed and the entry not, or the other way round. */
function printedIds(tailored: Tailored): Set<string> {
  const { work, projects, volunteer, skills, interests, extra } = tailored;
  const { education, certificates, awards, publications, languages } = tailored;
  const sections = [...work, ...projects, ...volunteer, ...extra];
  return new Set([
    ...[...sections, ...skills, ...interests].map(({ sourceId }) => sourceId),
    ...sections.flatMap(({ bullets }) => bullets.flatMap(({ sources }) => sources)),
    ...education.flatMap(({ id, bullets }) => [id, ...bullets.map((bullet) => bullet.id)]),
    ...[certificates, awards, publications, languages].flat().map(({ id }) => id),
  ]);
}

function bulletsOf(cv: MasterCv): Bullet[] {
  return [cv.work, cv.projects, cv.volunteer, cv.education, cv.extra]
    .flat()
    .flatMap(({ bullets }) => bullets);
}

function wholeEntries(cv: MasterCv, printed: ReadonlySet<string>): LeftOut[] {
  const all = [
    ...[...cv.work, ...cv.projects, ...cv.volunteer].map(({ id, name, position }) => ({
      id,
      text: [position, name].filter(Boolean).join(', '),
    })),
    ...cv.skills.map(({ id, name, keywords }) => ({ id, text: `skills: ${name || keywords.join(', ')}` })),
    ...cv.education.map(({ id, institution }) => ({ id, text: institution })),
    ...[...cv.certificates, ...cv.awards, ...cv.publications].map(({ id, name }) => ({ id, text: name })),
    ...cv.languages.map(({ id, language }) => ({ id, text: language })),
    ...cv.extra.map(({ id, heading }) => ({ id, text: heading })),
    ...cv.interests.map(({ id, name, keywords }) => ({
      id,
      text: `interests: ${groupText(name, keywords)}`,
    })),
    // Those who vouch for somebody are named when they are asked for, never in a CV that is handed around.
    ...cv.references.map(({ id, name }) => ({ id, text: `reference: ${name}` })),
  ];
  return all.filter(({ id }) => !printed.has(id)).map(({ id, text }) => ({ id, text: `${text} (whole)` }));
}

function groupText(name: string, keywords: readonly string[]): string {
  return [name, ...keywords].filter(Boolean).join(', ');
}

/** What printed entries lost: skills of a group, courses, what a certificate or the like is about. */
function partsOfEntries(cv: MasterCv, tailored: Tailored): LeftOut[] {
  const skills = cv.skills.map(({ id, keywords }) => {
    const shown = tailored.skills.find(({ sourceId }) => sourceId === id)?.keywords ?? keywords;
    const gone = keywords.filter((keyword) => !shown.includes(keyword));
    return { id, text: gone.length === 0 ? '' : `skills: ${gone.join(', ')}` };
  });
  const courses = cv.education.map(({ id, courses: held }) => {
    const shown = tailored.education.find((education) => education.id === id)?.courses ?? held;
    const gone = held.filter((course) => !shown.includes(course));
    return { id, text: gone.length === 0 ? '' : `courses: ${gone.join(', ')}` };
  });
  const summaries = (['certificates', 'awards', 'publications'] as const).flatMap((list) =>
    cv[list].map(({ id, name, summary }) => {
      const shown = tailored[list].find((credential) => credential.id === id);
      const isLost = summary !== undefined && shown !== undefined && shown.summary === undefined;
      return { id, text: isLost ? `${name}: ${summary}` : '' };
    }),
  );
  return [...skills, ...courses, ...summaries].filter(({ text }) => text !== '');
}
