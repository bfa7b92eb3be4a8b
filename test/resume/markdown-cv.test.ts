import { describe, expect, it } from 'vitest';
import { cvMarkdown } from '../../src/publishing/cv-markdown.ts';
import { readCv } from '../../src/resume/read-cv.ts';
import type { Entry, MasterCv } from '../../src/resume/resume.ts';
import { readSample } from '../support/samples.ts';

function read(text: string, name = 'cv.md'): Promise<MasterCv> {
  return readCv({ name, text }, { maxBytes: 1_000_000 });
}

const nurse = `# Jane O'Neil
Staff nurse, intensive care

Leeds, UK · jane_oneil@example.org · +44 113 496 0000 · [LinkedIn](https://www.linkedin.com/in/jane-oneil)

## Profile
Nurse with **nine years** in intensive care.

## Employment History

### Senior Staff Nurse, St Ann's Hospital — Mar 2019 – Present
*Leeds, UK*

- Led a team of *12* nurses on nights
- Cut line infections by 31 %
  - in two wards

### Staff Nurse | Royal Free | Sept 2015 - Feb 2019
Cared for up to two ventilated patients a shift. Trained newcomers.
* Triage of 40 patients a day

## Education
### BSc (Hons) in Nursing, University of Leeds
2012 – 2015 | Leeds

## Skills
- Clinical: ventilation, ECMO (VV, VA), CRRT
- Systems: SystmOne, Excel

## Certifications
- Advanced Life Support, Resuscitation Council UK, 2023
- NMC registration (2015)

## Languages
English (native), Polish (B2)

## Volunteering
**First aider**, Red Cross, 2016–2018
- Weekend cover at 14 events

## Talks
- Nights without harm, Leeds 2022
`;

describe('a CV in Markdown', () => {
  it('of a nurse is read in all its parts', async () => {
    const cv = await read(nurse);
    expect(cv.basics).toEqual({
      name: "Jane O'Neil",
      label: 'Staff nurse, intensive care',
      email: 'jane_oneil@example.org',
      phone: '+44 113 496 0000',
      location: { city: 'Leeds', region: 'UK' },
      profiles: [
        { network: 'LinkedIn', username: 'jane-oneil', url: 'https://www.linkedin.com/in/jane-oneil' },
      ],
      summary: 'Nurse with nine years in intensive care.',
    });
    expect(cv.work).toEqual([
      {
        id: 'w1',
        name: "St Ann's Hospital",
        position: 'Senior Staff Nurse',
        location: 'Leeds, UK',
        startDate: '2019-03',
        bullets: [
          { id: 'w1.b1', text: 'Led a team of 12 nurses on nights' },
          { id: 'w1.b2', text: 'Cut line infections by 31 %' },
          { id: 'w1.b3', text: 'in two wards' },
        ],
        keywords: [],
      },
      {
        id: 'w2',
        name: 'Royal Free',
        position: 'Staff Nurse',
        startDate: '2015-09',
        endDate: '2019-02',
        summary: 'Cared for up to two ventilated patients a shift. Trained newcomers.',
        bullets: [{ id: 'w2.b1', text: 'Triage of 40 patients a day' }],
        keywords: [],
      },
    ]);
    expect(cv.education).toMatchObject([
      {
        institution: 'University of Leeds',
        studyType: 'BSc (Hons)',
        area: 'Nursing',
        startDate: '2012',
        endDate: '2015',
        location: 'Leeds',
      },
    ]);
    expect(cv.skills[0]?.keywords).toEqual(['ventilation', 'ECMO (VV, VA)', 'CRRT']);
    expect(cv.certificates).toEqual([
      { id: 'c1', name: 'Advanced Life Support', issuer: 'Resuscitation Council UK', date: '2023' },
      { id: 'c2', name: 'NMC registration', date: '2015' },
    ]);
    expect(cv.languages.map(({ language, fluency }) => [language, fluency])).toEqual([
      ['English', 'native'],
      ['Polish', 'B2'],
    ]);
    expect(cv.volunteer).toMatchObject([
      { name: 'Red Cross', position: 'First aider', startDate: '2016', endDate: '2018' },
    ]);
    expect(cv.extra).toMatchObject([{ id: 'x1', heading: 'Talks' }]);
  });

  it.each([
    [
      '### Welder, Harrow & Pike, Inc. (03/2018 – 05/2019)',
      'Harrow & Pike, Inc.',
      'Welder',
      '2018-03',
      '2019-05',
    ],
    ['### Harrow & Pike | Welder | 2018–19', 'Harrow & Pike', 'Welder', '2018', '2019'],
    ['### Welder at Harrow & Pike, since 2018', 'Harrow & Pike', 'Welder', '2018', undefined],
    ['### Welder @ Harrow & Pike [Jan 2018 - now]', 'Harrow & Pike', 'Welder', '2018-01', undefined],
    ['### Harrow & Pike\n**Welder** | June – August 2018', 'Harrow & Pike', 'Welder', '2018-06', '2018-08'],
    [
      '### Welder\n*Harrow & Pike, Sheffield*\n2018-03 to 2019-05',
      'Harrow & Pike, Sheffield',
      'Welder',
      '2018-03',
      '2019-05',
    ],
    ['**Welder**, Harrow & Pike — 2018–2019', 'Harrow & Pike', 'Welder', '2018', '2019'],
    ['### Harrow & Pike\n#### Welder (2018 – 2019)', 'Harrow & Pike', 'Welder', '2018', '2019'],
  ])('reads the role of %j', async (head, name, position, startDate, endDate) => {
    const cv = await read(`# Jo Pike\n\n## Experience\n\n${head}\n\n- Welded tube\n`);
    expect(cv.work).toHaveLength(1);
    const [role] = cv.work as [Entry];
    expect([role.name, role.position, role.startDate, role.endDate]).toEqual([
      name,
      position,
      startDate,
      endDate,
    ]);
    expect(role.bullets).toEqual([{ id: 'w1.b1', text: 'Welded tube' }]);
  });

  it('may be plain text with its headings in capitals', async () => {
    const cv = await read(
      'Jo Pike\njo@example.org\n\nWORK EXPERIENCE\n\nCoded welder, Harrow & Pike, 2018 - 2021\n• Welded thin-wall tube\n• Trained three apprentices\n\nFitter, Dockyard Ltd, 2015 - 2018\n• Fitted pumps\n\nSKILLS\nTIG, MIG, EN ISO 9606-1\n',
      'cv.txt',
    );
    expect(cv.basics).toMatchObject({ name: 'Jo Pike', email: 'jo@example.org' });
    expect(cv.work.map(({ name, position, bullets }) => [name, position, bullets.length])).toEqual([
      ['Harrow & Pike', 'Coded welder', 2],
      ['Dockyard Ltd', 'Fitter', 1],
    ]);
    expect(cv.skills[0]?.keywords).toEqual(['TIG', 'MIG', 'EN ISO 9606-1']);
  });

  it('without work is refused', async () => {
    await expect(read('# Jo Pike\n\nSome words about me.\n')).rejects.toMatchObject({ code: 'CV_NO_WORK' });
  });
});

