import { describe, expect, it } from 'vitest';
import { checkCv } from '../../../../src/grounding/check-cv.ts';
import { tailorCv } from '../../../../src/pipelines/application/cv/tailor.ts';
import { cvLines } from '../../../../src/publishing/cv-lines.ts';
import { cvMarkdown } from '../../../../src/publishing/cv-markdown.ts';
import type { TailoredCv } from '../../../../src/reasoner/tailored-cv.ts';
import { stripEmphasis } from '../../../../src/text/emphasis.ts';
import { countWords } from '../../../../src/text/words.ts';
import { masterFiles, postingFiles } from '../../../support/samples.ts';
import { limits, type Pair, samplePair } from './support/pairs.ts';

describe.skipIf(masterFiles.length === 0).each(masterFiles)('%s tailored', (master) => {
  it.each(postingFiles)('to %s is within limits, complete and grounded', async (posting) => {
    const pair = await samplePair(posting, master);
    const cv = tailorCv({ ...pair, limits });

    expect(cvMarkdown(cv).match(/\S+/g)?.length).toBeLessThanOrEqual(limits.maxWords);
    expect(cv.wordCount).toBe(cvLines(cv).reduce((sum, { text }) => sum + countWords(text), 0));
    if (master.includes('master__')) expect(cv.wordCount).toBeGreaterThanOrEqual(limits.minWords);
    expect(new Set(cv.work.map(({ sourceId }) => sourceId))).toEqual(
      new Set(pair.cv.work.map(({ id }) => id)),
    );
    expect(checkCv(cv, pair.cv, pair.fit.keywords)).toEqual([]);
    expect(cv.repairs).toEqual([]);
    for (const { text, sources } of bulletsOf(cv)) {
      expect(sources).not.toEqual([]);
      expect(textsOf(pair)).toContain(text);
    }
    for (const { text } of cvLines(cv)) expect(stripEmphasis(text)).toBe(text);
    expect(tailorCv({ ...pair, limits })).toEqual(cv);
  });
});

describe.skipIf(masterFiles.length === 0)('two postings that one CV fits', () => {
  it.each([
    [
      'platform-engineer',
      'fiction__site-reliability-engineer-payments.md',
      'fiction__dotnet-integration-engineer.md',
    ],
    ['product-manager', 'fiction__senior-product-manager-city.md', '18f__product-manager.md'],
    ['data-scientist', 'fiction__ml-engineer-agriculture.md', 'resume-matcher__ml-eng.txt'],
  ])('get clearly different bullets of %s and other ones first', async (master, one, other) => {
    const [first, second] = await Promise.all(
      [one, other].map(async (posting) => {
        const pair = await samplePair(`postings/${posting}`, `cvs/master__${master}.resume.json`);
        return tailorCv({ ...pair, limits });
      }),
    );
    const [firstIds, secondIds] = [first, second].map((cv) =>
      cv ? bulletsOf(cv).flatMap(({ sources }) => sources) : [],
    );
    const shared = (firstIds ?? []).filter((id) => secondIds?.includes(id));
    expect(shared.length / Math.max(firstIds?.length ?? 0, secondIds?.length ?? 0)).toBeLessThan(0.7);
    const leading = (cv: TailoredCv | undefined) => cv?.work.map(({ bullets }) => bullets[0]?.text);
    expect(leading(first)).not.toEqual(leading(second));
  });

  it('prints the most relevant bullets of all', async () => {
    const pair = await samplePair(
      'postings/fiction__site-reliability-engineer-payments.md',
      'cvs/master__platform-engineer.resume.json',
    );
    const printed = bulletsOf(tailorCv({ ...pair, limits })).flatMap(({ sources }) => sources);
    expect(printed).toEqual(expect.arrayContaining(pair.fit.bullets.slice(0, 5).map(({ id }) => id)));
  });
});

function bulletsOf(cv: TailoredCv) {
  return [...cv.work, ...cv.projects, ...cv.volunteer].flatMap(({ bullets }) => bullets);
}

function textsOf({ cv }: Pair): string[] {
  return [...cv.work, ...cv.projects, ...cv.volunteer].flatMap(
    ({ bullets, summary = '', description = '' }) => [
      ...bullets.map(({ text }) => text),
      summary,
      description,
    ],
  );
}
