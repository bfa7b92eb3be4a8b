import type { Posting } from '../../posting/posting.ts';
import type { MasterCv } from '../../resume/resume.ts';
import type { Fit } from '../fit.ts';
import type { CvDraft } from '../tailored-cv.ts';
import { bulletBatches, draftBullets } from './draft-bullets.ts';
import { draftHeader } from './draft-header.ts';
import { inParallel } from './in-parallel.ts';
import type { Ask } from './question.ts';

export interface DraftInput {
  posting: Posting;
  fit: Fit;
  cv: MasterCv;
}

/** Calls of one job that run at a time. */
const width = 3;

/** Head of the CV and bullets by role, in a few questions side by side. */
export async function draftCv(input: DraftInput, ask: Ask): Promise<CvDraft> {
  const batches = bulletBatches(input);
  const [header, ...entries] = await inParallel(width, [
    () => draftHeader(input, ask),
    ...batches.map((batch) => () => draftBullets(batch, input, ask)),
  ] as [() => ReturnType<typeof draftHeader>, ...(() => ReturnType<typeof draftBullets>)[]]);
  return { ...header, entries: entries.flat() };
}
