import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Posting } from '../../../src/posting/posting.ts';
import { readPosting } from '../../../src/posting/read-posting.ts';
import type { WebPage } from '../../../src/providers/scraper.ts';
import { describeCompany } from '../../../src/reasoner/extractive/company.ts';
import { assessFit } from '../../../src/reasoner/extractive/fit.ts';
import { findPainPoints } from '../../../src/reasoner/extractive/pain-points.ts';
import { LlmReasoner } from '../../../src/reasoner/llm/llm-reasoner.ts';
import { plannedCalls } from '../../../src/reasoner/llm/planned-calls.ts';
import { type LayerModels, reasoningLayers } from '../../../src/reasoner/llm/reasoning-model.ts';
import { readCv } from '../../../src/resume/read-cv.ts';
import type { MasterCv } from '../../../src/resume/resume.ts';
import { scripted } from './support/good-model.ts';
import { ModelServer } from './support/model-server.ts';

const samples = join(import.meta.dirname, '../../../samples');
const context = { scope: { user: 'local' }, signal: new AbortController().signal };
const server = new ModelServer();
let models: LayerModels;
let reasoner: LlmReasoner;
let posting: Posting;
let cv: MasterCv;
beforeAll(async () => {
  await server.start();
  const model = await server.model();
  models = Object.fromEntries(reasoningLayers.map((layer) => [layer, [model]])) as unknown as LayerModels;
  reasoner = new LlmReasoner({ models });
  const read = (name: string) => ({ name, text: readFileSync(join(samples, name), 'utf8') });
  posting = await readPosting(read('posting.md'), { maxBytes: 1e6 });
  cv = await readCv(read('master-cv.json'), { maxBytes: 1e6 });
});
afterAll(() => server.stop());
beforeEach(() => {
  server.asked.splice(0);
  server.script = scripted();
});

const page: WebPage = {
  url: 'https://voltquarry.example/team',
  title: 'Team',
  markdown:
    'Voltquarry was founded in 2011.\n\n**Ingrid Halvorsen**, Head of Engineering, ingrid@voltquarry.example',
};

describe('quotes', () => {
  it('that were altered come back as the posting has them, in plain text', async () => {
    server.script = scripted({
      pain_points: () => ({
        painPoints: [
          {
            text: '**Late** bills twice this winter',
            quote: '"twice this winter a bill went out late because of it..."',
            confidence: 85,
          },
          {
            text: 'Costs of 4 million',
            quote: 'on cold mornings the backlog grows until lunch',
            confidence: 0.5,
          },
        ],
        strategicNeeds: [],
        risksIfUnfilled: [],
        successMetrics: [],
      }),
    });
    const { painPoints, short } = await reasoner.findPainPoints({ posting }, context);
    const [late, backlog] = painPoints;
    expect(late?.text).toBe('Late bills twice this winter');
    expect(late?.confidence).toBe(0.85);
    expect(posting.text).toContain(late?.quote);
    expect(late?.quote).toMatch(/^Twice this winter a bill/u);
    // The posting knows nothing of four million.
    expect(backlog?.text).toMatch(/^On cold mornings/u);
    expect(short).toEqual(['strategicNeeds', 'risksIfUnfilled', 'successMetrics']);
  });
});

describe('the company', () => {
  it('is described with facts from its pages, each with its source', async () => {
    server.script = scripted({
      company_research: () => ({
        name: 'Voltquarry',
        facts: [
          { text: 'Founded in 2011.', quote: 'Voltquarry was founded in 2011', source: 0 },
          { text: 'It has 58 people.', quote: 'We are 58 people', source: 0 },
          { text: 'It is rich.', quote: 'We are rich', source: 1 },
        ],
      }),
    });
    const brief = await reasoner.describeCompany({ posting, pages: [page] }, context);
    expect(brief.name).toBe('Voltquarry');
    expect(brief.sources.map(({ kind }) => kind)).toEqual(['posting', 'page']);
    expect(brief.facts).toEqual([
      { text: 'Founded in 2011.', quote: 'Voltquarry was founded in 2011', source: 1 },
      { text: 'It has 58 people.', quote: 'We are 58 people', source: 0 },
    ]);
  });
});

