import { z } from 'zod';
import { visibleLine } from '../../grounding/visible-line.ts';
import type { Entry } from '../../resume/resume.ts';
import type { CvDraft } from '../tailored-cv.ts';
import { lineOf } from './cv-material.ts';
import type { DraftInput } from './draft-cv.ts';
import { postingHead } from './posting-material.ts';
import type { Ask, Question } from './question.ts';
import { wantedLines } from './wanted-material.ts';

const answer = z.object({
  roles: z.array(
    z.object({
      id: z.string(),
      bullets: z.array(z.object({ sources: z.array(z.string()), text: z.string() })),
    }),
  ),
});

type Answer = z.infer<typeof answer>;

/** Roles that one question is about. */
type Batch = readonly Entry[];

const bulletsPerBatch = 20;
/** Of one role; it may have dozens, and the ones that matter least stay as they are. */
const bulletsPerRole = 12;
/** A page has no room for more, so nothing is paid for wording them; they stay as they stand in the master. */
const mostBullets = 30;

/** Roles, projects and voluntary posts with bullets, in batches of about equal size; the most telling ones only. */
export function bulletBatches({ fit, cv }: DraftInput): Batch[] {
  const entries = [...cv.work, ...cv.projects, ...cv.volunteer].filter(({ bullets }) => bullets.length > 0);
  const relevances = new Map(fit.bullets.map(({ id, relevance }) => [id, relevance]));
  const worthOf = ({ bullets }: Entry) => Math.max(...bullets.map(({ id }) => relevances.get(id) ?? 0));
  const worthy = new Set<Entry>();
  let count = 0;
  for (const entry of entries.toSorted((one, other) => worthOf(other) - worthOf(one))) {
    if (worthy.size > 0 && count + sizeOf(entry) > mostBullets) continue;
    worthy.add(entry);
    count += sizeOf(entry);
  }
  const batches: Entry[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const entry of entries.filter((one) => worthy.has(one))) {
    if (size + sizeOf(entry) > bulletsPerBatch) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(entry);
    size += sizeOf(entry);
  }
  return batches;
}

function sizeOf({ bullets }: Entry): number {
  return Math.min(bullets.length, bulletsPerRole);
}

export function bulletsQuestion(batch: Batch, { posting, fit }: DraftInput): Question<Answer> {
  const relevances = new Map(fit.bullets.map(({ id, relevance }) => [id, relevance]));
  const roles = batch.map(({ id, name, position, bullets }) => {
    const shown = new Set(
      bullets
        .toSorted((one, other) => (relevances.get(other.id) ?? 0) - (relevances.get(one.id) ?? 0))
        .slice(0, bulletsPerRole),
    );
    return [
      lineOf(`role ${id}`, [position, name].filter(Boolean).join(', ')),
      ...bullets.filter((bullet) => shown.has(bullet)).map((bullet) => lineOf(bullet.id, bullet.text)),
    ].join('\n');
  });
  return {
    layer: 'cv',
    prompt: 'cv-bullets',
    material: { head: postingHead(posting), wanted: wantedLines(fit), roles: roles.join('\n\n') },
    schema: answer,
  };
}

/**
 * Wording by role, best first. An empty text stands for the bullet as the master has it; bullets that the model
 * leaves out are added by whoever stitches the CV.
 */
export async function draftBullets(batch: Batch, input: DraftInput, ask: Ask): Promise<CvDraft['entries']> {
  const given = await ask(bulletsQuestion(batch, input));
  const relevances = new Map(input.fit.bullets.map(({ id, relevance }) => [id, relevance]));
  return given.roles.flatMap(({ id: written, bullets }) => {
    const entry = batch.find(({ id }) => id === written.trim().replace(/^role\s+/iu, ''));
    if (entry === undefined) return [];
    const own = new Map(entry.bullets.map(({ id, text }) => [id, text]));
    const drafted = bullets.flatMap(({ sources: named, text }, at) => {
      const sources = [...new Set(named.map((id) => id.trim()))].filter((id) => own.has(id));
      const [main] = sources;
      if (main === undefined) return [];
      const place = 1 - at / (2 * bullets.length);
      const relevance = (place + Math.max(...sources.map((id) => relevances.get(id) ?? 0))) / 2;
      const line = visibleLine(text);
      return [
        line === ''
          ? { text: own.get(main) ?? '', sources: [main], relevance }
          : { text: line, sources, relevance },
      ];
    });
    return [{ sourceId: entry.id, bullets: drafted }];
  });
}
