import { describe, expect, it } from 'vitest';
import { readCv } from '../../src/resume/read-cv.ts';
import type { MasterCv } from '../../src/resume/resume.ts';

function read(text: string, name = 'cv.md'): Promise<MasterCv> {
  return readCv({ name, text }, { maxBytes: 1_000_000 });
}

function roles(cv: MasterCv): (string | undefined)[][] {
  return cv.work.map(({ name, position, startDate, endDate, bullets }) => [
    name,
    position,
    startDate,
    endDate,
    bullets.map(({ text }) => text).join('; '),
  ]);
}

const post = (one: string, two: string, isSpaced = false) => {
  const gap = isSpaced ? '\n\n' : '\n';
  return `Ida Brook\nida@example.org\n\nEXPERIENCE\n\n${one}${gap}- Fired 200 pots\n\n${two}${gap}- Packed 300 crates\n`;
};

describe('bullets stay with their employer where an entry is headed by', () => {
  it.each([
    [
      'title and employer above the dates',
      post('Potter, Clay Barn\nMay 2016 to present', 'Packer, Wix Ltd\n2011 - 2016'),
    ],
    [
      'employer, title and dates on a line each',
      post('Clay Barn\nPotter\nMay 2016 to present', 'Wix Ltd\nPacker\n2011 - 2016'),
    ],
    [
      'an employer in a paragraph of its own',
      post(
        'Clay Barn, Leeds\n\n**Potter**, May 2016 to present',
        'Wix Ltd, Hull\n\n**Packer**, 2011 - 2016',
        true,
      ),
    ],
    [
      'columns parted by many spaces',
      post(
        `Clay Barn${' '.repeat(30)}May 2016 - Present\nPotter`,
        `Wix Ltd${' '.repeat(30)}2011 - 2016\nPacker`,
      ),
    ],
    [
      'words of another language',
      post('Potter, Clay Barn (05/2016 – heute)', 'Packer, Wix Ltd\n2011 bis 2016'),
    ],
    [
      'bold employer and italic title',
      post('**Clay Barn** — *Potter* (05/2016 – à ce jour)', '**Wix Ltd** — *Packer* (2011 – 2016)'),
    ],
  ])('%s', async (_layout, text) => {
    const cv = await read(text, 'cv.txt');
    expect(roles(cv)).toEqual([
      ['Clay Barn', 'Potter', '2016-05', undefined, 'Fired 200 pots'],
      ['Wix Ltd', 'Packer', '2011', '2016', 'Packed 300 crates'],
    ]);
    expect(cv.notes).toEqual([]);
  });

  it('one heading per employer and a dated line per role', async () => {
    const cv = await read(
      '# Ida Brook\n\n## Experience\n\n### Clay Barn\n\n**Head Potter**, 2016 – now\n\n- Fired 200 pots\n\n**Potter**, 2011 – 2016\n\n- Packed 300 crates\n',
    );
    expect(roles(cv)).toEqual([
      ['Clay Barn', 'Head Potter', '2016', undefined, 'Fired 200 pots'],
      ['Clay Barn', 'Potter', '2011', '2016', 'Packed 300 crates'],
    ]);
  });

  it('an employer once for several posts', async () => {
    const cv = await read(
      '# Ida Brook\n\n## Experience\n\n**Clay Barn** — Leeds\n*Head Potter* — 2016 – now\n- Fired 200 pots\n\n*Potter* — 2011 – 2016\n- Packed 300 crates\n',
    );
    expect(roles(cv).map(([name, position]) => [name, position])).toEqual([
      ['Clay Barn', 'Head Potter'],
      ['Clay Barn', 'Potter'],
    ]);
    expect(cv.notes).toEqual(['"Potter" names no employer and was read as a further post at Clay Barn.']);
  });

  it('one line per post without any bullets', async () => {
    const cv = await read(
      'Ida Brook\n\nEXPERIENCE\n\nPotter, Clay Barn, 2016 - now\nPacker, Wix Ltd, 2011 - 2016\n',
      'cv.txt',
    );
    expect(roles(cv).map(([name, position]) => [name, position])).toEqual([
      ['Clay Barn', 'Potter'],
      ['Wix Ltd', 'Packer'],
    ]);
  });
});

