import { expect, test } from 'vitest';
import { countPrintedWords, cvLines, type PrintableCv } from '../../src/publishing/cv-lines.ts';
import { sampleTailoredCv } from '../support/dossier.ts';

const empty: PrintableCv = {
  basics: { name: 'Ada Nowak', profiles: [] },
  summary: [],
  skills: [],
  work: [],
  projects: [],
  volunteer: [],
  education: [],
  certificates: [],
  awards: [],
  publications: [],
  languages: [],
  extra: [],
  interests: [],
};

test('prints name, contact details and the standard sections in their order', () => {
  const lines = cvLines(sampleTailoredCv());
  expect(lines.slice(0, 4)).toEqual([
    { kind: 'name', text: 'Bogumił Świerczek' },
    { kind: 'label', text: 'Staff Platform Engineer / SRE' },
    { kind: 'contact', text: 'bogumil_swierczek@example.com | +48 000 555 274 | Łódź, PL' },
    {
      kind: 'contact',
      text: 'https://swierczek.example.org | https://github.example.org/swierczek-b | https://linkedin.example.org/in/bogumil-swierczek',
    },
  ]);
  expect(lines.filter(({ kind }) => kind === 'heading').map(({ text }) => text)).toEqual([
    'Summary',
    'Skills',
    'Experience',
    'Projects',
    'Education',
    'Certifications',
    'Languages',
    'Volunteering',
    'Publications',
  ]);
});

test('leaves out lines and headings that have nothing under them', () => {
  expect(cvLines(empty)).toEqual([{ kind: 'name', text: 'Ada Nowak' }]);
});

test('prints a role as title and employer, then dates and place, then bullets', () => {
  const cv: PrintableCv = {
    ...empty,
    work: [
      {
        sourceId: 'w1',
        name: 'St. Brigid Hospital',
        position: 'Ward Nurse',
        location: 'Cork, Ireland',
        startDate: '2019-03-04',
        bullets: [{ text: 'Cared for 28 patients a night', sources: ['w1.b1'] }],
      },
      { sourceId: 'w2', name: 'Agency', endDate: '2018', bullets: [] },
    ],
  };
  expect(cvLines(cv).slice(1)).toEqual([
    { kind: 'heading', text: 'Experience' },
    { kind: 'entry', text: 'Ward Nurse, St. Brigid Hospital' },
    { kind: 'detail', text: 'Mar 2019 – Present | Cork, Ireland' },
    { kind: 'bullet', text: 'Cared for 28 patients a night' },
    { kind: 'entry', text: 'Agency' },
    { kind: 'detail', text: '2018' },
  ]);
});

test('does not claim that studies without an end date go on', () => {
  const education = { id: 'e1', institution: 'Kolej Seni', startDate: '2015', courses: [], bullets: [] };
  expect(cvLines({ ...empty, education: [education] }).at(-1)).toEqual({ kind: 'detail', text: '2015' });
});

test.each([
  ['3.9', 'Grade 3.9'],
  ['First-class honours', 'First-class honours'],
])('prints the score %s as %s', (score, printed) => {
  const education = { id: 'e1', institution: 'Kolej Seni', score, courses: [], bullets: [] };
  expect(cvLines({ ...empty, education: [education] }).at(-1)?.text).toBe(printed);
});

test.each([
  [{ city: 'San Francisco', region: 'California', countryCode: 'US' }, 'San Francisco, California, US'],
  [{ city: 'Łódź', region: 'łódzkie', countryCode: 'PL', address: 'ul. Szpulkarska 118' }, 'Łódź, PL'],
  [{ region: 'Tyrol', countryCode: 'AT', postalCode: '6020' }, 'Tyrol, AT'],
])('prints the place of %j without street and postal code', (location, printed) => {
  expect(cvLines({ ...empty, basics: { ...empty.basics, location } }).at(-1)?.text).toBe(printed);
});

test('prints certificates, awards and publications with issuer, date, summary and address', () => {
  const publication = {
    id: 'u1',
    name: 'Bread',
    issuer: 'Crumb',
    date: '2021-10',
    summary: 'On rye.',
    url: 'https://x.example',
  };
  expect(cvLines({ ...empty, publications: [publication] }).at(-1)).toEqual({
    kind: 'bullet',
    text: 'Bread, Crumb, Oct 2021: On rye. https://x.example',
  });
});

test('makes every text one line of composed characters without invisible ones', () => {
  const summary = [{ text: ' nai\u0308ve\u00ad ly\r\n  broken\u200b\u0000 99\u00a0% ', sources: ['s'] }];
  expect(cvLines({ ...empty, summary }).at(-1)?.text).toBe('naïve ly broken 99\u00a0%');
});

test('counts every piece between white space as a word, separators too', () => {
  const lines = cvLines({
    ...empty,
    basics: { name: 'Ada Nowak', email: 'a@b.example', phone: '+48 1', profiles: [] },
  });
  expect(lines.at(-1)?.text).toBe('a@b.example | +48 1');
  expect(countPrintedWords(lines)).toBe(6);
});