describe('people', () => {
  const suggest = (people: unknown[], functions: unknown[] = []) => {
    server.script = scripted({ people: () => ({ people, functions }) });
    const painPoints = findPainPoints({ posting });
    const fit = assessFit({ posting, painPoints, cv });
    return reasoner.suggestPeople(
      { posting, company: describeCompany({ posting }), fit, pages: [page] },
      context,
    );
  };
  const ingrid = {
    name: 'Ingrid Halvorsen',
    role: 'Head of Engineering',
    reason: 'She leads engineering.',
    quote: 'Ingrid Halvorsen, Head of Engineering',
    source: 1,
    email: 'ingrid@voltquarry.example',
  };

  it('of a page come with its address, a quote and their mail', async () => {
    const [first] = await suggest([ingrid]);
    expect(first).toMatchObject({
      name: 'Ingrid Halvorsen',
      role: 'Head of Engineering',
      synthetic: false,
      email: 'ingrid@voltquarry.example',
      page: { url: page.url, title: 'Team' },
    });
    expect(page.markdown).toContain(first?.quote);
  });

  it('lose a mail address and a role that no source has', async () => {
    const [first] = await suggest([{ ...ingrid, email: 'ceo@voltquarry.example', role: 'Chief Wizard' }]);
    expect(first).toMatchObject({ name: 'Ingrid Halvorsen', role: 'Named contact' });
    expect(first).not.toHaveProperty('email');
  });

  it('whom no source names are not suggested, and at most five are', async () => {
    const contacts = await suggest([
      { ...ingrid, name: 'Olga Invented' },
      { ...ingrid, name: 'Olga Invented', quote: 'Olga Invented leads' },
    ]);
    expect(contacts.map(({ name }) => name)).not.toContain('Olga Invented');
    expect(contacts.map(({ name }) => name)).toContain('Ragnhild Sæterbakk');
    expect(contacts.some(({ synthetic }) => synthetic)).toBe(true);
    expect(contacts.length).toBeLessThanOrEqual(5);
  });
});

describe('the fit', () => {
  const assess = (changes: object) => {
    const painPoints = findPainPoints({ posting });
    const base = assessFit({ posting, painPoints, cv });
    server.script = scripted({
      fit: () => ({ score: 71, verdicts: [], added: [], bestBullets: [], rationale: '', ...changes }),
    });
    return reasoner.assessFit({ posting, painPoints, cv }, context).then((fit) => ({ fit, base }));
  };

  it('keeps the requirements, keywords and bullets that the model leaves out', async () => {
    const { fit, base } = await assess({});
    expect(fit.requirements).toEqual(base.requirements);
    expect(fit.keywords).toEqual(base.keywords);
    expect(fit.bullets.map(({ id }) => id).sort()).toEqual(base.bullets.map(({ id }) => id).sort());
    expect(fit.score).toBe(71);
    expect(fit.band).toBe('good');
  });

  it('takes a verdict as far as its evidence goes', async () => {
    const bullet = cv.work[0]?.bullets[0];
    const { fit } = await assess({
      verdicts: [
        { requirement: 'q1', status: 'met', evidence: ['w1.b1', 'w99.b1'] },
        { requirement: 'q2', status: 'met', evidence: ['basics.summary'] },
        { requirement: 'q3', status: 'met', evidence: ['w77'] },
        { requirement: 'q99', status: 'met', evidence: ['w1.b1'] },
      ],
    });
    const [first, second, third] = fit.requirements;
    expect(first).toMatchObject({ status: 'met', evidence: [{ id: 'w1.b1' }] });
    expect(bullet?.text).toContain(first?.evidence[0]?.quote);
    expect(second).toMatchObject({ status: 'unsaid', evidence: [{ id: 'basics.summary' }] });
    expect(third).toMatchObject({ status: 'missing', evidence: [] });
    expect(fit.bullets.find(({ id }) => id === 'w1.b1')?.requirementIds).toContain('q1');
    expect(fit.bullets.some(({ requirementIds }) => requirementIds.includes('q3'))).toBe(false);
  });

  it('puts a requirement that was overlooked into its place, and all ids stay consistent', async () => {
    const quote = 'Cabin that employees'.toLowerCase();
    const { fit, base } = await assess({
      added: [{ text: 'Likes cabins', quote, importance: 'nice', status: 'met', evidence: [] }],
    });
    expect(fit.requirements).toHaveLength(base.requirements.length + 1);
    expect(fit.requirements.map(({ id }) => id)).toEqual(fit.requirements.map((_, at) => `q${at + 1}`));
    expect(fit.requirements.map(({ quote: words }) => posting.text.indexOf(words))).toEqual(
      fit.requirements.map(({ quote: words }) => posting.text.indexOf(words)).toSorted((a, b) => a - b),
    );
    const textOf = (list: typeof base.requirements, ids: readonly string[]) =>
      ids.map((id) => list.find((one) => one.id === id)?.text).sort();
    for (const { id, requirementIds } of base.bullets) {
      const after = fit.bullets.find((bullet) => bullet.id === id)?.requirementIds ?? [];
      const kept = requirementIds.filter(
        (one) => base.requirements.find((known) => known.id === one)?.status !== 'missing',
      );
      expect(textOf(fit.requirements, after)).toEqual(
        expect.arrayContaining(textOf(base.requirements, kept)),
      );
    }
  });

  it('ranks first what the model names first', async () => {
    const last = assessFit({ posting, painPoints: findPainPoints({ posting }), cv }).bullets.at(-1)?.id ?? '';
    const { fit, base } = await assess({ bestBullets: [last, 'w99.b9'] });
    const place = fit.bullets.findIndex(({ id }) => id === last);
    expect(place).toBeLessThan(base.bullets.length / 2);
    expect(fit.bullets.map(({ id }) => id)).not.toContain('w99.b9');
  });

  it('leaves the rationale to the layer, as one line without markup and unseen characters', async () => {
    const { fit } = await assess({ rationale: '**It**\n fits\u200B  well.' });
    expect(fit.rationale).toBe('It fits well.');
  });
});

