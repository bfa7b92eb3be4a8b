import { describe, expect, it } from 'vitest';
import { checkCv } from '../../../../src/grounding/check-cv.ts';
import { tailorCv } from '../../../../src/pipelines/application/cv/tailor.ts';
import { cvMarkdown } from '../../../../src/publishing/cv-markdown.ts';
import type { CvDraft, TailoredCv } from '../../../../src/reasoner/tailored-cv.ts';
import { limits, masterOf, type Pair, pairOf, postingOf } from './support/pairs.ts';

const posting = await postingOf(`# Ward Nurse, Cardiology

St Brannoc Infirmary looks for a nurse for its cardiology ward.

## Requirements

- Registered nurse with experience on a cardiology ward
- Medication rounds and handover
- Mentoring of students
- Epic electronic health record
`);

const cv = masterOf({
  basics: {
    name: 'Mairi Oyelaran',
    label: 'Staff Nurse',
    summary: 'Nurse on surgical wards since 2014. Calm at night.',
  },
  work: [
    {
      name: 'Calder Hospital',
      position: 'Staff Nurse',
      startDate: '2018-03',
      highlights: [
        'Led medication rounds for 24 patients on a cardiology ward',
        'Cut falls on the ward from 11 to 4 a year with hourly rounding',
        'Mentored six student nurses',
        'Supported the introduction of electronic handover',
      ],
    },
    {
      name: 'Sandwick Surgery',
      position: 'Practice Nurse',
      startDate: '2014-01',
      endDate: '2018-02',
      highlights: ['Gave 1,200 vaccinations a season', 'Ran the asthma clinic'],
    },
  ],
  skills: [{ name: 'Nursing', keywords: ['Medication rounds', 'Wound care', 'Triage'] }],
});

const pair: Pair = pairOf(posting, cv);

function tailored(changes: Partial<CvDraft>): TailoredCv {
  const tailoredCv = tailorCv({ ...pair, draft: { ...pair.draft, ...changes }, limits });
  expect(checkCv(tailoredCv, cv, pair.fit.keywords)).toEqual([]);
  return tailoredCv;
}

function oneBullet(text: string, sources: string[], relevance = 1): Partial<CvDraft> {
  return { entries: [{ sourceId: 'w1', bullets: [{ text, sources, relevance }] }] };
}

const textsOf = (result: TailoredCv) => result.work.flatMap(({ bullets }) => bullets.map(({ text }) => text));

