import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runLayers } from '../../../src/engine/run-layers.ts';
import { StrataError } from '../../../src/error.ts';
import type { DegradedReason, JobInput } from '../../../src/jobs/job.ts';
import { applicationPipeline } from '../../../src/pipelines/application/pipeline.ts';
import type { ApplicationResults } from '../../../src/pipelines/application/results.ts';
import { EmbeddedPdfWriter } from '../../../src/publishing/embedded-pdf-writer.ts';
import type { PdfWriter } from '../../../src/publishing/pdf-writer.ts';
import { ExtractiveReasoner } from '../../../src/reasoner/extractive/extractive-reasoner.ts';
import { scoreByVerdicts } from '../../../src/reasoner/extractive/fit.ts';
import type { Reasoner } from '../../../src/reasoner/reasoner.ts';

const samples = join(import.meta.dirname, '../../../samples');
const input: JobInput = {
  posting: { name: 'posting.md', text: readFileSync(join(samples, 'posting.md'), 'utf8') },
  cv: { name: 'master-cv.json', text: readFileSync(join(samples, 'master-cv.json'), 'utf8') },
};

/** A reasoner that answers as the real one does, but for what a test puts in its place. */
function reasonerWith(changes: Partial<Reasoner>): Reasoner {
  const real = new ExtractiveReasoner();
  return {
    name: 'llm',
    findPainPoints: (...given) => real.findPainPoints(...given),
    describeCompany: (...given) => real.describeCompany(...given),
    assessFit: (...given) => real.assessFit(...given),
    suggestPeople: (...given) => real.suggestPeople(...given),
    draftCv: (...given) => real.draftCv(...given),
    writeOutreach: (...given) => real.writeOutreach(...given),
    ...changes,
  };
}

interface Ran {
  results: ApplicationResults;
  degraded: DegradedReason[];
  artifacts: Map<string, string>;
}

async function run(reasoner: Reasoner, pdfWriter: PdfWriter = new EmbeddedPdfWriter()): Promise<Ran> {
  const artifacts = new Map<string, string>();
  const degraded: DegradedReason[] = [];
  let results = {} as ApplicationResults;
  await runLayers({
    pipeline: applicationPipeline({
      reasonersOf: () => ({ expected: reasoner }),
      pdfWriters: { expected: pdfWriter },
      inputLimits: { maxPostingBytes: 1e6, maxCvBytes: 1e6 },
      cvLimits: { minWords: 550, maxWords: 650 },
    }),
    input,
    results: {},
    reasoners: {},
    degraded: [],
    putArtifact: async ({ name, bytes }) => {
      artifacts.set(name, new TextDecoder().decode(bytes));
    },
    observer: {
      layerStarted: async () => undefined,
      layerFinished: async (finish) => {
        degraded.push(...finish.degraded);
        results = finish.results as unknown as ApplicationResults;
      },
      around: (_layer, work) => work(),
    },
    layerTimeoutMs: 60_000,
    scopeOf: (layer) => ({ user: 'local', layer }),
    onUnavailable: 'substitute',
    signal: new AbortController().signal,
    shouldPause: () => false,
    clock: () => performance.now(),
  });
  return { results, degraded, artifacts };
}

const failing = async () => {
  throw new StrataError('DOWN', 'the reasoner is down', { kind: 'unavailable' });
};

