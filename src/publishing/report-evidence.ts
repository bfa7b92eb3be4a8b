import { answeredIds, type RequirementMatch } from '../reasoner/fit.ts';
import type { TailoredEntry } from '../reasoner/tailored-cv.ts';
import type { Dossier } from './dossier.ts';
import { markdownCell } from './markdown-text.ts';
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
  const answered = answeredIds(fit);
  const rows = entriesOf(tailored).flatMap((entry) =>
    entry.bullets.map(({ text, sources }) => {
      const known = sources.map((id) => relevance.get(id)).filter((bullet) => bullet !== undefined);
      const answers = [...new Set(known.flatMap(({ requirementIds }) => requirementIds))].filter((id) =>
        answered.has(id),
      );
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

function entriesOf({ work, projects, volunteer }: Dossier['tailored']): TailoredEntry[] {
  return [...work, ...projects, ...volunteer];
}
