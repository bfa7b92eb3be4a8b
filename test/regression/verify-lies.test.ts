import { describe, expect, it } from 'vitest';
import { verifyCv } from '../../src/grounding/verify.ts';
import { readCv } from '../../src/resume/read-cv.ts';

const master = await readCv(
  {
    name: 'master.json',
    text: JSON.stringify({
      basics: {
        name: 'Ines Tavares',
        label: 'Pastry Cook / Deputy Kitchen Manager',
        email: 'ines@example.org',
        phone: '+351 910 000 123',
        url: 'https://ines.example',
        profiles: [{ network: 'LinkedIn', username: 'inest', url: 'https://linkedin.com/in/inest' }],
        location: { city: 'Porto', countryCode: 'PT' },
      },
      work: [
        {
          name: 'Casa Ribeira',
          position: 'Pastry Cook / Team Lead',
          startDate: '2019-04',
          highlights: [
            'Cut sugar waste by 3½ kg a day with a weekly count',
            'Prepared 120 wedding cakes for nine clients',
            'Wrote a recipe book with 6 apprentices',
            'Runs monthly audits of the cold store',
            'Reduced breakages by a third',
            'Forecast demand within 5 % using Apicbase',
            'Saved 1,2 Mio. € as PI of a flour study, 98.4 % of plan',
            'Oven recalibrated every 40 µs; 36 trainees moved up at least one grade',
            'Three years without a recall',
          ],
        },
        {
          name: 'Padaria Sol',
          position: 'Baker',
          startDate: '2015',
          endDate: '2019',
          highlights: ['Led the night shift of four bakers', 'Sold bread to 80 hotels'],
        },
      ],
      education: [
        {
          institution: 'Escola do Porto',
          studyType: 'BA',
          area: 'Culinary Arts',
          startDate: '2022',
          endDate: '2026',
          score: 'expected',
        },
      ],
      awards: [{ title: 'Young Baker Prize, shortlisted', awarder: 'Bakers Guild', date: '2021' }],
      publications: [{ name: 'On laminated dough', publisher: 'Pastry Methods', releaseDate: '2020-05' }],
    }),
  },
  { maxBytes: 1_000_000 },
);

const honest = `# Ines Tavares

Pastry Cook / Deputy Kitchen Manager

Email: ines@example.org | Tel: +351 910 000 123 | Porto, PT

https://ines.example | [LinkedIn](https://linkedin.com/in/inest)

## Experience

### Pastry Cook / Team Lead, Casa Ribeira

Apr 2019 – Present

- Cut sugar waste by 3½ kg a day with a weekly count
- Prepared 120 wedding cakes for nine clients
- Wrote a recipe book with 6 apprentices
- Runs monthly audits of the cold store
- Reduced breakages by a third
- Forecast demand within 5 % using Apicbase
- Saved 1,2 Mio. € as PI of a flour study, 98.4 % of plan
- Oven recalibrated every 40 µs; 36 trainees moved up at least one grade
- Three years without a recall

### Baker, Padaria Sol

2015 – 2019

- Led the night shift of four bakers
- Sold bread to 80 hotels

## Education

### BA, Culinary Arts, Escola do Porto

2022 – 2026 | expected

## Awards

- Young Baker Prize, shortlisted, Bakers Guild, 2021

## Publications

- On laminated dough, Pastry Methods, May 2020
`;

async function findingsAfter(from: string, to: string): Promise<string[]> {
  expect(honest).toContain(from);
  const { findings } = await verifyCv({ cv: { name: 'cv.md', text: honest.replace(from, to) }, master });
  return findings.map(({ line, kind, words, reason }) => `${line} ${kind} "${words}": ${reason}`);
}

describe('verify', () => {
  it.each([
    ['a fraction changed', '3½ kg', '3¾ kg'],
    ['a fraction dropped', '3½ kg', '3 kg'],
    ['a bound on a number word sharpened', 'at least one grade', 'more than one grade'],
    ['a limit told as a gain', 'Forecast demand within 5 %', 'Improved demand by 5 %'],
    ['another thing counted', '120 wedding cakes', '120 clients'],
    ['another thing counted that no bullet names', '120 wedding cakes', '120 projects'],
    ['preparing told as winning', 'Prepared 120', 'Won 120'],
    ['preparing told as managing', 'Prepared 120', 'Managed 120'],
    ['working with told as leading', 'Wrote a recipe book with 6', 'Led 6'],
    ['running told as founding', 'Runs monthly', 'Founded monthly'],
    ['running told as owning', 'Runs monthly', 'Owned monthly'],
    ['reducing told as eliminating', 'Reduced breakages by a', 'Eliminated a'],
    ['a deputy told as the manager', 'Pastry Cook / Deputy Kitchen Manager', 'Kitchen Manager'],
    ['a shortlist told as a prize', 'Prize, shortlisted, Bakers', 'Prize, Bakers'],
    ['an expected degree told as held', '2026 | expected', '2026'],
    ['a publisher cut short', 'Pastry Methods', 'Pastry'],
    ['a denial dropped', 'Three years without a recall', 'Three years with a recall'],
    ['another e-mail address', 'ines@example.org', 'ana@example.org'],
    ['another number', '910 000 123', '910 000 124'],
    ['another site', 'https://ines.example', 'https://ana.example'],
    ['another address behind a link', '/in/inest)', '/in/anat)'],
    ['a heading that claims', '## Awards', '## Executive Chef of Lisbon\n\n## Awards'],
  ])('finds %s', async (_what, from, to) => {
    expect(await findingsAfter(from, to)).not.toEqual([]);
  });

  it.each([
    ['the CV as it is', '# Ines', '# Ines'],
    ['a decimal for a fraction', '3½ kg', '3.5 kg'],
    ['a fraction in digits', '3½ kg', '3 1/2 kg'],
    ['a scale word of another language', '1,2 Mio. €', '€1.2 million'],
    ['a decimal comma', '98.4 %', '98,4 %'],
    ['a unit in full', '40 µs', '40 microseconds'],
    ['an acronym in full', 'as PI of', 'as principal investigator of'],
    ['an HTML comment', '## Awards', '<!-- Executive Chef,\n2012 -->\n\n## Awards'],
    ['a heading of its own', '## Awards', '## Selected Honours and Recognition'],
    ['a number without its country', '+351 910 000 123', '910 000 123'],
    ['a consequence', 'with a weekly count', 'by a weekly count, leading to less waste'],
    ['another verb of leading', 'Led the night shift', 'Managed the night shift'],
    ['a bare site', 'https://ines.example', 'ines.example'],
  ])('accepts %s', async (_what, from, to) => {
    expect(await findingsAfter(from, to)).toEqual([]);
  });

  it('keeps bullets apart that differ in their figures alone', async () => {
    const bullets = [11, 12, 13, 14, 15].map((count) => `Baked ${count} loaves in ${count + 5} minutes`);
    const twins = await readCv(
      {
        name: 'master.json',
        text: JSON.stringify({
          basics: { name: 'Ines Tavares' },
          work: [{ name: 'Casa Ribeira', position: 'Baker', startDate: '2019', highlights: bullets }],
        }),
      },
      { maxBytes: 1_000_000 },
    );
    const text = `# Ines Tavares\n\n## Experience\n\n### Baker, Casa Ribeira\n\n${bullets.map((bullet) => `- ${bullet}`).join('\n')}\n`;
    expect((await verifyCv({ cv: { name: 'cv.md', text }, master: twins })).findings).toEqual([]);
  });
});
