import { createHash } from 'node:crypto';
import type { Posting } from '../../src/posting/posting.ts';
import type { Dossier } from '../../src/publishing/dossier.ts';
import type { Fit } from '../../src/reasoner/fit.ts';
import type { TailoredCv, TailoredEntry } from '../../src/reasoner/tailored-cv.ts';
import type { Credential, Entry, MasterCv } from '../../src/resume/resume.ts';
import { readSample } from './samples.ts';

/**
 * A fixture: the dossier of a platform engineer and a payments posting, put together by hand from the sample
 * master CV so that tests of publishing need no reader and no reasoner. Every call gives a fresh copy.
 */
export function sampleDossier(): Dossier {
  const cv = sampleMaster();
  return {
    posting: samplePosting(),
    cv,
    painPoints: {
      painPoints: [
        {
          text: 'Settlement has no objectives that anyone believes',
          quote: 'We have SLOs for authorisation and none that anyone believes for settlement.',
          confidence: 0.92,
        },
        {
          text: 'Too many night pages',
          quote: 'Night pages: 14 a week at the last count.',
          confidence: 0.88,
        },
      ],
      strategicNeeds: [
        {
          text: 'Error budgets for settlement by month six',
          quote: 'By month six settlement has service level objectives with error budgets',
          confidence: 0.8,
        },
        {
          text: 'Failover by one person',
          quote: 'a failover between regions takes less than ten minutes and one person',
          confidence: 0.7,
        },
      ],
      risksIfUnfilled: [
        { text: 'Queues and headlines', quote: 'a queue forms and a newspaper rings', confidence: 0.45 },
      ],
      successMetrics: [
        {
          text: 'Night pages halved within the year',
          quote: 'the number of night pages has been halved',
          confidence: 0.9,
        },
        { text: 'Failover under ten minutes', quote: 'takes less than ten minutes', confidence: 0.75 },
      ],
      short: ['risksIfUnfilled'],
    },
    company: {
      name: 'Kestrelpenny',
      facts: [
        {
          text: 'Kestrelpenny was founded in 2014 and has 210 people.',
          quote: 'Kestrelpenny was founded in 2014',
          source: 0,
        },
      ],
      sources: [{ kind: 'posting', title: 'Site Reliability Engineer (Payments Core)' }],
    },
    fit: sampleFit(),
    contacts: [
      {
        name: 'Hiring manager, Payments Core team at Kestrelpenny',
        role: 'Hiring manager',
        synthetic: true,
        reason: 'Decides whom to invite.',
      },
      {
        name: 'Idris',
        role: 'Team lead',
        synthetic: false,
        reason: 'Holds the first call.',
        quote: 'A call of half an hour with Idris, who leads the team.',
        email: 'reliability-jobs@example.com',
      },
    ],
    tailored: sampleTailoredCv(cv),
    outreach: {
      linkedInNote: 'Hello Idris, I brought paging at Kwarcownia Cloud from 61 alerts a week to 9.',
      email: {
        subject: 'Fewer night pages for Payments Core',
        body: 'Hello Idris,\n\nyour posting says that night pages stand at 14 a week.\n\nKind regards,\nBogumił Świerczek',
      },
    },
    reasoners: { 'pain-points': 'extractive', fit: 'extractive', cv: 'extractive' },
    degraded: ['company-research: scraper is off, so the brief comes from the posting alone'],
  };
}

function samplePosting(): Posting {
  const text = readSample('postings/fiction__site-reliability-engineer-payments.md');
  return {
    title: 'Site Reliability Engineer (Payments Core)',
    company: 'Kestrelpenny',
    location: 'Gdańsk, Leeds or remote in a European time zone',
    employmentType: 'permanent',
    salary: 'between 92,000 and 118,000 euros',
    text,
    blocks: [{ id: 'p1', kind: 'paragraph', text, headings: [] }],
    source: { format: 'markdown', name: 'posting.md', ...fingerprint(text) },
    notes: ['1 hidden passage ignored'],
  };
}

function sampleFit(): Fit {
  return {
    score: 84,
    band: 'strong',
    requirements: [
      {
        id: 'q1',
        text: 'Kubernetes in production',
        quote:
          'Kubernetes in production, more than one cluster, including the unpleasant parts (upgrades, networking, certificates).',
        importance: 'must',
        status: 'met',
        evidence: [{ id: 'w1.b1', quote: 'brought the fleet to 41' }],
      },
      {
        id: 'q2',
        text: 'Infrastructure as code',
        quote: 'Infrastructure as code; ours is Terraform.',
        importance: 'must',
        status: 'unsaid',
        evidence: [{ id: 's1', quote: 'Terraform' }],
      },
      {
        id: 'q3',
        text: 'CockroachDB',
        quote:
          'Experience of operating a distributed data store (Cassandra, CockroachDB, a sharded PostgreSQL) under load.',
        importance: 'nice',
        status: 'missing',
        evidence: [],
      },
    ],
    rationale:
      'At Kwarcownia Cloud paging fell from 61 alerts a week to 9, which is what Kestrelpenny needs for its 14 night pages.',
    bullets: [
      { id: 'w1.b4', relevance: 0.93, requirementIds: [] },
      { id: 'w1.b1', relevance: 0.9, requirementIds: ['q1'] },
      { id: 'w2.b3', relevance: 0.7, requirementIds: ['q3'] },
    ],
    keywords: [
      { term: 'Kubernetes', forms: ['K8s'], importance: 'must', count: 2, inMaster: true },
      { term: 'Terraform', forms: [], importance: 'must', count: 2, inMaster: true },
      { term: 'C++', forms: [], importance: 'nice', count: 2, inMaster: true },
      { term: 'CockroachDB', forms: [], importance: 'nice', count: 1, inMaster: false },
    ],
  };
}

