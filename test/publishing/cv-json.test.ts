import { expect, test } from 'vitest';
import { cvJsonResume } from '../../src/publishing/cv-json.ts';
import { validateJsonResume } from '../../src/resume/schema-faults.ts';
import { sampleMaster, sampleTailoredCv } from '../support/dossier.ts';

interface Resume {
  basics: { summary: string; label: string; location: object };
  work: { highlights: string[]; startDate: string }[];
  projects: { roles: string[] }[];
  volunteer: { organization: string }[];
  publications: { publisher: string }[];
  meta: { strata: { sources: Record<string, string[]> } };
}

function sampleResume(): Resume {
  return JSON.parse(JSON.stringify(cvJsonResume(sampleTailoredCv()))) as Resume;
}

test('is valid JSON Resume 1.0.0', () => {
  expect(() => validateJsonResume(sampleResume(), 'cv.json')).not.toThrow();
});

test('names things as JSON Resume does', () => {
  const resume = sampleResume();
  expect(resume.basics.label).toBe('Staff Platform Engineer / SRE');
  expect(resume.work[0]?.startDate).toBe('2022-05');
  expect(resume.projects[0]?.roles).toEqual(['Author', 'Maintainer']);
  expect(resume.volunteer[0]?.organization).toBe('Klub Małego Robota');
  expect(resume.publications[0]?.publisher).toContain('Dni Niezawodności');
});

test('traces every highlight to its sources in the master CV', () => {
  const resume = sampleResume();
  const master = new Map(
    sampleMaster().work.flatMap((entry) => entry.bullets.map(({ id, text }) => [id, text])),
  );
  const { sources } = resume.meta.strata;
  for (const [at, entry] of resume.work.entries()) {
    for (const [number, highlight] of entry.highlights.entries()) {
      const [id] = sources[`/work/${at}/highlights/${number}`] ?? [];
      expect(master.get(id ?? '')).toBe(highlight);
    }
  }
  expect(sources['/basics/summary']).toEqual(['basics.summary']);
});

test('keeps the master’s own sections beside the standard ones, and stays valid', () => {
  const cv = {
    ...sampleTailoredCv(),
    extra: [{ sourceId: 'x1', heading: 'Talks', bullets: [{ text: 'Queues, 2021', sources: ['x1.b2'] }] }],
    interests: [{ sourceId: 'i1', name: 'Rowing', keywords: [] }],
  };
  const resume = JSON.parse(JSON.stringify(cvJsonResume(cv)));
  expect(() => validateJsonResume(resume, 'cv.json')).not.toThrow();
  expect(resume.interests).toEqual([{ name: 'Rowing', keywords: [] }]);
  const { sections, sources } = resume.meta.strata;
  expect(sections).toEqual([{ heading: 'Talks', highlights: ['Queues, 2021'] }]);
  expect(sources['/meta/strata/sections/0/highlights/0']).toEqual(['x1.b2']);
});

test('keeps street and postal code to itself', () => {
  expect(sampleResume().basics.location).toEqual({ city: 'Łódź', region: 'łódzkie', countryCode: 'PL' });
});
