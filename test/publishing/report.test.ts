import { parseHTML } from 'linkedom';
import { marked } from 'marked';
import { expect, test } from 'vitest';
import type { Dossier } from '../../src/publishing/dossier.ts';
import { reportMarkdown } from '../../src/publishing/report.ts';
import { sampleDossier } from '../support/dossier.ts';

function renderedReport(dossier: Dossier) {
  const html = marked.parse(reportMarkdown(dossier), { async: false });
  return parseHTML(`<html><body>${html}</body></html>`).document;
}

/** Rows of the table under a heading, each as its cells' texts. */
function rowsUnder(dossier: Dossier, heading: string): string[][] {
  let element = [...renderedReport(dossier).querySelectorAll('h2, h3')].find(
    (h) => h.textContent === heading,
  )?.nextElementSibling;
  while (element != null && element.tagName !== 'TABLE') element = element.nextElementSibling;
  const rows = [...(element?.querySelectorAll('tbody tr') ?? [])];
  return rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent));
}

test('begins with score, band and why', () => {
  expect(reportMarkdown(sampleDossier())).toMatch(
    /^# .+\n\n\*\*Fit 84 of 100: strong\*\*\n\nAt Kwarcownia Cloud/,
  );
});

test('shows each requirement with verdict, quote and evidence', () => {
  expect(rowsUnder(sampleDossier(), 'Requirements')).toEqual([
    [
      'q1',
      'must',
      'met',
      expect.stringContaining('more than one cluster'),
      '“brought the fleet to 41” (w1.b1)',
    ],
    [
      'q2',
      'must',
      expect.stringContaining('unsaid'),
      '“Infrastructure as code; ours is Terraform.”',
      '“Terraform” (s1)',
    ],
    ['q3', 'nice', 'missing', expect.stringContaining('CockroachDB'), ''],
  ]);
});

test('shows must-haves before what is nice to have', () => {
  const dossier = sampleDossier();
  dossier.fit.requirements.reverse();
  expect(rowsUnder(dossier, 'Requirements').map(([id]) => id)).toEqual(['q2', 'q1', 'q3']);
});

test('says which list of needs is short', () => {
  const [before, after] = reportMarkdown(sampleDossier()).split('### Risks if unfilled');
  expect(after?.trimStart()).toMatch(/^Short list: /);
  expect(before).not.toContain('Short list: ');
});

test('says of each keyword whether the CV has it, and why not', () => {
  const rows = rowsUnder(sampleDossier(), 'ATS keywords');
  expect(rows).toContainEqual(['Terraform', 'must', '2', '1', '']);
  expect(rows).toContainEqual(['CockroachDB', 'nice', '1', '0', 'not in the master CV, therefore not added']);
  expect(reportMarkdown(sampleDossier())).toContain('Overall coverage: 75 % (60 % wanted, reached)');
});

test('says which requirement a selected bullet answers', () => {
  const rows = rowsUnder(sampleDossier(), 'What was selected');
  expect(rows[0]?.slice(1)).toEqual(['w1.b1', 'q1', '0.90']);
});

test('lists what was left out, the most relevant first', () => {
  const dossier = sampleDossier();
  dossier.fit.bullets.push({ id: 'w5.b7', relevance: 0.6, requirementIds: [] });
  const leftOut = reportMarkdown(dossier).split('## What was left out')[1] ?? '';
  expect(leftOut.indexOf('w5.b7')).toBeLessThan(leftOut.indexOf('w1.b8'));
  expect(leftOut).toContain('s7: skills: Embedded (whole)');
  expect(leftOut).not.toContain('w1.b1:');
});

test('does not say of a bullet that it answers what the verdict calls missing', () => {
  const dossier = sampleDossier();
  const [first] = dossier.fit.bullets;
  if (first !== undefined) first.requirementIds = ['q1', 'q3'];
  expect(rowsUnder(dossier, 'What was selected')[0]?.slice(1)).toEqual(['w1.b1', 'q1', '0.90']);
});

test('lists every kind of entry that was not printed, and how many bullets', () => {
  const dossier = sampleDossier();
  const { cv, tailored } = dossier;
  cv.interests = [{ id: 'i1', name: 'Rowing', keywords: ['sculls'] }];
  cv.references = [{ id: 'r1', name: 'Odd Lund' }];
  cv.extra = [
    {
      id: 'x1',
      heading: 'Talks',
      bullets: [
        { id: 'x1.b1', text: 'Queues' },
        { id: 'x1.b2', text: 'Locks' },
      ],
    },
  ];
  tailored.extra = [{ sourceId: 'x1', heading: 'Talks', bullets: [{ text: 'Queues', sources: ['x1.b1'] }] }];
  const [group] = tailored.skills;
  const [gone = '', ...kept] = group?.keywords ?? [];
  if (group !== undefined) group.keywords = kept;
  const leftOut = reportMarkdown(dossier).split('## What was left out')[1] ?? '';
  expect(leftOut).toMatch(/^\s+\d+ of the master CV’s \d+ bullets/);
  expect(leftOut).toContain('- i1: interests: Rowing, sculls (whole)');
  expect(leftOut).toContain('- r1: reference: Odd Lund (whole)');
  expect(leftOut).toContain('- x1.b2: Locks');
  expect(leftOut).not.toContain('x1.b1');
  expect(leftOut).toContain(`- ${group?.sourceId}: skills: ${gone}`);
});

test('marks synthetic contacts, and tells repairs, lesser means and who did the thinking', () => {
  const dossier = sampleDossier();
  expect(rowsUnder(dossier, 'Contacts').map(([, , who]) => who)).toEqual([
    'synthetic (a role, not a person)',
    'named, reliability-jobs@example.com',
  ]);
  const report = reportMarkdown(dossier);
  expect(report).toContain('| w1.b4 | “70 alerts” | source used |');
  expect(report).toContain('- company-research: scraper is off');
  expect(report).toContain('| fit | extractive |');
  expect(report).toContain('1 hidden passage ignored');
});

test('words of the posting stand in quotation marks, a wording of our own does not', () => {
  const dossier = sampleDossier();
  const [first] = dossier.painPoints.painPoints;
  if (first !== undefined) first.text = 'None that anyone believes for settlement';
  const rows = rowsUnder(dossier, 'Pain points');
  expect(rows.map(([finding]) => finding)).toEqual([
    '“None that anyone believes for settlement”',
    'Too many night pages',
  ]);
});

test('text of others cannot break the tables or add markup', () => {
  const dossier = sampleDossier();
  const [requirement] = dossier.fit.requirements;
  if (requirement !== undefined) requirement.quote = 'a | b\n\n# c <script>alert(1)</script> **d**';
  const [first] = rowsUnder(dossier, 'Requirements');
  expect(first?.[3]).toBe('“a | b # c <script>alert(1)</script> **d**”');
  expect(renderedReport(dossier).querySelector('script')).toBeNull();
});

test('a dossier in which little was found still makes a report', () => {
  const dossier = sampleDossier();
  dossier.fit = { ...dossier.fit, requirements: [], bullets: [], keywords: [] };
  dossier.painPoints = {
    painPoints: [],
    strategicNeeds: [],
    risksIfUnfilled: [],
    successMetrics: [],
    short: [],
  };
  dossier.company = { facts: [], sources: [] };
  dossier.contacts = [];
  const report = reportMarkdown(dossier);
  expect(report).toContain('The posting does not say who hires.');
  expect(report).toContain('names no requirement');
  expect(report).not.toMatch(/undefined|NaN|Infinity/);
});
