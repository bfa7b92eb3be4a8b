import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allText, citableText } from '../../src/resume/cv-text.ts';
import { readCv } from '../../src/resume/read-cv.ts';
import type { MasterCv } from '../../src/resume/resume.ts';
import { countWords } from '../../src/text/words.ts';
import { masterFiles, readSample } from '../support/samples.ts';

const limits = { maxBytes: 1_000_000 };

function read(name: string, text: string): Promise<MasterCv> {
  return readCv({ name, text }, limits);
}

const cook = {
  basics: { name: 'Ana Soto', label: '', email: 'ana@example.org', url: '' },
  work: [
    {
      name: 'The Salted Quince',
      position: 'Sous chef',
      startDate: '2021-09',
      summary: 'Sixty covers, five nights.',
      highlights: ['Trained **two** commis chefs', '', 'Cut waste by 18 %'],
    },
    { name: '', position: '', highlights: [] },
    { name: 'Café Lumen', position: 'Cook', startDate: '2018', endDate: '2021-08-31' },
  ],
  projects: [
    { name: 'Pop-up', roles: ['Cook', 'Buyer'], description: 'A kitchen on a barge', keywords: ['fish'] },
  ],
  skills: [{ name: 'Kitchen', level: 'Expert', keywords: ['HACCP', 'C*'] }],
};

