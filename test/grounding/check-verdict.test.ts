import { expect, it } from 'vitest';
import { checkVerdict } from '../../src/grounding/check-verdict.ts';
import { readCv } from '../../src/resume/read-cv.ts';

const master = await readCv(
  {
    name: 'cv.json',
    text: JSON.stringify({
      basics: { name: 'Ann Lee' },
      work: [
        {
          name: 'Larchfield',
          position: 'Engineer',
          startDate: '2016-01',
          endDate: '2024-01',
          highlights: [
            'Led 12 engineers',
            'Moved the compute cluster to Kubernetes on AWS',
            'Cut deploys to 4 minutes',
          ],
        },
        {
          name: 'Brook',
          position: 'Engineer',
          startDate: '2015-01',
          endDate: '2016-01',
          highlights: ['Ran Kafka'],
        },
      ],
      skills: [{ name: 'Tools', keywords: ['Rust'] }],
    }),
  },
  { maxBytes: 1e6 },
);
const bullets = new Map(master.work.flatMap((entry) => entry.bullets.map(({ id, text }) => [id, text])));

function verdict(text: string, ...ids: string[]): string {
  const evidence = ids.map((id) => ({ id, quote: bullets.get(id) ?? '' }));
  return checkVerdict({ text, status: 'met', evidence }, master, ['NovaGrid']).status;
}

it.each([
  ['a figure that is enough', 'You have led at least 10 engineers', ['w1.b1'], 'met'],
  ['a figure that is too small', 'You have led 400 engineers', ['w1.b1'], 'unsaid'],
  ['no comparable figure', 'You have led 4 squads', ['w1.b1'], 'unsaid'],
  ['a figure that is low enough', 'Deploys in under 5 minutes', ['w1.b3'], 'met'],
  ['years that the role lasted', '5+ years with Kubernetes', ['w1.b2'], 'met'],
  ['years that it did not last', '5+ years with Kafka', ['w2.b1'], 'unsaid'],
  ['a name that the evidence has', 'Kubernetes in production', ['w1.b2'], 'met'],
  ['a name that other parts have', 'Services in Rust', ['w1.b2'], 'unsaid'],
  ['one of two names', 'Kubernetes and Kafka', ['w1.b2'], 'unsaid'],
  ['one of two alternatives', 'Kubernetes or Nomad', ['w1.b2'], 'met'],
  ['one of the examples', 'A scheduler (Nomad, Kubernetes)', ['w1.b2'], 'met'],
  ['a part of a name', 'Quantum Computing', ['w1.b2'], 'missing'],
  ['names that the CV has not', 'COBOL and SAP ABAP', ['w1.b2'], 'missing'],
  ['neither figure nor name', 'You have led 400 engineers at NASA', ['w1.b1'], 'missing'],
  ["the employer's name", 'Grow the engineers of NovaGrid', ['w1.b1'], 'met'],
  ['a figure that belongs to a name', 'Kubernetes on AWS, level 3', ['w1.b2'], 'met'],
])('with %s: %s', (_what, text, ids, expected) => {
  expect(verdict(text, ...ids)).toBe(expected);
});

it('without evidence is missing', () => {
  expect(verdict('Kubernetes')).toBe('missing');
});
