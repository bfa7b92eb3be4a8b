import { describe, expect, it } from 'vitest';
import { tailorCv } from '../../src/pipelines/application/cv/tailor.ts';
import { readPosting } from '../../src/posting/read-posting.ts';
import { ExtractiveReasoner } from '../../src/reasoner/extractive/extractive-reasoner.ts';
import type { Fit } from '../../src/reasoner/fit.ts';
import { readCv } from '../../src/resume/read-cv.ts';
import type { MasterCv } from '../../src/resume/resume.ts';
import { masterFiles, postingFiles, readSample } from '../support/samples.ts';

interface Nearest {
  cv: string;
  best: { posting: string };
  worst?: { posting: string };
}

const limits = { maxBytes: 10_000_000 };
const reasoner = new ExtractiveReasoner();
const context = { signal: new AbortController().signal, scope: { user: 'local' } };
const rivals = postingFiles.filter((name) => /fiction__|18f__product-manager/.test(name));

describe.skipIf(masterFiles.length === 0)('selection', () => {
  const nearest = masterFiles.length === 0 ? [] : (JSON.parse(readSample('nearest.json')) as Nearest[]);

  it.each(nearest)(
    'scores the posting that fits $cv best highest, and above the worst',
    async ({ cv, best, worst }) => {
      const master = await masterOf(cv);
      const scores = new Map<string, number>();
      for (const rival of rivals) scores.set(rival, (await fitOf(rival, master)).score);
      const bestScore = scores.get(best.posting) ?? -1;
      for (const [rival, score] of scores) {
        if (rival !== best.posting)
          expect(bestScore, `${best.posting} against ${rival}`).toBeGreaterThan(score);
      }
      if (worst) expect(bestScore).toBeGreaterThan(scores.get(worst.posting) ?? 101);
    },
  );

  it.each([
    [
      'cvs/master__platform-engineer.resume.json',
      'fiction__site-reliability-engineer-payments.md',
      'fiction__dotnet-integration-engineer.md',
    ],
    [
      'cvs/master__product-manager.resume.json',
      'fiction__senior-product-manager-city.md',
      '18f__product-manager.md',
    ],
    [
      'cvs/master__data-scientist.resume.json',
      'fiction__ml-engineer-agriculture.md',
      'resume-matcher__ml-eng.txt',
    ],
  ])('selects other bullets of %s for %s than for %s, and leads with others', async (cv, one, other) => {
    const master = await masterOf(cv);
    const [first, second] = [
      await bulletsFor(`postings/${one}`, master),
      await bulletsFor(`postings/${other}`, master),
    ];
    const shared = first.printed.filter((id) => second.printed.includes(id));
    expect(shared.length / Math.max(first.printed.length, second.printed.length)).toBeLessThan(0.7);
    // Over all bullets of the master, since the few that both print may well stand in the same order by chance.
    expect(rankCorrelation(first.ranked, second.ranked)).toBeLessThan(0.7);
    const leading = ({ printed }: Selection) => new Map(printed.toReversed().map((id) => [roleOf(id), id]));
    expect(leading(first)).not.toEqual(leading(second));
  });
});

interface Selection {
  /** Ids in the order in which they are printed. */
  printed: string[];
  /** All ids, the most relevant first. */
  ranked: string[];
}

function roleOf(bulletId: string): string {
  return bulletId.split('.')[0] ?? '';
}

/** Spearman's coefficient of two orders of the same things. */
function rankCorrelation(one: readonly string[], other: readonly string[]): number {
  const squares = one.reduce((sum, id, rank) => sum + (rank - other.indexOf(id)) ** 2, 0);
  return 1 - (6 * squares) / (one.length * (one.length ** 2 - 1));
}

async function masterOf(name: string): Promise<MasterCv> {
  return readCv({ name, text: readSample(name) }, limits);
}

async function fitOf(name: string, cv: MasterCv): Promise<Fit> {
  const posting = await readPosting({ name, text: readSample(name) }, limits);
  const painPoints = await reasoner.findPainPoints({ posting }, context);
  return reasoner.assessFit({ posting, painPoints, cv }, context);
}

async function bulletsFor(name: string, cv: MasterCv): Promise<Selection> {
  const posting = await readPosting({ name, text: readSample(name) }, limits);
  const fit = await fitOf(name, cv);
  const draft = await reasoner.draftCv({ posting, fit, cv }, context);
  const tailored = tailorCv({ draft, posting, fit, cv, limits: { minWords: 550, maxWords: 650 } });
  const entries = [...tailored.work, ...tailored.projects, ...tailored.volunteer];
  return {
    printed: entries.flatMap(({ bullets }) => bullets.flatMap(({ sources }) => sources)),
    ranked: fit.bullets.map(({ id }) => id),
  };
}