describe('a reasoner that makes things up', () => {
  let ran: Ran;
  beforeAll(async () => {
    const real = new ExtractiveReasoner();
    ran = await run(
      reasonerWith({
        findPainPoints: async (...given) => {
          const found = await real.findPainPoints(...given);
          const invented = { text: 'They burn money', quote: 'we burn money every day', confidence: 0.99 };
          return { ...found, painPoints: [invented, ...found.painPoints] };
        },
        describeCompany: async () => ({
          name: 'Voltquarry',
          facts: [{ text: 'It went public', quote: 'went public in 2019', source: 0 }],
          sources: [{ kind: 'posting', title: 'the posting' }],
        }),
        assessFit: async (...given) => {
          const fit = await real.assessFit(...given);
          const [first, ...others] = fit.requirements;
          if (!first) throw new Error('the sample has requirements');
          return {
            ...fit,
            score: 400,
            bullets: [{ id: 'w99.b1', relevance: 1, requirementIds: [] }, ...fit.bullets],
            requirements: [
              { ...first, status: 'met', evidence: [{ id: 'w1.b1', quote: 'ran NASA' }] },
              { ...first, id: 'q99', quote: 'ten years of Rust' },
              ...others,
            ],
          };
        },
        draftCv: async (...given) => {
          const draft = await real.draftCv(...given);
          return {
            ...draft,
            label: { text: 'Chief Technology Officer', sources: ['basics.label'] },
            entries: draft.entries.map((entry) => ({
              ...entry,
              bullets: entry.bullets.map((bullet) => ({
                ...bullet,
                text: `**${bullet.text.replace(/\d+/, '97')}** with Rust and SAP`,
              })),
            })),
          };
        },
      }),
    );
  });

  it('loses findings whose quote is not in the posting', () => {
    expect(ran.results['pain-points'].painPoints.map(({ text }) => text)).not.toContain('They burn money');
    expect(ran.results['company-research'].facts).toEqual([]);
    expect(ran.results.fit.requirements.map(({ id }) => id)).not.toContain('q99');
  });

  it('loses verdicts without evidence in the master CV', () => {
    expect(ran.results.fit.requirements[0]).toMatchObject({ status: 'missing', evidence: [] });
    expect(ran.results.fit.bullets.map(({ id }) => id)).not.toContain('w99.b1');
    const { posting, cv } = ran.results.intake;
    const follows = scoreByVerdicts(posting, cv, ran.results.fit.requirements);
    expect(ran.results.fit.score).toBeGreaterThanOrEqual(follows);
    expect(ran.results.fit.score).toBeLessThanOrEqual(Math.min(100, follows + 10));
  });

  it('gets none of its claims and no markup into the CV, and the report says what was repaired', () => {
    const cv = ran.artifacts.get('cv.md') ?? '';
    for (const claim of ['Rust', 'SAP', 'Chief', ' 97 ', '**']) expect(cv).not.toContain(claim);
    expect(cv).toContain('Zofia Łęcka-Brandvold');
    expect(ran.results.cv.tailored.repairs.length).toBeGreaterThan(0);
  });
});

describe('a part that the job can do without', () => {
  it('company brief: the job goes on, degraded, and says why', async () => {
    const { degraded, results, artifacts } = await run(reasonerWith({ describeCompany: failing }));
    expect(degraded).toMatchObject([{ layer: 'company-research', code: 'COMPANY_BRIEF_MISSING' }]);
    expect(results['company-research'].name).toBe('Voltquarry');
    expect(artifacts.get('report.md')).toContain('the reasoner is down');
  });

  it('contacts: the outreach is addressed to nobody in particular', async () => {
    const { degraded, results } = await run(reasonerWith({ suggestPeople: failing }));
    expect(degraded).toMatchObject([{ layer: 'people', code: 'CONTACTS_MISSING' }]);
    expect(results.people).toEqual([]);
    expect(results.cv.outreach.email.body.split(/\s+/).length).toBeGreaterThanOrEqual(95);
  });

  it('the PDF: everything else is there', async () => {
    const { degraded, artifacts } = await run(new ExtractiveReasoner(), { name: 'broken', write: failing });
    expect(degraded).toMatchObject([{ layer: 'publish', code: 'PDF_MISSING' }]);
    expect([...artifacts.keys()].sort()).toEqual([
      'cv.json',
      'cv.md',
      'dossier.json',
      'outreach.md',
      'report.md',
    ]);
    expect(artifacts.get('report.md')).toContain('cv.pdf');
  });
});

it('a part that the job cannot do without fails it', async () => {
  await expect(run(reasonerWith({ assessFit: failing }))).rejects.toMatchObject({ code: 'DOWN' });
});