describe.each(masterFiles)('%s', (file) => {
  it('is read with unique ids, all of them citable', async () => {
    const cv = await read(path.basename(file), readSample(file));
    const ids = [...cv.work, ...cv.volunteer, ...cv.projects].flatMap((entry) => [
      entry.id,
      ...entry.bullets.map((bullet) => bullet.id),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    const citable = citableText(cv);
    for (const id of ids) expect(citable.get(id), id).toBeTruthy();
    expect(cv.work.length).toBeGreaterThan(0);
    expect(cv.wordCount).toBe(countWords(allText(cv)));
    expect(allText(cv)).not.toMatch(/\*\*|\]\(/);
  });
});

describe('JSON Resume', () => {
  it('keeps every word of a CV', async () => {
    const file = 'cvs/master__platform-engineer.resume.json';
    const raw = JSON.parse(readSample(file));
    const text = allText(await read('cv.json', readSample(file)));
    for (const role of raw.work) for (const highlight of role.highlights) expect(text).toContain(highlight);
    for (const group of raw.skills) for (const keyword of group.keywords) expect(text).toContain(keyword);
  });

  it('gets ids that leave out what is empty', async () => {
    const cv = await read('cv.json', JSON.stringify(cook));
    expect(cv.work).toEqual([
      {
        id: 'w1',
        name: 'The Salted Quince',
        position: 'Sous chef',
        startDate: '2021-09',
        summary: 'Sixty covers, five nights.',
        bullets: [
          { id: 'w1.b1', text: 'Trained two commis chefs' },
          { id: 'w1.b2', text: 'Cut waste by 18 %' },
        ],
        keywords: [],
      },
      {
        id: 'w2',
        name: 'Café Lumen',
        position: 'Cook',
        startDate: '2018',
        endDate: '2021-08-31',
        bullets: [],
        keywords: [],
      },
    ]);
    expect(cv.basics).toEqual({ name: 'Ana Soto', email: 'ana@example.org', profiles: [] });
    expect(cv.projects[0]).toMatchObject({ id: 'p1', position: 'Cook, Buyer', keywords: ['fish'] });
    expect(cv.skills[0]).toEqual({ id: 's1', name: 'Kitchen', level: 'Expert', keywords: ['HACCP', 'C*'] });
    expect(citableText(cv).get('w1.summary')).toBe('Sixty covers, five nights.');
    expect(citableText(cv).get('w2')).toBe('Cook, Café Lumen, 2018, 2021-08-31');
  });

  it('keeps lists it has no field for as sections, and says what else it left out', async () => {
    const own = {
      barAdmissions: ['England and Wales 2016'],
      trade_licences: [{ name: 'SEP licence', issuer: 'SEP', date: '2020', notes: ['up to 15 kV'] }],
      empty: [],
      theme: { color: 'red' },
    };
    const cv = await read('cv.json', JSON.stringify({ ...cook, ...own, meta: {}, $schema: 'x' }));
    expect(cv.extra.map(({ heading, bullets }) => [heading, bullets.map(({ text }) => text)])).toEqual([
      ['Bar admissions', ['England and Wales 2016']],
      ['Trade licences', ['SEP licence, SEP, 2020', 'up to 15 kV']],
    ]);
    expect(cv.notes).toEqual(['Fields outside JSON Resume were left out: empty, theme.']);
  });

  it('takes spoken languages from a group of skills, and leaves programming languages there', async () => {
    const spoken = {
      ...cook,
      languages: [],
      skills: [{ name: 'Languages', keywords: ['Polish (native)', 'English'] }],
    };
    const coded = { ...cook, languages: [], skills: [{ name: 'Languages', keywords: ['Go', 'English'] }] };
    const bilingual = await read('cv.json', JSON.stringify(spoken));
    expect(bilingual.languages).toEqual([
      { id: 'l1', language: 'Polish', fluency: 'native' },
      { id: 'l2', language: 'English' },
    ]);
    // Moved, not copied: nothing is printed twice.
    expect(bilingual.skills).toEqual([]);
    expect((await read('cv.json', JSON.stringify(coded))).languages).toEqual([]);
  });

  it('is known by its content when its name says nothing', async () => {
    expect((await read('request', JSON.stringify(cook))).source.format).toBe('json-resume');
  });
});

describe('a JSON Resume that breaks the schema', () => {
  it('is refused with every fault by its path', async () => {
    await expect(read('bad.json', readSample('cvs/invalid__enddate-null.resume.json'))).rejects.toMatchObject(
      {
        code: 'CV_INVALID',
        kind: 'input',
        where: 'bad.json',
        message: expect.stringMatching(
          /3 places: work\[0\]\.endDate: null is not a date; leave it out for a role that still runs; volunteer\[0\]\.endDate: .*; projects\[0\]\.endDate: /,
        ),
      },
    );
  });

  it.each([
    [
      { work: [{ name: 'X', endDate: 'present' }] },
      'work[0].endDate: "present" is not a date; leave it out for a role that',
    ],
    [
      { work: [{ name: 'X', startDate: 'May 2020' }] },
      'work[0].startDate: "May 2020" is not a date; write 2021, 2021-09',
    ],
    [{ work: [{ name: 'X', startDate: 2020 }] }, 'work[0].startDate: 2020 is not a date'],
    [{ work: [{ name: 'X', startDate: '2020-19' }] }, undefined],
    [{ work: { name: 'X' } }, 'work: an object is not a list'],
    [{ work: [{ name: 12 }] }, 'work[0].name: 12 is not text'],
    [{ work: [{ name: 'X', highlights: 'one' }] }, 'work[0].highlights: "one" is not a list'],
    [
      { skills: [{ name: 'X', keywords: [null] }] },
      'skills[0].keywords[0]: null is not text; leave the field out',
    ],
    [{ basics: { name: 'A', email: 'nowhere' } }, 'basics.email: "nowhere" is not an e-mail address'],
    [{ basics: { name: 'A', url: 'my home page' } }, 'basics.url: "my home page" is not a web address'],
    [{ basics: 'A' }, 'basics: "A" is not an object'],
  ])('%j', async (part, fault) => {
    const reading = read('bad.json', JSON.stringify({ ...cook, ...part }));
    // The schema's own date pattern lets a nineteenth month pass, and so do we.
    if (fault === undefined) await expect(reading).resolves.toBeDefined();
    else
      await expect(reading).rejects.toMatchObject({
        code: 'CV_INVALID',
        message: expect.stringContaining(fault),
      });
  });
});

describe('a CV that cannot be worked with', () => {
  const refused = (name: string, text: string, code: string, where = name) =>
    expect(read(name, text)).rejects.toMatchObject({
      code,
      kind: 'input',
      where,
      action: expect.any(String),
    });

  it('is empty', () => refused('cv.json', ' \n', 'CV_EMPTY'));
  it('holds NUL characters', () => refused('cv.json', '{"a":"\0"}', 'CV_NOT_TEXT'));
  it('is over the limit', async () => {
    await expect(
      readCv({ name: 'cv.json', text: JSON.stringify(cook) }, { maxBytes: 10 }),
    ).rejects.toMatchObject({
      code: 'CV_TOO_LARGE',
    });
  });
  it.each([
    ['{"basics": {"name": "A",}}', '1:25'],
    ['{\n  "basics" {}\n}', '2:12'],
    ['{\n "a": "x\n"}', '2:7'],
    ['{"a": [1, 2', '1:12'],
    ['{"a": 01}', '1:8'],
    ['{"a": 1} trailing', '1:10'],
    ['nope', '1:1'],
    ["{'a': 1}", '1:2'],
  ])('is no JSON: %j fails at %s', (text, place) =>
    refused('cv.json', text, 'CV_NOT_JSON', `cv.json:${place}`),
  );
  it.each(['[]', '"text"', '7', 'null', '{}', '{"name":"strata","version":"1.0.0","dependencies":{}}'])(
    'is JSON but no CV: %s',
    (text) => refused('cv.json', text, 'CV_UNKNOWN_SHAPE'),
  );
  it('names nobody', () => refused('cv.json', JSON.stringify({ ...cook, basics: {} }), 'CV_NO_NAME'));
  it('names no work of any kind', () =>
    refused(
      'cv.json',
      JSON.stringify({ basics: { name: 'A' }, work: [], skills: cook.skills }),
      'CV_NO_WORK',
    ));
  it('is a web page', () => refused('cv.html', '<!doctype html><html></html>', 'CV_UNKNOWN_SHAPE'));
});
