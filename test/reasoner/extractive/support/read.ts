import type { Posting } from '../../../../src/posting/posting.ts';
import { readPosting } from '../../../../src/posting/read-posting.ts';
import type { PainPoints } from '../../../../src/reasoner/pain-points.ts';
import { readCv } from '../../../../src/resume/read-cv.ts';
import type { MasterCv } from '../../../../src/resume/resume.ts';
import type { Trade } from './trades.ts';

const limits = { maxBytes: 1024 * 1024 };

export function postingFrom(text: string, name = 'posting.md'): Promise<Posting> {
  return readPosting({ name, text }, limits);
}

export function cvOf({
  label,
  summary,
  work,
  skills,
  certificates = [],
  education,
  languages = [],
}: Trade['cv']): Promise<MasterCv> {
  const resume = {
    basics: { name: 'Robin Example', label, summary },
    work: work.map(([position, name, startDate, endDate, highlights]) => ({
      position,
      name,
      startDate,
      ...(endDate === undefined ? {} : { endDate }),
      highlights,
    })),
    skills: [{ name: 'Skills', keywords: skills }],
    certificates: certificates.map((name) => ({ name })),
    education:
      education === undefined
        ? []
        : [{ institution: 'Examplewick College', studyType: education[0], area: education[1] }],
    languages: languages.map((language) => ({ language })),
  };
  return readCv({ name: 'cv.json', text: JSON.stringify(resume) }, limits);
}

export const noPainPoints: PainPoints = {
  painPoints: [],
  strategicNeeds: [],
  risksIfUnfilled: [],
  successMetrics: [],
  short: ['painPoints', 'strategicNeeds', 'risksIfUnfilled', 'successMetrics'],
};