describe('a CV as it is published here', () => {
  it.each([
    'cvs/master__platform-engineer.resume.json',
    'cvs/master__product-manager.resume.json',
    'cvs/master__data-scientist.resume.json',
    'cvs/schema__examples__career-changer.resume.json',
    'cvs/schema__examples__senior-engineer.resume.json',
  ])('is read back with the same roles, bullets, degrees and skills: %s', async (file) => {
    const master = await read(readSample(file), 'cv.json');
    const back = await read(cvMarkdown(published(master)));
    const months = (date: string | undefined) => date?.slice(0, 7);
    const roles = (entries: Entry[]) =>
      entries.map(({ name, position, location, startDate, endDate, bullets }) => ({
        name,
        position,
        location,
        startDate: months(startDate),
        endDate: months(endDate),
        bullets,
      }));
    expect(roles(back.work)).toEqual(roles(master.work));
    expect(roles(back.volunteer)).toEqual(roles(master.volunteer));
    expect(back.projects.map(({ name, bullets }) => ({ name, bullets }))).toEqual(
      master.projects.map(({ name, bullets }) => ({ name, bullets })),
    );
    expect(back.skills.map(({ name, keywords }) => ({ name, keywords }))).toEqual(
      master.skills.map(({ name, keywords }) => ({ name, keywords })),
    );
    expect(
      back.education.map(({ institution, studyType, area }) => ({ institution, studyType, area })),
    ).toEqual(master.education.map(({ institution, studyType, area }) => ({ institution, studyType, area })));
    expect(back.basics).toMatchObject({ name: master.basics.name, email: master.basics.email });
    expect(back.languages).toEqual(master.languages);
    expect(back.notes).toEqual([]);
  });
});

function published(cv: MasterCv): Parameters<typeof cvMarkdown>[0] {
  const { label, summary, ...basics } = cv.basics;
  const sourced = (text: string, id: string) => ({ text, sources: [id] });
  const entries = (list: Entry[]) =>
    list.map(({ id, bullets, ...entry }) => ({
      ...entry,
      sourceId: id,
      bullets: bullets.map((bullet) => sourced(bullet.text, bullet.id)),
    }));
  return {
    basics,
    ...(label === undefined ? {} : { label: sourced(label, 'basics.label') }),
    summary: summary === undefined ? [] : [sourced(summary, 'basics.summary')],
    skills: cv.skills.map(({ id, name, keywords }) => ({ sourceId: id, name, keywords })),
    work: entries(cv.work),
    projects: entries(cv.projects),
    volunteer: entries(cv.volunteer),
    education: cv.education,
    certificates: cv.certificates,
    awards: cv.awards,
    publications: cv.publications,
    languages: cv.languages,
    extra: [],
    interests: [],
  };
}