it('plans the calls that a job then makes, with room', async () => {
  const planned = await plannedCalls({ posting, cv }, models);
  const painPoints = await reasoner.findPainPoints({ posting }, context);
  const company = await reasoner.describeCompany({ posting }, context);
  const fit = await reasoner.assessFit({ posting, painPoints, cv }, context);
  await reasoner.suggestPeople({ posting, company, fit }, context);
  await reasoner.draftCv({ posting, fit, cv }, context);
  expect(planned.filter(({ layer }) => layer !== 'cv').map(({ layer }) => layer)).toEqual([
    'pain-points',
    'company-research',
    'fit',
    'people',
  ]);
  // The outreach is planned as well and was not asked for here.
  expect(planned).toHaveLength(server.asked.length + 1);
  for (const [at, { prompt, system }] of server.asked.slice(0, 4).entries()) {
    const call = planned[at];
    expect(call).toMatchObject({ provider: 'openai', model: 'openai-model' });
    const tokens = (prompt.length + system.length) / 4;
    expect(call?.expected.inputTokens).toBeGreaterThan(tokens * 0.7);
    expect(call?.expected.inputTokens).toBeLessThan(tokens * 1.3 + 100);
    expect(call?.worst.inputTokens).toBeGreaterThan(Buffer.byteLength(prompt + system));
  }
});

it('an abort ends a question that is under way', async () => {
  const control = new AbortController();
  const reason = new Error('cancelled');
  server.script = () => {
    control.abort(reason);
    return 500;
  };
  await expect(reasoner.findPainPoints({ posting }, { ...context, signal: control.signal })).rejects.toBe(
    reason,
  );
});

it('a part of the CV that no model words leaves the whole to the substitute', async () => {
  server.script = scripted({ cv_header: () => 401 });
  const painPoints = findPainPoints({ posting });
  const fit = assessFit({ posting, painPoints, cv });
  await expect(reasoner.draftCv({ posting, fit, cv }, context)).rejects.toMatchObject({
    code: 'PROVIDERS_UNAVAILABLE',
    failures: [{ provider: 'openai', error: { code: 'PROVIDER_KEY_REFUSED' } }],
  });
});
