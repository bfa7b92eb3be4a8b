import { describe, expect, it } from 'vitest';
import { readCv } from '../../src/resume/read-cv.ts';
import type { MasterCv } from '../../src/resume/resume.ts';
import { readSample } from '../support/samples.ts';

function read(text: string, name = 'cv.yaml'): Promise<MasterCv> {
  return readCv({ name, text }, { maxBytes: 1_000_000 });
}

describe("RenderCV's sample", () => {
  it('finds its place for every section and entry type', async () => {
    const cv = await read(readSample('cvs/rendercv__John_Doe_CV.yaml'));
    expect(cv.basics).toEqual({
      name: 'John Doe',
      email: 'john.doe@email.com',
      url: 'https://rendercv.com/',
      location: { city: 'San Francisco', region: 'CA' },
      profiles: [
        { network: 'LinkedIn', username: 'rendercv', url: 'https://linkedin.com/in/rendercv' },
        { network: 'GitHub', username: 'rendercv', url: 'https://github.com/rendercv' },
      ],
    });
    expect(cv.work.map(({ name, startDate, endDate }) => [name, startDate, endDate])).toEqual([
      ['Nexus AI', '2023-06', undefined],
      ['NVIDIA Research', '2022-05', '2022-08'],
      ['Google DeepMind', '2021-05', '2021-08'],
      ['Apple ML Research', '2020-05', '2020-08'],
      ['Microsoft Research', '2019-05', '2019-08'],
    ]);
    expect(cv.work[2]?.bullets.map((bullet) => bullet.text)).toEqual([
      'Developed reinforcement learning algorithms for multi-agent coordination',
      'Published research at top-tier venues with significant academic impact',
      'ICML 2022 main conference paper, cited 340+ times within two years',
      'NeurIPS 2022 workshop paper on emergent communication protocols',
      'Invited journal extension in JMLR (2023)',
    ]);
    expect(cv.projects[1]).toMatchObject({
      name: 'NeuralPrune',
      url: 'https://github.com/',
      startDate: '2021',
      endDate: '2021',
    });
    expect(cv.education[0]).toMatchObject({
      studyType: 'PhD',
      area: 'Computer Science',
      location: 'Princeton, NJ',
    });
    expect(cv.publications[0]).toMatchObject({
      issuer: 'NeurIPS 2023',
      summary: 'John Doe, Sarah Williams, David Park',
    });
    expect(cv.awards.map((award) => award.name)).toContain(
      'Forbes 30 Under 30 in Enterprise Technology (2024)',
    );
    expect(cv.skills[0]).toMatchObject({
      name: 'Languages',
      keywords: ['Python', 'C++', 'CUDA', 'Rust', 'Julia'],
    });
    expect(cv.extra.map(({ heading, bullets }) => [heading, bullets.length])).toEqual([
      ['Welcome to RenderCV', 4],
      ['Patents', 3],
      ['Invited talks', 4],
    ]);
    expect(cv.extra[0]?.bullets[3]?.text).toBe(
      'Markdown syntax is supported everywhere. This is bold, italic, and link.',
    );
    expect(cv.notes).toEqual([]);
  });
});

it('a nurse in RenderCV is read like an engineer', async () => {
  const cv = await read(`cv:
  name: Jane O'Neil
  phone: tel:+44-113-496-0000
  sections:
    profile:
      - Nurse with **nine years** in intensive care.
    clinical experience:
      - company: St Ann's Hospital
        position: Staff nurse
        start_date: 2019
        highlights: [Led nights]
    volunteering:
      - company: Red Cross
        position: First aider
        date: 2016 – 2018
    licences:
      - name: NMC registration
        date: 2015-09-01
    languages:
      - label: Polish
        details: B2
    courses of my own:
      - name: Wound care
        summary: for newcomers
      - 12
`);
  expect(cv.basics).toMatchObject({
    summary: 'Nurse with nine years in intensive care.',
    phone: '+44-113-496-0000',
  });
  expect(cv.work).toMatchObject([{ name: "St Ann's Hospital", startDate: '2019' }]);
  expect(cv.work[0]).not.toHaveProperty('endDate');
  expect(cv.volunteer).toMatchObject([{ name: 'Red Cross', startDate: '2016', endDate: '2018' }]);
  expect(cv.certificates).toEqual([{ id: 'c1', name: 'NMC registration', date: '2015-09-01' }]);
  expect(cv.languages).toEqual([{ id: 'l1', language: 'Polish', fluency: 'B2' }]);
});

it('JSON Resume written as YAML keeps scalars as they are written', async () => {
  const cv = await read(`basics: {name: Ana Soto, phone: +34600, label: ~}
work:
  - name: Quince
    startDate: 2021
    endDate:
education:
  - institution: Escola
    score: 4.0
`);
  expect(cv.work[0]).toMatchObject({ startDate: '2021' });
  expect(cv.basics.phone).toBe('+34600');
  expect(cv.education[0]?.score).toBe('4.0');
  expect(cv.source.format).toBe('yaml');
});

describe('YAML that is refused', () => {
  const refused = (text: string, code: string, where = 'cv.yaml') =>
    expect(read(text)).rejects.toMatchObject({ code, kind: 'input', where, action: expect.any(String) });

  it('because it is no YAML, with the place', () =>
    refused('cv:\n  name: "A\n', 'CV_NOT_YAML', 'cv.yaml:3:1'));
  it('because it multiplies itself', () =>
    refused(
      `basics: {name: A}\nwork: []\na: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefg'].map((letter, index) => `${letter}: &${letter} [${Array.from({ length: 9 }, () => `*${'abcdef'[index]}`).join(',')}]`).join('\n')}\n`,
      'CV_NOT_YAML',
    ));
  it.each(['- a\n- b\n', 'just text\n', 'name: A\njobs: []\n', 'cv: none\n'])(
    'because %j has no known shape',
    (text) => refused(text, 'CV_UNKNOWN_SHAPE'),
  );
  it('because it breaks the JSON Resume schema', () =>
    refused('basics: {name: A}\nwork: [{name: X, endDate: now}]\n', 'CV_INVALID'));
});