describe('the reader says', () => {
  it('which line between bullets may begin an entry', async () => {
    const cv = await read(
      'Ida Brook\n\nEXPERIENCE\n\nPotter, Clay Barn\n2016 - now\n- Fired pots\n\nLong River\n- Packed crates\n',
      'cv.txt',
    );
    expect(cv.notes.join()).toContain('"Long River" stands between bullets without dates');
  });

  it('that title and employer cannot be told apart', async () => {
    const cv = await read('# Ida Brook\n\n## Experience\n\n### Clay | Barn\n2016 – 2018\n- Fired pots\n');
    expect(cv.notes.join()).toContain('Not sure which is the title and which the employer');
  });

  it('which lines it did not take over', async () => {
    const cv = await read(
      '# Ida Brook\nPotter\nLeeds\nSomerset\n\n## Experience\n\n### Potter, Clay Barn\n2016 – 2018\n- Fired pots\n',
    );
    expect(cv.notes).toEqual(['Not taken over from the CV: "Somerset".']);
  });
});

describe('heads of entries', () => {
  it.each([
    [
      '### VP Operations, EMEA\n**Clay Barn plc** | 2015 – 2019',
      'Clay Barn plc',
      'VP Operations, EMEA',
      undefined,
    ],
    [
      '### Director, Sales & Marketing\nClay Barn\n2015–2019',
      'Clay Barn',
      'Director, Sales & Marketing',
      undefined,
    ],
    ["### Maître d'hôtel\nLe Puits · Lyon · 2015 – 2019", 'Le Puits', "Maître d'hôtel", 'Lyon'],
    [
      '### Leiterin Rechnungswesen\nTonwerk GmbH & Co. KG\n01/2015 – 12/2019',
      'Tonwerk GmbH & Co. KG',
      'Leiterin Rechnungswesen',
      undefined,
    ],
  ])('%s', async (head, name, position, location) => {
    const cv = await read(`# Ida Brook\n\n## Experience\n\n${head}\n- Fired pots\n`);
    expect(cv.work).toHaveLength(1);
    expect(cv.work[0]).toMatchObject({ name, position });
    expect(cv.work[0]?.location).toBe(location);
    expect(cv.work[0]?.endDate?.slice(0, 4)).toBe('2019');
  });

  it('take the order of title and employer from the heads that have a word for a role', async () => {
    const cv = await read(
      '# Ida Brook\n\n## Experience\n\n**Clay Barn** | Potter | 2016 – 2018\n- Fired pots\n\n**Long River** | Rafting | 2014 – 2016\n- Rafted\n',
    );
    expect(cv.work[1]).toMatchObject({ name: 'Long River', position: 'Rafting' });
    expect(cv.notes).toEqual([]);
  });

  it('of studies part a subject at "in" only behind a degree, and keep what is only expected', async () => {
    const cv = await read(
      '# Ida Brook\n\n## Education\n- Mentorship in Practice (Level 7), University of Hull, 2018\n- BSc in Physics, University of Hull, 2014 – 2017, First\n\n### BSc Glass, University of Leeds\n2021 – 2025 (expected), predicted 2:1\n\n## Work\n\n### Potter, Clay Barn\n2016 – 2018\n- Fired pots\n'.replace(
        '\n### BSc Glass',
        '\n## Studies\n### BSc Glass',
      ),
    );
    expect(cv.education).toMatchObject([
      { studyType: 'Mentorship in Practice (Level 7)', institution: 'University of Hull', endDate: '2018' },
      { studyType: 'BSc', area: 'Physics', score: 'First' },
      { studyType: 'BSc Glass', score: 'expected, predicted 2:1' },
    ]);
    expect(cv.education[2]?.location).toBeUndefined();
  });
});

describe('credentials', () => {
  it.each([
    ['Driver CPC valid to 09/2027', 'Driver CPC valid to 09/2027', undefined, undefined],
    ['ADR (packages, tanks) to 2026', 'ADR (packages, tanks) to 2026', undefined, undefined],
    ['Cat C+E, since 2016, no points', 'Cat C+E, since 2016, no points', undefined, undefined],
    ['NMC registration, revalidated 2024', 'NMC registration, revalidated 2024', undefined, undefined],
    ['First Aid, Red Cross, May 2021', 'First Aid', 'Red Cross', '2021-05'],
    ['First Aid (2021)', 'First Aid', undefined, '2021'],
  ])('%s', async (line, name, issuer, date) => {
    const cv = await read(
      `# Ida Brook\n\n## Certificates\n- ${line}\n\n## Work\n\n### Potter, Clay Barn\n2016 – 2018\n- Fired pots\n`,
    );
    const [found] = cv.certificates;
    expect([found?.name, found?.issuer, found?.date]).toEqual([name, issuer, date]);
  });
});

