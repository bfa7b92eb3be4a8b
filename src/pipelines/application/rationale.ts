import { groundedSentences } from '../../grounding/check-assessment.ts';
import type { Posting } from '../../posting/posting.ts';
import { contentStems, similarityOf } from '../../reasoner/extractive/interest.ts';
import { writeRationale } from '../../reasoner/extractive/rationale.ts';
import type { Fit } from '../../reasoner/fit.ts';
import type { PainPoints } from '../../reasoner/pain-points.ts';
import { allText } from '../../resume/cv-text.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { countWords } from '../../text/words.ts';

const leastWords = 30;
const mostWords = 160;
/** From this likeness on a text speaks of a pain point. */
const speaksOf = 0.15;

export interface RationaleInput {
  posting: Posting;
  painPoints: PainPoints;
  cv: MasterCv;
}

/**
 * What stands of a proposed rationale, completed by sentences of quotes where it lacks words, an employer, a figure
 * or a pain point; where nothing stands, the sentences of quotes alone. Score and counts are those of the fit.
 */
export function checkedRationale(
  proposed: string,
  fit: Omit<Fit, 'rationale'>,
  input: RationaleInput,
): string {
  const { posting, painPoints, cv } = input;
  const quoted = writeRationale(posting, painPoints, cv, fit);
  if (proposed === quoted || proposed === '' || countWords(proposed) > mostWords) return quoted;
  const needs = needsIn(painPoints);
  const text = groundedSentences(proposed, {
    cv,
    postingText: posting.text,
    title: posting.title,
    company: posting.company,
    asked: [...fit.requirements, ...needs].map((one) => `${one.text}\n${one.quote}`),
    score: fit.score,
  }).join(' ');
  if (text === '') return quoted;
  return isWhole(text, input) ? text : `${text} ${quoted}`;
}

function needsIn({ painPoints, strategicNeeds, risksIfUnfilled, successMetrics }: PainPoints) {
  return [...painPoints, ...strategicNeeds, ...risksIfUnfilled, ...successMetrics];
}

function isWhole(text: string, { cv, painPoints }: RationaleInput): boolean {
  const needs = needsIn(painPoints);
  const stems = contentStems(text);
  const figures = /\d/u.test(allText(cv)) ? cvFigures(cv) : undefined;
  const employers = [...cv.work, ...cv.volunteer, ...cv.projects].map(({ name }) => name);
  return (
    countWords(text) >= leastWords &&
    (employers.length === 0 || employers.some((name) => name !== '' && text.includes(name))) &&
    (figures === undefined || figures.some((figure) => text.includes(figure))) &&
    (needs.length === 0 ||
      needs.some((need) => similarityOf(stems, contentStems(`${need.text} ${need.quote}`)) >= speaksOf))
  );
}

/** Figures that bullets and summaries state. */
function cvFigures(cv: MasterCv): string[] {
  const entries = [...cv.work, ...cv.volunteer, ...cv.projects];
  const texts = [
    cv.basics.summary ?? '',
    ...entries.flatMap(({ summary, bullets }) => [summary ?? '', ...bullets.map(({ text }) => text)]),
  ];
  return texts.flatMap((text) => text.match(/\d+(?:[.,]\d+)*/gu) ?? []);
}