describe('a hostile draft', () => {
  it('has an invented figure put back to its source', () => {
    const result = tailored(
      oneBullet('Led medication rounds for 42 patients on a cardiology ward', ['w1.b1']),
    );
    expect(textsOf(result)).toContain('Led medication rounds for 24 patients on a cardiology ward');
    expect(result.repairs).toContainEqual({ where: 'w1.b1', claim: '42', action: 'source used' });
  });

  it('has a skill of the posting alone put back to its source', () => {
    const result = tailored(oneBullet('Mentored six student nurses in Epic', ['w1.b3']));
    expect(textsOf(result)).toContain('Mentored six student nurses');
    expect(result.repairs).toEqual([expect.objectContaining({ where: 'w1.b3', action: 'source used' })]);
  });

  it('has leading put back to taking part', () => {
    const result = tailored(oneBullet('Led the introduction of electronic handover', ['w1.b4']));
    expect(textsOf(result)).toContain('Supported the introduction of electronic handover');
  });

  it('keeps an honest rewording with the source that it names', () => {
    const result = tailored(
      oneBullet('On a cardiology ward, led medication rounds for 24 patients', ['w1.b1']),
    );
    expect(result.work[0]?.bullets).toContainEqual({
      text: 'On a cardiology ward, led medication rounds for 24 patients',
      sources: ['w1.b1'],
    });
    expect(result.repairs).toEqual([]);
  });

  it('loses its markup', () => {
    const result = tailored(
      oneBullet('- **Led** medication rounds for `24` _patients_ on a cardiology ward', ['w1.b1']),
    );
    expect(textsOf(result)).toContain('Led medication rounds for 24 patients on a cardiology ward');
    expect(cvMarkdown(result)).not.toMatch(/[*_`]/);
  });

  it.each([
    ['an unknown id', ['w9.b9']],
    ['no source', []],
    ['a source of another employer', ['w2.b1']],
  ])('has a bullet with %s dropped and told', (_what, sources) => {
    const result = tailored(oneBullet('Ran the hospital', sources));
    expect(textsOf(result)).not.toContain('Ran the hospital');
    expect(result.repairs).toContainEqual({ where: 'w1', claim: 'Ran the hospital', action: 'dropped' });
  });

  it('has entries that the master does not have dropped and told', () => {
    const bullets = [{ text: 'Won prizes', sources: ['w7.b1'], relevance: 1 }];
    const result = tailored({ entries: [{ sourceId: 'w7', bullets }] });
    expect(result.work).toHaveLength(2);
    expect(result.repairs).toEqual([expect.objectContaining({ where: 'w7', action: 'dropped' })]);
  });

  it('has duplicates dropped and told', () => {
    const text = 'Mentored six student nurses';
    const bullets = [text, text, 'Six student nurses mentored'].map((written) => ({
      text: written,
      sources: ['w1.b3'],
      relevance: 1,
    }));
    const result = tailored({ entries: [{ sourceId: 'w1', bullets }] });
    expect(result.work[0]?.bullets.filter(({ sources }) => sources.includes('w1.b3'))).toHaveLength(1);
    expect(result.repairs).toHaveLength(2);
  });

  it('that is empty gives the CV in the words of the master', () => {
    expect(tailored({ summary: [], entries: [], skills: [] })).toMatchObject({
      label: { text: 'Staff Nurse' },
      summary: [{ text: 'Nurse on surgical wards since 2014.' }, { text: 'Calm at night.' }],
      work: [{ bullets: { length: 4 } }, { bullets: { length: 2 } }],
      skills: [{ keywords: { length: 3 } }],
      repairs: [],
    });
  });

  it('of 3,000 words stays within the limits', () => {
    const long = Array.from({ length: 100 }, () => 'Led medication rounds for 24 patients').join(' and ');
    const bullets = Array.from({ length: 5 }, (_, at) => ({
      text: long,
      sources: [`w1.b${at}`],
      relevance: 9,
    }));
    const summary = Array.from({ length: 200 }, (_, at) => ({
      text: `Nurse on surgical wards since 2014${' calm'.repeat(at % 20)} at night.`,
      sources: ['basics.summary'],
    }));
    const result = tailored({ summary, entries: [{ sourceId: 'w1', bullets }] });
    expect(cvMarkdown(result).match(/\S+/g)?.length).toBeLessThanOrEqual(limits.maxWords);
    expect(textsOf(result)).not.toContain(long);
    expect(result.work).toHaveLength(2);
    expect(textsOf(result)).toHaveLength(6);
  });

  it.each(['Ward Manager', 'Senior Staff Nurse', 'Nurse Consultant'])(
    'that makes somebody a %s gets the title of the master',
    (title) => {
      const result = tailored({ label: { text: title, sources: ['basics.label'] } });
      expect(result.label).toEqual({ text: 'Staff Nurse', sources: ['basics.label'] });
      expect(result.repairs).toEqual([{ where: 'label', claim: title, action: 'source used' }]);
    },
  );

  it('has invented skills and sentences dropped and told', () => {
    const result = tailored({
      summary: [{ text: 'Nurse with Epic expertise since 2009.', sources: ['basics.summary'] }],
      skills: [{ sourceId: 's1', name: 'Nursing', keywords: ['Epic', '**Triage**'] }],
    });
    expect(result.skills).toEqual([
      { sourceId: 's1', name: 'Nursing', keywords: ['Triage', 'Medication rounds', 'Wound care'] },
    ]);
    expect(result.summary.map(({ text }) => text).join(' ')).not.toContain('2009');
    expect(result.repairs.map(({ where, action }) => `${where} ${action}`)).toEqual([
      'summary dropped',
      'skills dropped',
    ]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -5, 1e9])(
    'with relevance %s does not upset the order',
    (relevance) => {
      const bullets = [
        { text: 'Supported the introduction of electronic handover', sources: ['w1.b4'], relevance },
      ];
      const result = tailored({ entries: [{ sourceId: 'w1', bullets }] });
      expect(result.work[0]?.bullets).toHaveLength(4);
      expect(Number.isFinite(result.grade.total)).toBe(true);
    },
  );
});