/** The first bullets of each role as they stand. */
export function sampleTailoredCv(cv: MasterCv = sampleMaster()): TailoredCv {
  const { summary: _summary, label: _label, ...basics } = cv.basics;
  return {
    basics,
    label: { text: 'Staff Platform Engineer / SRE', sources: ['basics.label'] },
    summary: (cv.basics.summary ?? '')
      .split(/(?<=\.) /)
      .slice(0, 2)
      .map((text) => ({ text, sources: ['basics.summary'] })),
    skills: cv.skills.slice(0, 6).map(({ id, name, keywords }) => ({ sourceId: id, name, keywords })),
    work: cv.work.map((entry, index) => tailoredEntry(entry, [7, 6, 4, 2, 1][index] ?? 0)),
    projects: cv.projects.slice(0, 1).map((entry) => tailoredEntry(entry, 2)),
    volunteer: cv.volunteer.map((entry) => tailoredEntry(entry, 1)),
    education: cv.education.map((education) => ({ ...education, courses: [] })),
    certificates: cv.certificates,
    awards: [],
    publications: cv.publications,
    languages: cv.languages,
    extra: [],
    interests: [],
    wordCount: 0,
    grade: {
      ats: 9.1,
      impact: 8.8,
      alignment: 8.4,
      executivePresence: 8,
      grounding: 10,
      total: 8.8,
      passed: true,
      improved: true,
    },
    repairs: [{ where: 'w1.b4', claim: '70 alerts', action: 'source used' }],
  };
}

function tailoredEntry(entry: Entry, count: number): TailoredEntry {
  const { id, bullets, keywords: _keywords, summary: _summary, description: _description, ...rest } = entry;
  return {
    sourceId: id,
    ...rest,
    bullets: bullets.slice(0, count).map(({ id: source, text }) => ({ text, sources: [source] })),
  };
}

interface SampleEntry {
  name?: string;
  organization?: string;
  position?: string;
  roles?: string[];
  location?: string;
  url?: string;
  startDate?: string;
  endDate?: string;
  highlights?: string[];
  keywords?: string[];
}

/** The sample's sections, as far as JSON Resume's shape differs from ours. */
type Sample = Pick<MasterCv, 'basics'> & {
  work: SampleEntry[];
  volunteer: SampleEntry[];
  projects: SampleEntry[];
  education: Record<string, string>[];
  certificates: { name: string; date: string; issuer: string }[];
  publications: { name: string; publisher: string; releaseDate: string; summary: string }[];
  skills: { name: string; level: string; keywords: string[] }[];
  languages: { language: string; fluency: string }[];
};

export function sampleMaster(): MasterCv {
  const text = readSample('cvs/master__platform-engineer.resume.json');
  const sample = JSON.parse(text) as Sample;
  return {
    basics: sample.basics,
    work: sample.work.map((entry, index) => masterEntry(entry, `w${index + 1}`)),
    volunteer: sample.volunteer.map((entry, index) => masterEntry(entry, `v${index + 1}`)),
    projects: sample.projects.map((entry, index) => masterEntry(entry, `p${index + 1}`)),
    education: sample.education.map(({ institution = '', ...rest }, index) => ({
      ...rest,
      id: `e${index + 1}`,
      institution,
      courses: [],
      bullets: [],
    })),
    certificates: sample.certificates.map((rest, index): Credential => ({ id: `c${index + 1}`, ...rest })),
    awards: [],
    publications: sample.publications.map(({ publisher, releaseDate, ...rest }, index) => ({
      id: `u${index + 1}`,
      ...rest,
      issuer: publisher,
      date: releaseDate,
    })),
    skills: sample.skills.map((rest, index) => ({ id: `s${index + 1}`, ...rest })),
    languages: sample.languages.map((rest, index) => ({ id: `l${index + 1}`, ...rest })),
    interests: [],
    references: [],
    extra: [],
    wordCount: text.split(/\s+/).length,
    source: { format: 'json-resume', name: 'master.resume.json', ...fingerprint(text) },
    notes: [],
  };
}

function masterEntry(entry: SampleEntry, id: string): Entry {
  const { name, organization, position, roles, highlights = [], keywords = [], location, url } = entry;
  const { startDate, endDate } = entry;
  const held = position ?? roles?.join(', ');
  return {
    id,
    name: name ?? organization ?? '',
    ...(held === undefined ? {} : { position: held }),
    ...(location === undefined ? {} : { location }),
    ...(url === undefined ? {} : { url }),
    ...(startDate === undefined ? {} : { startDate }),
    ...(endDate === undefined ? {} : { endDate }),
    bullets: highlights.map((text, index) => ({ id: `${id}.b${index + 1}`, text })),
    keywords,
  };
}

function fingerprint(text: string): { hash: string; sizeBytes: number } {
  const hash = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  return { hash, sizeBytes: Buffer.byteLength(text) };
}
