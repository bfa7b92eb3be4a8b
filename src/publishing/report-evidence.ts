import type { RequirementMatch } from '../reasoner/fit.ts';
import type { TailoredEntry } from '../reasoner/tailored-cv.ts';
import type { Bullet, MasterCv } from '../resume/resume.ts';
import type { Dossier } from './dossier.ts';
import { markdownCell, markdownText } from './markdown-text.ts';
import { table } from './report-table.ts';

const verdicts: Record<RequirementMatch['status'], string> = {
  met: '**met**',
  unsaid: 'unsaid: in the master CV, but no bullet shows it',
  missing: '**missing**',
};

/** Requirements with their verdicts, musts first. */
export function evidenceSection({ fit }: Dossier): string {
  if (fit.requirements.length === 0) return '';
  const ordered = [
    ...fit.requirements.filter(({ importance }) => importance === 'must'),
    ...fit.requirements.filter(({ importance }) => importance === 'nice'),
  ];
  const rows = ordered.map(({ id, importance, status, quote, evidence }) => [
    id,
    importance,
    verdicts[status],
    `“${markdownCell(quote)}”`,
    evidence.map((piece) => `“${markdownCell(piece.quote)}” (${piece.id})`).join('; '),
  ]);
  return `## Requirements\n\n${table(['', 'Importance', 'Verdict', 'The posting says', 'The master CV says'], rows)}`;
}

/** The bullets that were printed, and which requirement each one speaks to. */
export function selectionSection({ fit, tailored }: Dossier): string {
  const relevance = new Map(fit.bullets.map((bullet) => [bullet.id, bullet]));
  const rows = entriesOf(tailored).flatMap((entry) =>
    entry.bullets.map(({ text, sources }) => {
      const known = sources.map((id) => relevance.get(id)).filter((bullet) => bullet !== undefined);
      const answers = [...new Set(known.flatMap(({ requirementIds }) => requirementIds))];
      const highest = Math.max(...known.map((bullet) => bullet.relevance));
      return [
        markdownCell(text),
        sources.join(', '),
        answers.join(', '),
        known.length === 0 ? '' : highest.toFixed(2),
      ];
    }),
  );
  if (rows.length === 0) return '';
  const heads = ['Bullet in the CV', 'From', 'Answers', 'Relevance'];
  return `## What was selected\n\n${table(heads, rows)}`;
}

/** What the master CV holds and the tailored one does not, most relevant bullets first. */
export function leftOutSection({ fit, cv, tailored }: Dossier): string {
  const used = new Set(
    entriesOf(tailored).flatMap(({ bullets }) => bullets.flatMap(({ sources }) => sources)),
  );
  const relevance = new Map(fit.bullets.map((bullet) => [bullet.id, bullet.relevance]));
  const bullets = [...cv.work, ...cv.projects, ...cv.volunteer]
    .flatMap((entry): Bullet[] => entry.bullets)
    .filter(({ id }) => !used.has(id))
    .map((bullet) => ({ ...bullet, relevance: relevance.get(bullet.id) ?? 0 }))
    .toSorted((one, other) => other.relevance - one.relevance);
  const lists = [
    ...missingEntries(cv, tailored),
    ...bullets.map(({ id, text }) => `- ${markdownText(`${id}: ${text}`)}`),
  ];
  return lists.length === 0 ? '' : ['## What was left out', '', ...lists].join('\n');
}

function missingEntries(cv: MasterCv, tailored: Dossier['tailored']): string[] {
  const printed = new Set([
    ...entriesOf(tailored).map(({ sourceId }) => sourceId),
    ...tailored.skills.map(({ sourceId }) => sourceId),
    ...printableLists(tailored)
      .flat()
      .map(({ id }) => id),
  ]);
  const wanting = [
    ...[...cv.work, ...cv.projects, ...cv.volunteer].map(({ id, name, position }) => ({
      id,
      name: [position, name].filter(Boolean).join(', '),
    })),
    ...cv.skills.map(({ id, name }) => ({ id, name: `skills: ${name}` })),
    ...cv.education.map(({ id, institution }) => ({ id, name: institution })),
    ...[...cv.certificates, ...cv.awards, ...cv.publications].map(({ id, name }) => ({ id, name })),
    ...cv.languages.map(({ id, language }) => ({ id, name: language })),
    ...cv.extra.map(({ id, heading }) => ({ id, name: heading })),
  ].filter(({ id }) => !printed.has(id));
  return wanting.map(({ id, name }) => `- ${markdownText(`${id}: ${name} (whole)`)}`);
}

function printableLists(tailored: Dossier['tailored']): { id: string }[][] {
  const { education, certificates, awards, publications, languages } = tailored;
  return [education, certificates, awards, publications, languages];
}

function entriesOf({ work, projects, volunteer }: Dossier['tailored']): TailoredEntry[] {
  return [...work, ...projects, ...volunteer];
}