describe('sections', () => {
  it.each([
    'Berufserfahrung',
    'Parcours professionnel',
    'Experiencia laboral',
    'Doświadczenie zawodowe',
    'Werkervaring',
    'Esperienze lavorative',
    'Where I have been',
  ])('"%s" with dated entries is work', async (heading) => {
    const cv = await read(
      `# Ida Brook\n\n## ${heading}\n\n### Potter, Clay Barn\n2016 – 2018\n- Fired pots\n`,
    );
    expect(cv.work).toMatchObject([{ name: 'Clay Barn', position: 'Potter' }]);
  });

  it('in capitals are told apart whatever they are called', async () => {
    const cv = await read(
      'CURRICULUM VITAE\n\nIda Brook\nLeeds, UK\nida@example.org\n\nWORK HISTORY\n\nPotter, Clay Barn\n2016 - 2018\n- Fired pots\n\nDRIVING LICENCE\nCode 10\n\nKILN BUILDING\nTwo wood kilns\n\nMEMBERSHIPS\nGuild of Potters\n',
      'cv.txt',
    );
    expect(cv.basics).toMatchObject({ name: 'Ida Brook', location: { city: 'Leeds', region: 'UK' } });
    expect(cv.extra.map(({ heading, bullets }) => [heading, bullets[0]?.text])).toEqual([
      ['DRIVING LICENCE', 'Code 10'],
      ['KILN BUILDING', 'Two wood kilns'],
      ['MEMBERSHIPS', 'Guild of Potters'],
    ]);
  });

  it.each([
    '# Curriculum Vitae\n\nIda Brook\nida@example.org',
    'Ida Brook\n=========\n\nida@example.org',
    '# Curriculum Vitae of Ida Brook\n\nida@example.org',
  ])('follow a name however it is set: %j', async (top) => {
    const cv = await read(
      `${top}\n\n## Work\n\n### Potter, Clay Barn\n2016 – 2018\n- Fired pots\n\n## Skills\nclay\n`,
    );
    expect(cv.basics).toMatchObject({ name: 'Ida Brook', email: 'ida@example.org' });
    expect(cv.work).toHaveLength(1);
  });

  it.each(['—', '–', '|', '·', '•', '/'])('follow contact details parted by %s', async (mark) => {
    const cv = await read(
      `# Ida Brook\nHead Potter ${mark} London ${mark} ida@example.org\n\n## Work\n\n### Potter, Clay Barn\n2016 – 2018\n- Fired pots\n`,
    );
    expect(cv.basics).toMatchObject({ label: 'Head Potter', location: { city: 'London' } });
  });
});

it('a RenderCV file keeps the headings of short entries and takes its opening text as summary', async () => {
  const cv = await read(
    'cv:\n  name: Ida Brook\n  sections:\n    welcome:\n      - Potter with ten years of wood firing.\n    experience:\n      - company: Clay Barn\n        position: Potter\n        start_date: 2015\n        summary: Ran the kiln.\n    extracurricular_activities:\n      - bullet: Coached the under-12 team.\n    driving_licences:\n      - "B"\n    honors:\n      - name: Best glaze 2019\n        date: 2019\n',
    'cv.yaml',
  );
  expect(cv.basics.summary).toBe('Potter with ten years of wood firing.');
  expect(cv.work[0]?.summary).toBe('Ran the kiln.');
  expect(cv.interests).toEqual([]);
  expect(cv.extra.map(({ heading, bullets }) => [heading, bullets[0]?.text])).toEqual([
    ['Extracurricular activities', 'Coached the under-12 team.'],
    ['Driving licences', 'B'],
  ]);
  expect(cv.awards).toEqual([{ id: 'a1', name: 'Best glaze 2019' }]);
});
