import { afterAll, beforeAll, expect, it } from 'vitest';
import { LlmReasoner } from '../../../src/reasoner/llm/llm-reasoner.ts';
import { type LayerModels, reasoningLayers } from '../../../src/reasoner/llm/reasoning-model.ts';
import { splitSentences } from '../../../src/text/sentences.ts';
import { readSample } from '../../support/samples.ts';
import { type Ran, runApplication } from './support/application-run.ts';
import { scripted } from './support/good-model.ts';
import { ModelServer } from './support/model-server.ts';

/** Wordings and quotes as a careful model gives them of this posting. */
const findings: Record<string, [string, string][]> = {
  painPoints: [
    ['Nobody believes the settlement SLOs.', 'none that anyone believes for settlement'],
    ['Night pages stand at 14 a week.', 'Night pages: 14 a week at the last count.'],
    [
      'The person who understood Cassandra has left.',
      'The person who understood it is sailing round Norway.',
    ],
    ['Descriptions are good for the newer half only.', 'The descriptions are good for the newer half.'],
  ],
  strategicNeeds: [
    [
      'Service level objectives with error budgets for settlement by month six.',
      'By month six settlement has service level objectives with error budgets',
    ],
    ['Halve the number of night pages.', 'the number of night pages has been halved'],
  ],
  risksIfUnfilled: [
    ['When payments fail, a queue forms.', 'When it does not work, a queue forms and a newspaper rings.'],
  ],
  successMetrics: [
    [
      'Failover between regions in less than ten minutes.',
      'a failover between regions takes less than ten minutes and one person',
    ],
    [
      'On call for real by month three.',
      'By month three you have been on call twice as a shadow and once for real',
    ],
  ],
};

const facts: [string, string][] = [
  [
    'Kestrelpenny was founded in 2014 by three people.',
    'Kestrelpenny was founded in 2014 by three people who had maintained card terminals for a bank.',
  ],
  ['It has 210 people.', 'We are 210 today, profitable since 2020'],
  ['It has been profitable since 2020.', 'profitable since 2020, and owned by the staff'],
  [
    'It handles about 9 million payments a day for 6,300 shops.',
    'about 9 million times a day for 6,300 shops, two railway operators and one very large zoo',
  ],
];

const rationale = [
  'The strongest evidence comes from Kwarcownia Cloud, where the candidate brought paging down from 61 alerts a week to 9.',
  'That answers the need for fewer night pages.',
  'At Thrumwick Tickets the candidate automated failover between two AWS regions.',
  'Kubernetes, Terraform and Prometheus are all shown in production.',
  'The CV shows no CockroachDB.',
];

const server = new ModelServer();
let ran: Ran;
beforeAll(async () => {
  await server.start();
  const model = await server.model();
  const reasoner = new LlmReasoner({
    models: Object.fromEntries(reasoningLayers.map((layer) => [layer, [model]])) as unknown as LayerModels,
  });
  server.script = scripted({
    pain_points: () =>
      Object.fromEntries(
        Object.entries(findings).map(([list, pairs]) => [
          list,
          pairs.map(([text, quote]) => ({ text, quote, confidence: 0.8 })),
        ]),
      ),
    company_research: () => ({
      name: 'Kestrelpenny',
      facts: facts.map(([text, quote]) => ({ text, quote, source: 0 })),
    }),
    fit: () => ({
      score: 85,
      verdicts: [],
      added: [],
      bestBullets: ['w1.b4', 'w2.b8'],
      rationale: rationale.join(' '),
    }),
    people: () => ({
      people: [
        {
          name: 'Idris',
          role: 'leads the team',
          reason: 'He leads the team.',
          quote: 'A call of half an hour with Idris, who leads the team.',
          source: 0,
          email: '',
        },
      ],
      functions: [],
    }),
  });
  ran = await runApplication(reasoner, {
    posting: { name: 'p.md', text: readSample('postings/fiction__site-reliability-engineer-payments.md') },
    cv: { name: 'cv.json', text: readSample('cvs/master__platform-engineer.resume.json') },
  });
});
afterAll(() => server.stop());

const same = (one: string, other: string) => one.replace(/\.$/u, '') === other.replace(/\.$/u, '');

it('most wordings of needs come through as they are, and no finding is lost', () => {
  const { short: _short, ...lists } = ran.results['pain-points'];
  const shown = Object.values(lists).flat();
  const given = Object.values(findings).flat();
  expect(shown).toHaveLength(given.length);
  const kept = given.filter(([text]) => shown.some((finding) => same(finding.text, text)));
  expect(kept.length).toBeGreaterThanOrEqual(6);
});

it('most facts of the employer come through, and none is lost', () => {
  const { facts: shown } = ran.results['company-research'];
  expect(shown).toHaveLength(facts.length);
  const kept = facts.filter(([text]) => shown.some((fact) => same(fact.text, text)));
  expect(kept.length).toBeGreaterThanOrEqual(3);
});

it('the sentences of a sober rationale come through', () => {
  const shown = ran.results.fit.rationale;
  const kept = rationale.filter((sentence) => splitSentences(shown).includes(sentence));
  expect(kept.length).toBeGreaterThanOrEqual(4);
});

it('the letter comes through as the model wrote it', () => {
  const { body } = ran.results.cv.outreach.email;
  expect(body).toContain('You describe work that needs care, patience and a sense for what matters most.');
  expect(body).toContain('It is the kind of work that others rely on without seeing it.');
  expect(body).toMatch(/At .+ my work reads: /u);
});
