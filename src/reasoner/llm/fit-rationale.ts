import { allText } from '../../resume/cv-text.ts';
import { countWords } from '../../text/words.ts';
import { contentStems, similarityOf } from '../extractive/interest.ts';
import { writeRationale as writeByText } from '../extractive/rationale.ts';
import { requirementsOf } from '../extractive/requirements.ts';
import type { Fit } from '../fit.ts';
import type { FitInput } from './assess-fit.ts';
import { plainLine } from './plain-line.ts';
import { postingHead } from './posting-material.ts';
import { claimsBeyond, proseSource } from './prose-claims.ts';

const leastWords = 30;
const mostWords = 160;
/** From this likeness on a text speaks of a pain point. */
const speaksOf = 0.15;

/**
 * The model's rationale where it says no more than CV and posting do, completed by sentences of quotes where it lacks
 * words, an employer, a figure or a pain point; else the sentences of quotes alone.
 */
export function writeRationale(written: string, fit: Omit<Fit, 'rationale'>, input: FitInput): string {
  const { posting, painPoints, cv } = input;
  const quoted = writeByText(posting, painPoints, cv, fit, requirementsOf(posting));
  const text = plainLine(written);
  const sources = [
    proseSource([postingHead(posting), posting.text].join('\n')),
    proseSource(allText(cv)),
    proseSource(`${fit.score} of 100 points, CV, LLM`),
  ];
  if (text === '' || countWords(text) > mostWords || claimsBeyond(text, sources).length > 0) return quoted;
  return isWhole(text, input) ? text : `${text} ${quoted}`;
}

function isWhole(text: string, { cv, painPoints }: FitInput): boolean {
  const { painPoints: pains, strategicNeeds, risksIfUnfilled, successMetrics } = painPoints;
  const needs = [...pains, ...strategicNeeds, ...risksIfUnfilled, ...successMetrics];
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
function cvFigures(cv: FitInput['cv']): string[] {
  const entries = [...cv.work, ...cv.volunteer, ...cv.projects];
  const texts = [
    cv.basics.summary ?? '',
    ...entries.flatMap(({ summary, bullets }) => [summary ?? '', ...bullets.map(({ text }) => text)]),
  ];
  return texts.flatMap((text) => text.match(/\d+(?:[.,]\d+)*/gu) ?? []);
}
